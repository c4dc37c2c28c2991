"""A Windows cursor's bitmaps to a premultiplied BGRA shape. Pure; Windows hands them over in three kinds.

With alpha: used as it is. Without: a mask says where it is transparent. Black and white: two masks, AND over XOR, one
above the other; what inverts the screen is drawn black, for a picture apart from the screen cannot invert it.
"""

import numpy as np
from numpy.typing import NDArray

from agent.capture import CursorShape
from wire import limits

Bitmap = NDArray[np.uint8]


def from_colour(colour: Bitmap, mask: Bitmap, hot: tuple[int, int]) -> CursorShape:
    """*colour* is (height, width, 4) BGRA, *mask* (height, width), 255 where transparent."""
    pixels = colour.copy()
    if not pixels[:, :, 3].any():
        pixels[:, :, 3] = np.where(mask > 127, 0, 255)
    return _shape(pixels, hot)


def from_masks(masks: Bitmap, hot: tuple[int, int]) -> CursorShape:
    """*masks* is (2 * height, width): AND above XOR, 255 where set."""
    keep, flip = np.split(masks > 127, 2)
    pixels = np.zeros((*keep.shape, 4), np.uint8)
    pixels[:, :, :3] = np.where(flip & ~keep, 255, 0)[:, :, None]
    pixels[:, :, 3] = np.where(keep & ~flip, 0, 255)
    return _shape(pixels, hot)


def _shape(pixels: Bitmap, hot: tuple[int, int]) -> CursorShape:
    pixels = pixels[: limits.MAX_CURSOR_SIDE, : limits.MAX_CURSOR_SIDE]
    height, width = pixels.shape[:2]
    if not pixels[:, :, 3].any():
        return CursorShape(0, 0, 0, 0, b"")
    alpha = pixels[:, :, 3:].astype(np.uint16)
    pixels[:, :, :3] = (pixels[:, :, :3] * alpha + 127) // 255
    return CursorShape(width, height, min(hot[0], width), min(hot[1], height), pixels.tobytes())
