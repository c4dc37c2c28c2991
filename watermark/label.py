"""The visible warning as a mask: 「撮影禁止」 and the session's label, slanted and repeated over the whole screen.

Knows fonts and layout. Does not know pixels of any screen, nor how dark or light the text will be.

The blocks stand in columns, `Layout.pitch` apart, the odd ones half a period lower. Columns lighten and darken in turn,
so that on any ground at least every other block shows. The layout repeats after whole tiles of the hidden pattern
(two pitches to the right, a period down), so both can be stamped from one table of few rows, and a reader who knows a
place in the tile can lay all blocks of a photo on top of each other (`watermark/warning_view.py`).
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

SLANT: Final = 24.0  # degrees, rising: crosses every line of text, so no row of a page hides it
_WARNING_SIZE: Final = 88  # pixels: four just fit between two columns; fine strokes survive a chat app's shrinking
_LABEL_SIZE: Final = 20
_WARNING_BOLDER: Final = 0.01  # of the size, on both sides of every stroke: thin ones of 11 levels are lost on white
_LABEL_BOLDER: Final = 0.02
_LINE: Final = 22  # full-width characters before the label is broken
PITCH: Final = 512  # pixels from column to column: two tiles of the pattern
PERIOD: Final = 256  # pixels from block to block downwards: a tile of the pattern
_LEADING: Final = 1.25  # of the size, from line to line
_APART: Final = 24  # pixels between neighbours, across the text

Mask = npt.NDArray[np.uint8]
Cover = npt.NDArray[np.int16]
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the blocks stand, in screen pixels: block i of column n has its centre at `centre(n, i)`."""

    pitch: int  # from column to column
    period: int  # from block to block downwards

    def centre(self, column: int, row: int) -> tuple[float, float]:
        """The middle of one block; the odd columns are half a period lower."""
        return (column + 0.5) * self.pitch, (row + 0.5 + (column % 2) / 2) * self.period


@dataclass(frozen=True, slots=True)
class Warned:
    """The warning on a screen: what to repeat downwards from the screen's top."""

    cover: (
        Cover  # period x screen width: how much of a lightening (1 to 255) or a darkening (-1 to -255) stroke is here
    )
    layout: Layout


def label_cover(width: int, height: int, label: str, fonts: Sequence[tuple[str, int]] = FONTS) -> Warned:
    """How much of the warning covers each pixel of a screen of *width* x *height*.

    Characters that the font lacks are shown as 〓: a rare character in a name must not end a session, and the ID in
    the label names the person as well. Raises `FontError` when no font has the warning itself and 〓.
    """
    times = grade(height)
    path, face = find_font(tuple(fonts))
    warning = ImageFont.truetype(path, _WARNING_SIZE * times, face)
    small = ImageFont.truetype(path, _LABEL_SIZE * times, face)
    block = _slanted(_block(warning, small, _lines(_printable(label, small))))
    layout = _layout_for(block, times)
    return Warned(_scatter(block.sprite, width, layout), layout)


def grade(height: int) -> int:
    """How many times larger everything is on a screen *height* pixels high: whole times, so that tiles still fit."""
    return max(1, round(height / 1080))


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
    rows = [(WARNING, warning, _WARNING_BOLDER), *((line, small, _LABEL_BOLDER) for line in lines)]
    boxes = [font.getbbox(text) for text, font, _ in rows]
    width = math.ceil(max(box[2] for box in boxes))
    pitches = [math.ceil(font.size * _LEADING) for _, font, _ in rows]
    image = Image.new("L", (width, sum(pitches)))
    draw = ImageDraw.Draw(image)
    top = 0
    for (text, font, bolder), box, pitch in zip(rows, boxes, pitches, strict=True):
        draw.text(((width - box[2]) / 2, top), text, fill=255, font=font, stroke_width=bolder * font.size)
        top += pitch
    return np.array(image)


@dataclass(frozen=True, slots=True)
class _Slanted:
    """A block as it stands on the screen, and its height before it was turned."""

    sprite: Mask
    height: int


def _slanted(block: Mask) -> _Slanted:
    height, width = block.shape
    sine, cosine = math.sin(math.radians(SLANT)), math.cos(math.radians(SLANT))
    size = (math.ceil(width * cosine + height * sine) + 2, math.ceil(width * sine + height * cosine) + 2)
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), SLANT, 1.0)
    turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    return _Slanted(np.asarray(cv2.warpAffine(block, turn, size, flags=cv2.INTER_LINEAR), np.uint8), height)


def _layout_for(block: _Slanted, times: int) -> Layout:
    """As many periods of the pattern from block to block as the block needs; a long label takes two."""
    step = PERIOD * times
    across = step * math.cos(math.radians(SLANT))
    return Layout(PITCH * times, step * math.ceil((block.height + _APART * times) / across))


def _scatter(sprite: Mask, width: int, layout: Layout) -> Cover:
    """One period of the screen's rows, with *sprite* in every column, lightening and darkening in turn."""
    tall, wide = sprite.shape
    cover = np.zeros((layout.period, width + 2 * wide), np.int16)  # with room for blocks that stick out on both sides
    for column in range(-1, width // layout.pitch + 2):
        x, y = (round(c) for c in layout.centre(column, 0))
        left = x - wide // 2 + wide
        if not 0 <= left <= width + wide:
            continue
        rows = (np.arange(tall) + y - tall // 2) % layout.period
        sign, choose = (-1, np.minimum) if column % 2 else (1, np.maximum)
        for row, line in zip(rows, sprite.astype(np.int16) * sign, strict=True):  # may be taller than a period
            here = cover[row, left : left + wide]
            choose(here, line, out=here)
    return np.ascontiguousarray(cover[:, wide : wide + width])
