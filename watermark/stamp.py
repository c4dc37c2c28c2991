"""Pattern and visible warning onto the pixels of a screen. The only maker of `StampedPicture`.

Works by saturating additions alone: no branch on content but one (is this pixel light?), so a pixel's result depends
on its own value and its place, never on the rectangle it came in. Tiles therefore compose.

    light    subtract 2m                   m: the warning's strength here, 0 to 11
    all      add      m + 1                white is held at 255 here, and so keeps one level of room above it
             subtract 1 + b - v            v: the pattern, -3 to 3; black is held at 0 here
             add      b = max(1 + v, 0)
    in sum   mid-tones x + v +- m,  white 254 + v,  black max(1 + v, 0)
"""

from typing import Final, NoReturn, final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.label import label_mask
from watermark.pattern import Pattern

WARNING_LEVELS: Final = 11  # grey levels of the visible warning; with the pattern's 3 no pixel changes by more than 14
LIGHT: Final = 127  # luminance above which the warning darkens, and up to which it lightens
MAX_SIDE: Final = 16384  # pixels
_ROOM: Final = 1  # grey levels that white and black give way, so that the pattern can be seen on them
_STRIP: Final = 64  # rows at a time: the intermediate results stay in the processor's cache

Pixels = npt.NDArray[np.uint8]


@final
class StampedPicture:
    """Pixels that carry the mark and the warning. Only `Stamper.stamp` can make one; encoders accept nothing else.

    Mitigates against an unmarked picture leaving the office PC by a programming mistake. (Code that runs in the
    agent and wants to cheat needs no such door: it could send the screen itself.)
    """

    __slots__ = ("_pixels", "_x", "_y")
    _pixels: Pixels
    _x: int
    _y: int

    def __init__(self) -> None:
        raise TypeError("only a Stamper makes a StampedPicture")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("StampedPicture cannot be subclassed")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a StampedPicture does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError("a StampedPicture does not change")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a StampedPicture is not copied or stored")

    @property
    def pixels(self) -> Pixels:
        """Read-only, (height, width, 4) uint8, blue green red and an unused byte."""
        return self._pixels

    @property
    def x(self) -> int:
        """Screen column of the left edge."""
        return self._x

    @property
    def y(self) -> int:
        """Screen row of the top edge."""
        return self._y

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self._pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self._pixels.shape[0])

    def __repr__(self) -> str:
        return f"<StampedPicture {self.width}x{self.height}+{self.x}+{self.y}>"


def _stamped(pixels: Pixels, x: int, y: int) -> StampedPicture:
    pixels.flags.writeable = False
    picture = object.__new__(StampedPicture)
    for name, value in (("_pixels", pixels.view()), ("_x", x), ("_y", y)):
        object.__setattr__(picture, name, value)
    return picture


class Stamper:
    """Stamps one session's pictures during one time slot, on a screen of fixed size.

    Keep it for the slot: making one takes some tens of milliseconds, stamping 1600 x 900 pixels about 2.
    Raises `FontError` when no font can write the warning, `ValueError` for an empty label or an impossible size.
    """

    def __init__(self, width: int, height: int, pattern: Pattern, label: str) -> None:
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            raise ValueError(f"a screen of {width} x {height} pixels cannot be stamped")
        self._width = width
        self._height = height
        warning = _warning_levels(label_mask(width, height, label))
        self._twice = _bgrx(2 * warning)
        self._raise = _bgrx(warning + _ROOM)
        # The pattern's planes repeat downwards, so one tile's rows serve the whole screen and stay in the cache.
        value = np.tile(pattern.tile, (1, -(-width // pattern.tile.shape[1])))[:, :width]
        after = np.maximum(value + _ROOM, 0)
        self._lower = _bgrx((after - value + _ROOM).astype(np.uint8))
        self._lift = _bgrx(after.astype(np.uint8))

    def stamp(self, pixels: Pixels, x: int, y: int) -> StampedPicture:
        """The screen content *pixels*, (height, width, 4) BGRX from screen position (x, y), marked.

        The same content at the same place always gives the same pixels, whatever rectangle it is cut in.
        Raises `ValueError` when the rectangle does not lie on the screen.
        """
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or 0 in pixels.shape:
            raise ValueError("pixels are uint8 of shape (height, width, 4)")
        height, width = pixels.shape[:2]
        if x < 0 or y < 0 or x + width > self._width or y + height > self._height:
            raise ValueError(f"{width}x{height}+{x}+{y} does not lie on a screen of {self._width}x{self._height}")
        marked = np.empty((height, width, 4), np.uint8)
        top = 0
        while top < height:
            phase = (y + top) % len(self._lift)
            rows = min(_STRIP, height - top, len(self._lift) - phase)
            self._strip(pixels[top : top + rows], marked[top : top + rows], slice(x, x + width), y + top, phase)
            top += rows
        return _stamped(marked, x, y)

    def _strip(self, pixels: Pixels, marked: Pixels, columns: slice, y: int, phase: int) -> None:
        """Stamp rows from screen row *y*, which is row *phase* of the tile, into *marked*."""
        rows = slice(y, y + len(pixels))
        tile = slice(phase, phase + len(pixels))
        light = cv2.cvtColor(pixels, cv2.COLOR_BGRA2GRAY)
        cv2.threshold(light, LIGHT, 255, cv2.THRESH_BINARY, light)
        darker = cv2.bitwise_and(cv2.cvtColor(light, cv2.COLOR_GRAY2BGRA), self._twice[rows, columns])
        cv2.subtract(pixels, darker, marked)
        cv2.add(marked, self._raise[rows, columns], marked)
        cv2.subtract(marked, self._lower[tile, columns], marked)
        cv2.add(marked, self._lift[tile, columns], marked)


def _warning_levels(mask: Pixels) -> Pixels:
    """Coverage 0 to 255 as grey levels 0 to `WARNING_LEVELS`."""
    return ((mask.astype(np.uint16) * WARNING_LEVELS + 127) // 255).astype(np.uint8)


def _bgrx(plane: Pixels) -> Pixels:
    """One plane for blue, green and red alike, and 0 for the unused byte."""
    return np.asarray(cv2.merge([plane, plane, plane, np.zeros_like(plane)]), np.uint8)
