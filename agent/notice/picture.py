"""The notice as pixels, drawn here because X's own fonts lack Japanese.

Knows fonts and colours, no window system.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from watermark.errors import FontError
from watermark.label import FONTS, find_font

_SIZE: Final = 14  # pixels
_MARGIN: Final = 6
_INK: Final = (255, 255, 255)
_PAPER: Final = (150, 60, 20)  # a calm, dark orange: seen, and not an alarm


def drawn(text: str, widest: int) -> NDArray[np.uint8]:
    """*text* in one line as (height, width, 4) BGRX, at most *widest* pixels wide."""
    font = _font()
    left, top, right, bottom = font.getbbox(text)
    width = min(widest, int(right - left) + 2 * _MARGIN)
    height = int(bottom - top) + 2 * _MARGIN
    image = Image.new("RGB", (width, height), _PAPER)
    ImageDraw.Draw(image).text((_MARGIN - left, _MARGIN - top), text, font=font, fill=_INK)
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[:, :, :3] = np.asarray(image)[:, :, ::-1]
    return pixels


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        path, face = find_font(FONTS)
        return ImageFont.truetype(path, _SIZE, face)
    except (FontError, OSError):
        return ImageFont.load_default(_SIZE)
