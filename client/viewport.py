"""Where the office screen lies in the window: pure arithmetic, in device pixels.

Knows scales and rectangles. Does not know Qt, high-DPI settings or what is drawn.
"""

import enum
import math
from dataclasses import dataclass

from wire.geometry import Rect


class Zoom(enum.Enum):
    """How large the office screen is shown."""

    FIT = "fit"  # as large as the window allows, whole
    ACTUAL = "actual"  # one office pixel for one pixel here


@dataclass(frozen=True, slots=True)
class Viewport:
    """The office screen, *scale* pixels here for one there, its top left corner at *left*, *top*."""

    scale: float
    left: float
    top: float
    width: int  # of the office screen, in its own pixels
    height: int

    def to_office(self, x: float, y: float) -> tuple[int, int]:
        """The office pixel under a place in the window; places outside are drawn to the nearest edge."""
        column = int((x - self.left) // self.scale)
        row = int((y - self.top) // self.scale)
        return min(max(column, 0), self.width - 1), min(max(row, 0), self.height - 1)

    def to_window(self, rect: Rect) -> tuple[int, int, int, int]:
        """Left, top, width, height here of what *rect* touches, with the neighbours that smooth scaling blends in."""
        margin = 0 if self.scale == 1.0 else 1 + math.ceil(self.scale)
        left = math.floor(self.left + rect.x * self.scale) - margin
        top = math.floor(self.top + rect.y * self.scale) - margin
        right = math.ceil(self.left + rect.right * self.scale) + margin
        bottom = math.ceil(self.top + rect.bottom * self.scale) + margin
        return left, top, right - left, bottom - top


def place(zoom: Zoom, window: tuple[int, int], office: tuple[int, int]) -> Viewport:
    """The viewport for a window and an office screen of these sizes, centred; panned to the top left when too large."""
    width, height = office
    scale = 1.0
    if zoom is Zoom.FIT:
        scale = min(window[0] / width, window[1] / height)
        if abs(scale - 1.0) < 0.002:
            scale = 1.0
    left = max(0, round((window[0] - width * scale) / 2))
    top = max(0, round((window[1] - height * scale) / 2))
    return Viewport(max(scale, 1e-3), left, top, width, height)
