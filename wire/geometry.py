"""Rectangles of a screen: pure arithmetic, in pixels, origin at the top left."""

from typing import Annotated, Self

import msgspec

from wire import limits

Offset = Annotated[int, msgspec.Meta(ge=0, lt=limits.MAX_SIDE)]
Extent = Annotated[int, msgspec.Meta(ge=1, le=limits.MAX_SIDE)]


class Rect(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A non-empty rectangle: left, top, width, height, in pixels."""

    x: Offset
    y: Offset
    width: Extent
    height: Extent

    @property
    def right(self) -> int:
        """The first column to the right of the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below the rectangle."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """Pixels covered."""
        return self.width * self.height

    def within(self, width: int, height: int) -> bool:
        """Whether the rectangle lies wholly on a screen of *width* x *height*."""
        return self.right <= width and self.bottom <= height

    def intersection(self, other: Self) -> Self | None:
        """The common part, or None when the two do not touch."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        if right <= x or bottom <= y:
            return None
        return type(self)(x, y, right - x, bottom - y)

    def union(self, other: Self) -> Self:
        """The smallest rectangle that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        return type(self)(x, y, right - x, bottom - y)
