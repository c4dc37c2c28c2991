"""The visible warning as a mask: 「撮影禁止」 and the session's label, slanted and repeated over the whole screen.

Knows fonts and layout. Does not know pixels of any screen, nor how dark or light the text will be.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from watermark.errors import FontError

WARNING: Final = "撮影禁止"
GETA: Final = "〓"  # what Japanese printers set for a character they lack

FONTS: Final = (  # (file, face in the collection); the first that can write the warning is used
    ("/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 0),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 0),
    ("/usr/share/fonts/truetype/fonts-japanese-gothic.ttf", 0),
    ("C:/Windows/Fonts/meiryo.ttc", 0),
    ("C:/Windows/Fonts/YuGothM.ttc", 0),
    ("C:/Windows/Fonts/msgothic.ttc", 0),
    ("/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc", 0),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
)

_SLANT: Final = 24.0  # degrees: crosses every line of text, so no row of a page hides it
_WARNING_SIZE: Final = 40  # pixels on a screen 1080 high; strokes of two pixels survive a phone's camera
_LABEL_SIZE: Final = 20
_BOLDER: Final = 0.02  # of the size, on both sides of a stroke: thin strokes of 11 grey levels are lost on white
_LINE: Final = 30  # full-width characters before the label is broken
_GAP: Final = (110, 80)  # pixels between neighbours, along and across the text

Mask = npt.NDArray[np.uint8]
Font = ImageFont.FreeTypeFont


def label_mask(width: int, height: int, label: str, fonts: Sequence[tuple[str, int]] = FONTS) -> Mask:
    """How much of the warning covers each pixel of a screen: height x width, 0 to 255.

    Characters that the font lacks are shown as 〓: a rare character in a name must not end a session, and the ID in
    the label names the person as well. Raises `FontError` when no font has the warning itself and 〓.
    """
    scale = max(0.75, height / 1080)
    path, face = find_font(tuple(fonts))
    warning = ImageFont.truetype(path, round(_WARNING_SIZE * scale), face)
    small = ImageFont.truetype(path, round(_LABEL_SIZE * scale), face)
    block = _block(warning, small, _lines(_printable(label, small)))
    return _scatter(block, width, height, (round(_GAP[0] * scale), round(_GAP[1] * scale)))


@lru_cache(maxsize=8)
def find_font(fonts: tuple[tuple[str, int], ...]) -> tuple[str, int]:
    """The first of *fonts* that exists and has the warning's glyphs; raises `FontError` when none does."""
    for path, face in fonts:
        if Path(path).is_file():
            try:
                font = ImageFont.truetype(path, 16, face)
            except OSError:
                continue
            if all(_has_glyph(font, character) for character in WARNING + GETA + "A0"):
                return path, face
    raise FontError(
        f"No Japanese font was found, so the warning 「{WARNING}」 cannot be shown. Install one (fonts-ipafont-gothic)."
    )


def _has_glyph(font: Font, character: str) -> bool:
    """Whether the font draws *character* otherwise than a character that no font may have (U+FFFF)."""
    drawn, missing = font.getmask(character), font.getmask("\uffff")
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def _printable(label: str, font: Font) -> str:
    """*label* without control characters, in composed form, with 〓 for what the font lacks."""
    text = " ".join(unicodedata.normalize("NFC", label).split())
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    if not text:
        raise ValueError("The label is empty: it must say whose picture this is.")
    return "".join(c if c == " " or _has_glyph(font, c) else GETA for c in text)


def _lines(text: str) -> Iterator[str]:
    """*text* broken at spaces, or inside a word when there is none, into lines of about 30 full-width characters."""
    line, used = "", 0.0
    for word in text.split(" "):
        size = _extent(word)
        if line and used + size > _LINE:
            yield line
            line, used = "", 0.0
        line, used = f"{line} {word}".strip(), used + size + 0.5
        while _extent(line) > _LINE:
            yield line[:_LINE]
            line = line[_LINE:]
            used = _extent(line)
    if line:
        yield line


def _extent(text: str) -> float:
    """Width in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def _block(warning: Font, small: Font, lines: Iterator[str]) -> Mask:
    """The warning above the label, centred, as a grey image without margin."""
    rows = [(f"「{WARNING}」", warning), *((line, small) for line in lines)]
    boxes = [font.getbbox(text) for text, font in rows]
    width = math.ceil(max(box[2] for box in boxes))
    pitches = [math.ceil(font.size * 1.25) for _, font in rows]
    image = Image.new("L", (width, sum(pitches)))
    draw = ImageDraw.Draw(image)
    top = 0
    for (text, font), box, pitch in zip(rows, boxes, pitches, strict=True):
        draw.text(((width - box[2]) / 2, top), text, fill=255, font=font, stroke_width=_BOLDER * font.size)
        top += pitch
    return np.array(image)


def _scatter(block: Mask, width: int, height: int, gap: tuple[int, int]) -> Mask:
    """*block*, slanted, in staggered rows over the screen: laid out in the slanted frame, so neighbours never touch."""
    columns = block.shape[1]
    cell = np.pad(block, ((0, gap[1]), (0, gap[0])))
    staggered = np.vstack([cell, np.roll(cell, (columns + gap[0]) // 2, axis=1)])
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -_SLANT, 1.0)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(staggered, turn, (width, height), flags=flags, borderMode=cv2.BORDER_WRAP), np.uint8
    )
