"""Pattern and visible warning onto the pixels of a screen. The only maker of `StampedPicture`.

One saturating addition and one saturating subtraction, of tables: no branch on content, so a pixel's result depends
on its own value, its place and its tile's ground, never on the rectangle it came in. Tiles therefore compose.

    subtract  q = max(1, |s|) - w     v: the pattern, -3 to 3; w: the same for white
    add       q + v + s               s: the warning, 0 to 11 in its lightening blocks, 0 to -11 in the others
    in sum    x + v + s
    white     255 - max(1, |s|) + w: it gives way, and what is stamped is seen on it
    black     max(0, v + s)

Where q or what is added would be negative, white is a level off. White is held at 255 by the addition, which is what
darkens it even where a block lightens, and what lets it carry another pattern at no cost. Black is held at 0 by the
subtraction and shows the lightening blocks only. Both operations go strip by strip through the processor's cache, and
strips that share rows of the tables follow each other: the time is that of moving the picture, and half as much again.
"""

import math
from collections.abc import Iterator
from typing import Final, NoReturn, final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.buffers import Buffers
from watermark.ground import Ground, Grounds, grounds
from watermark.label import Cover, label_cover
from watermark.pattern import Pattern
from watermark.tiles import TILE, Mask, blocks

WARNING_LEVELS: Final = 11  # grey levels of the visible warning; with the pattern's 3 no pixel changes by more than 14
MAX_SIDE: Final = 16384  # pixels
_ROOM: Final = 1  # grey levels that white gives way, so that the pattern can be seen on it
_STRIP: Final = 1 << 18  # bytes at a time: picture, tables and result stay in the processor's cache
_MOST_ROWS: Final = 64  # of a strip; the tables go on by so many, so that no strip has to wrap round

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.int16]


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
    picture = object.__new__(StampedPicture)
    for name, value in (("_pixels", pixels), ("_x", x), ("_y", y)):
        object.__setattr__(picture, name, value)
    return picture


class Stamper:
    """Stamps one session's pictures during one time slot, on a screen of fixed size.

    Keep it for the slot: making one takes some tens of milliseconds, stamping 1920 x 1080 pixels about one. Takes no
    memory once it is warm: a picture's buffer is used again when nobody holds the picture or its pixels any more.
    For one thread. Raises `FontError` when no font can write the warning, `ValueError` for an empty label or an
    impossible size.
    """

    def __init__(self, width: int, height: int, pattern: Pattern, label: str) -> None:
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            raise ValueError(f"a screen of {width} x {height} pixels cannot be stamped")
        self._width = width
        self._height = height
        cover = label_cover(width, height, label).cover
        # Both repeat downwards, so some hundred rows serve the whole screen and stay in the cache.
        self._period = min(height, math.lcm(len(cover), len(pattern.tile)))
        rows = min(height, self._period + _MOST_ROWS)
        white, covered = (_repeated(plane, rows, width) for plane in (pattern.white, cover))
        carried = {Ground.PLAIN: pattern.tile, Ground.DARK: pattern.dark, Ground.GRAINY: pattern.white}
        self._tables = [_tables(_repeated(carried[each], rows, width), white, covered) for each in Ground]
        self._buffers = Buffers(width * height * 4)

    def stamp(self, pixels: Pixels, x: int, y: int, ground: Ground | Grounds = Ground.PLAIN) -> StampedPicture:
        """The screen content *pixels*, (height, width, 4) BGRX from screen position (x, y), marked.

        The same content at the same place on the same *ground* always gives the same pixels, whatever rectangle it is
        cut in. One for all of it: GRAINY, which carries throughout what white does, also for what moves and is coded
        with loss until it rests, for the coder takes some of it away, and nobody sees so faint a grain on what moves.
        Or one for each of the screen's tiles that the rectangle touches (`watermark.ground`).
        Raises `ValueError` when the rectangle does not lie on the screen.
        """
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or 0 in pixels.shape:
            raise ValueError("pixels are uint8 of shape (height, width, 4)")
        height, width = pixels.shape[:2]
        if x < 0 or y < 0 or x + width > self._width or y + height > self._height:
            raise ValueError(f"{width}x{height}+{x}+{y} does not lie on a screen of {self._width}x{self._height}")
        buffer = self._buffers.take()
        marked = buffer[: height * width * 4].reshape(height, width, 4)
        if isinstance(ground, Ground):
            self._stamp(pixels, marked, x, y, ground)
        else:
            self._stamp_each(pixels, marked, x, y, ground)
        marked.flags.writeable = False
        buffer.flags.writeable = False
        return _stamped(marked, x, y)

    def stamp_screen(self, pixels: Pixels) -> StampedPicture:
        """A whole screen at rest, marked."""
        return self.stamp(pixels, 0, 0, grounds(pixels))

    def _stamp_each(self, pixels: Pixels, onto: Pixels, x: int, y: int, found: Grounds) -> None:
        if (found == found[0, 0]).all():
            self._stamp(pixels, onto, x, y, Ground(found[0, 0]))
            return
        height, width = pixels.shape[:2]
        for ground in Ground:
            for down, across in _within(found == ground, x, y, height, width):
                self._stamp(pixels[down, across], onto[down, across], x + across.start, y + down.start, ground)

    def _stamp(self, pixels: Pixels, onto: Pixels, x: int, y: int, ground: Ground) -> None:
        height, width = pixels.shape[:2]
        add, subtract = (table[:, x : x + width] for table in self._tables[ground])
        for top, rows in _strips(height, width, self._period):
            phase = (y + top) % self._period
            strip = onto[top : top + rows]
            cv2.add(pixels[top : top + rows], add[phase : phase + rows], strip)
            cv2.subtract(strip, subtract[phase : phase + rows], strip)


def _within(mask: Mask, x: int, y: int, height: int, width: int) -> Iterator[tuple[slice, slice]]:
    """Rows and columns, counted from (x, y), of each block of set tiles; the rectangle touches just those of *mask*."""
    left, top = x // TILE * TILE - x, y // TILE * TILE - y
    for rows, columns in blocks(mask):
        down = slice(max(0, top + rows.start * TILE), min(height, top + rows.stop * TILE))
        yield down, slice(max(0, left + columns.start * TILE), min(width, left + columns.stop * TILE))


def _strips(height: int, width: int, period: int) -> Iterator[tuple[int, int]]:
    """Tops and numbers of rows that make up a rectangle; those a period apart, with the same tables, in a row."""
    most = max(1, min(_MOST_ROWS, _STRIP // (width * 4)))
    for start in range(0, min(height, period), most):
        for top in range(start, height, period):
            yield top, min(most, period - start, height - top)


def _repeated(plane: npt.NDArray[np.integer], rows: int, columns: int) -> Plane:
    """*plane*, again and again from the screen's top left corner."""
    times = (-(-rows // plane.shape[0]), -(-columns // plane.shape[1]))
    return np.tile(plane, times)[:rows, :columns].astype(np.int16)


def _tables(pattern: Plane, white: Plane, cover: Cover) -> tuple[Pixels, Pixels]:
    """What to add and what to subtract; see the module's first lines."""
    warning = np.sign(cover) * ((np.abs(cover) * WARNING_LEVELS + 127) // 255)
    step = pattern + warning
    subtract = np.maximum(0, np.maximum(_ROOM, np.abs(warning)) - white)
    add = np.maximum(0, step + subtract)
    return _bgrx(add.astype(np.uint8)), _bgrx((add - step).astype(np.uint8))


def _bgrx(plane: Pixels) -> Pixels:
    """One plane for blue, green and red alike, and 0 for the unused byte."""
    return np.asarray(cv2.merge([plane, plane, plane, np.zeros_like(plane)]), np.uint8)
