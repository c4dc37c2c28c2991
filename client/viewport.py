"""Where the office screen, or one of its monitors, lies in the window: pure arithmetic, in device pixels.

Knows scales and rectangles. Does not know Qt, high-DPI settings or what is drawn.
"""

import enum
import math
from dataclasses import dataclass
from typing import Final

from wire.geometry import Rect

EDGE: Final = 24  # pixels from the window's edge within which the pointer pushes the picture
PUSH: Final = 0.02  # of the window's side, that it is pushed by in one step

Point = tuple[int, int]
Size = tuple[int, int]


class Zoom(enum.Enum):
    """How large the office screen is shown."""

    FIT = "fit"  # as large as the window allows, whole
    ACTUAL = "actual"  # one office pixel for one pixel here


@dataclass(frozen=True, slots=True)
class Viewport:
    """*part* of the office screen, *scale* pixels here for one there, its top left corner at *left*, *top*."""

    scale: float
    left: float
    top: float
    part: Rect  # in office pixels

    def to_office(self, x: float, y: float) -> Point:
        """The office pixel under a place in the window; places outside are drawn to the part's nearest edge."""
        column = int((x - self.left) // self.scale)
        row = int((y - self.top) // self.scale)
        part = self.part
        return part.x + min(max(column, 0), part.width - 1), part.y + min(max(row, 0), part.height - 1)

    def to_window(self, rect: Rect) -> tuple[int, int, int, int]:
        """Left, top, width, height here of what *rect* touches, with the neighbours that smooth scaling blends in."""
        margin = 0 if self.scale == 1.0 else 1 + math.ceil(self.scale)
        origin_x, origin_y = self.left - self.part.x * self.scale, self.top - self.part.y * self.scale
        left = math.floor(origin_x + rect.x * self.scale) - margin
        top = math.floor(origin_y + rect.y * self.scale) - margin
        right = math.ceil(origin_x + rect.right * self.scale) + margin
        bottom = math.ceil(origin_y + rect.bottom * self.scale) + margin
        return left, top, right - left, bottom - top


def place(zoom: Zoom, window: Size, part: Rect, pushed: Point = (0, 0)) -> Viewport:
    """The viewport for a window of this size and a part of the office screen.

    Centred where it is smaller than the window; where it is larger, *pushed* so many pixels to the left and up.
    """
    scale = 1.0
    if zoom is Zoom.FIT:
        scale = min(window[0] / part.width, window[1] / part.height)
        if abs(scale - 1.0) < 0.002:
            scale = 1.0
    left = _begins(window[0], part.width * scale, pushed[0])
    top = _begins(window[1], part.height * scale, pushed[1])
    return Viewport(max(scale, 1e-3), left, top, part)


def _begins(room: int, extent: float, pushed: int) -> int:
    spare = room - extent
    return round(spare / 2) if spare > 0 else -min(max(pushed, 0), round(-spare))


def push(pushed: Point, pointer: tuple[float, float], window: Size, part: Rect) -> Point:
    """One step further for a picture at 1:1 that does not fit, while the pointer is at the window's edge."""
    across = _step(pushed[0], pointer[0], window[0], part.width)
    down = _step(pushed[1], pointer[1], window[1], part.height)
    return across, down


def _step(pushed: int, pointer: float, room: int, extent: int) -> int:
    most = max(0, extent - room)
    step = max(1, round(room * PUSH))
    if pointer < EDGE:
        return max(0, min(pushed, most) - step)
    if pointer >= room - EDGE:
        return min(most, pushed + step)
    return min(pushed, most)
