"""Which tiles of the screen really changed: pure comparison of pixels, 64 x 64 at a time.

Knows arrays and rectangles. Works on the *unstamped* screen: the mark stands still while the content moves under it.
Does not know how a change was noticed or what becomes of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from watermark import tiles
from watermark.tiles import TILE, Mask
from wire.geometry import Rect

_EIGHT: Final = 8  # answers of one byte in a 64-bit word

Pixels = NDArray[np.uint8]  # (height, width, 4), BGRX


@dataclass(frozen=True, slots=True)
class Grid:
    """A screen of *width* x *height* pixels cut into tiles; the last row and column may be narrower."""

    width: int
    height: int

    @property
    def rows(self) -> int:
        """Tile rows."""
        return -(-self.height // TILE)

    @property
    def columns(self) -> int:
        """Tile columns."""
        return -(-self.width // TILE)

    @property
    def screen(self) -> Rect:
        """The whole screen."""
        return Rect(0, 0, self.width, self.height)

    def mask(self, *, fill: bool = False) -> Mask:
        """One flag for each tile."""
        found = np.zeros((self.rows, self.columns), np.bool_)
        if fill:
            found[:] = True
        return found

    def rect(self, column: int, row: int, columns: int = 1, rows: int = 1) -> Rect:
        """The pixels of a block of tiles."""
        x, y = column * TILE, row * TILE
        return Rect(x, y, min(self.width, x + columns * TILE) - x, min(self.height, y + rows * TILE) - y)

    def tiles(self, rect: Rect) -> tuple[slice, slice]:
        """The (rows, columns) of the tiles that *rect* touches."""
        return (
            slice(rect.y // TILE, -(-rect.bottom // TILE)),
            slice(rect.x // TILE, -(-rect.right // TILE)),
        )

    def bounds(self, mask: Mask) -> Rect | None:
        """The smallest block of tiles that holds all of *mask*; None when none is set."""
        found = _bounds(mask)
        return None if found is None else self.block(*found)

    def block(self, rows: slice, columns: slice) -> Rect:
        """The pixels of these rows and columns of tiles."""
        return self.rect(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)

    def clipped(self, rect: Rect) -> Rect | None:
        """The part of *rect* on the screen, widened to whole pairs of pixels so that it compares as 64-bit words."""
        inside = rect.intersection(self.screen)
        if inside is None:
            return None
        left = inside.x & ~1
        right = min(self.width, (inside.right + 1) & ~1)
        return Rect(left, inside.y, right - left, inside.height)


def part(pixels: Pixels, rect: Rect) -> Pixels:
    """The view of *pixels* that *rect* covers."""
    return pixels[rect.y : rect.bottom, rect.x : rect.right]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in rows of tiles that follow each other, in each of them something.

    `difference` is (height, words), a word being one or two pixels.
    """

    rect: Rect  # no larger than it must be, but for whole words
    difference: NDArray[np.bool_]
    by_row: NDArray[np.bool_]  # the same, (tile rows, words)

    def tiles(self) -> Mask:
        """The mask of the tiles that `rect` touches: which of them hold a difference."""
        columns = [start // self._per_word for start in _starts(self.rect.x, self.rect.right)]
        found: Mask = np.logical_or.reduceat(self.by_row, columns, axis=1)
        return found

    def rows_within(self, around: Rect) -> range:
        """The rows of tiles that it is in, counted from the first that *around* touches."""
        first = self.rect.y // TILE - around.y // TILE
        return range(first, first + len(self.by_row))

    def within(self, block: Rect) -> Rect | None:
        """The smallest rectangle around the differences inside *block*, a block of tiles; None without any."""
        both = block.intersection(self.rect)
        if both is None:
            return None
        left, right = (both.x - self.rect.x) // self._per_word, (both.right - self.rect.x) // self._per_word
        found = _bounds(self.difference[both.y - self.rect.y : both.bottom - self.rect.y, left:right])
        return None if found is None else _placed(found, both, self._per_word)

    @property
    def _per_word(self) -> int:
        return self.rect.width // int(self.difference.shape[1])


def update(shadow: Pixels, new: Pixels, rect: Rect, unlike: Sequence[bool] | None = None) -> list[Change]:
    """Make *shadow* equal to *new*, two images of *rect* of the screen: what differed, from the top down.

    *unlike* says which rows of tiles may differ at all, when that is known: the others are not looked at. Goes by rows
    of tiles, whose pixels and answers are still in the processor's cache when they are needed again.
    """
    dtype = np.uint64 if new.shape[1] % 2 == 0 else np.uint32
    here, before = _words(new, dtype), _words(shadow, dtype)
    height, width = here.shape
    # With room for whole eights of words, never set past the width: eight answers are then looked through at once.
    room = -(-width // _EIGHT) * _EIGHT
    difference, bands = np.empty((height, room), np.bool_), bands_of(rect)
    by_row = np.empty((len(bands), room), np.bool_)
    eights, eights_by_row = difference.view(np.uint64), by_row.view(np.uint64)
    runs: list[slice] = []  # of rows of tiles that differ
    for number in range(len(bands)) if unlike is None else compress(range(len(bands)), unlike):
        band = bands[number]
        difference[band, width:] = False
        np.not_equal(here[band], before[band], out=difference[band, :width])
        np.bitwise_or.reduce(eights[band], axis=0, out=eights_by_row[number])
        words = _set(by_row[number])
        if words.size:
            across = _span(words)
            before[band, across] = here[band, across]
            begin = runs.pop().start if runs and runs[-1].stop == number else number
            runs.append(slice(begin, number + 1))
    return [_change(rect, rect.width // width, difference, bands[run], by_row[run]) for run in runs]


def _change(
    rect: Rect, per_word: int, difference: NDArray[np.bool_], bands: list[slice], by_row: NDArray[np.bool_]
) -> Change:
    """What differs in these *bands* of *rect*, in each of which something does, as far as it reaches."""
    first, last = bands[0], bands[-1]
    above, below = _differing(difference[first])[0], _differing(difference[last])[-1]
    down = slice(first.start + int(above), last.start + int(below) + 1)
    across = _span(_set(np.bitwise_or.reduce(by_row.view(np.uint64), axis=0).view(np.bool_)))
    return Change(_placed((down, across), rect, per_word), difference[down, across], by_row[:, across])


def _differing(difference: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The rows of *difference*, (height, whole eights of words), that hold any."""
    return _set(np.bitwise_or.reduce(difference.view(np.uint64), axis=1))


def _set(flags: NDArray[np.bool_] | NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where *flags*, one-dimensional, are set: what `numpy.flatnonzero` says, by a shorter way."""
    return flags.nonzero()[0]


def _bounds(difference: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """The (rows, words) that hold every difference."""
    left, top, width, height = cv2.boundingRect(difference.view(np.uint8))
    return (slice(top, top + height), slice(left, left + width)) if height else None


def _span(found: NDArray[np.intp]) -> slice:
    """From the first of the indices *found*, of which there is one at least, to the last."""
    return slice(int(found[0]), int(found[-1]) + 1)


def _placed(found: tuple[slice, slice], rect: Rect, per_word: int) -> Rect:
    """*found* of a difference that begins at the corner of *rect*, in screen coordinates."""
    rows, words = found
    width, height = (words.stop - words.start) * per_word, rows.stop - rows.start
    return Rect(rect.x + words.start * per_word, rect.y + rows.start, width, height)


def blocks(mask: Mask, grid: Grid) -> Iterator[Rect]:
    """The set tiles of *mask* as few, disjoint rectangles."""
    if not mask.any():
        return iter(())
    return (grid.block(rows, columns) for rows, columns in tiles.blocks(mask))


def pieces(rect: Rect, most: int) -> Iterator[Rect]:
    """*rect* cut into rectangles of at most *most* pixels on a side, row by row."""
    for y in range(rect.y, rect.bottom, most):
        for x in range(rect.x, rect.right, most):
            yield Rect(x, y, min(most, rect.right - x), min(most, rect.bottom - y))


def joined(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle around all of them; None when there are none."""
    found: Rect | None = None
    for rect in rects:
        found = rect if found is None else found.union(rect)
    return found


def _words(pixels: Pixels, dtype: type[np.uint64 | np.uint32]) -> NDArray[np.uint64 | np.uint32]:
    height, width = pixels.shape[:2]
    return pixels.reshape(height, width * 4).view(dtype)


def _starts(first: int, end: int) -> list[int]:
    """Where, counted from *first*, each tile touched by first..end begins."""
    return [0, *range(TILE - first % TILE, end - first, TILE)]


def bands_of(rect: Rect) -> list[slice]:
    """The rows of *rect*, counted from its top, in each row of tiles that it touches."""
    return [slice(top, bottom) for top, bottom in pairwise([*_starts(rect.y, rect.bottom), rect.height])]
