"""Which tiles of the screen really changed: pure comparison of pixels, 64 x 64 at a time.

Knows arrays and rectangles. Works on the *unstamped* screen: the mark stands still while the content moves under it.
Does not know how a change was noticed or what becomes of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wire.geometry import Rect

TILE: Final = 64  # pixels; eight cells of the mark, and 16 KiB of BGRX: small enough for a cache, few enough to list

_EIGHT: Final = 8  # answers of one byte in a 64-bit word

Pixels = NDArray[np.uint8]  # (height, width, 4), BGRX
Mask = NDArray[np.bool_]  # (tile rows, tile columns)


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
        return np.full((self.rows, self.columns), fill)

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
    """Where the screen has changed inside *rect*: `difference` is (height, words), a word being one or two pixels."""

    rect: Rect  # no larger than it must be, but for whole words
    difference: NDArray[np.bool_]
    by_row: NDArray[np.bool_]  # the same, (tile rows, words)

    def tiles(self) -> Mask:
        """The mask of the tiles that `rect` touches: which of them hold a difference."""
        columns = _starts(self.rect.x, self.rect.right) // self._per_word
        found: Mask = np.logical_or.reduceat(self.by_row, columns, axis=1)
        return found

    def within(self, block: Rect) -> Rect | None:
        """The smallest rectangle around the differences inside *block*, a block of tiles; None without any."""
        both = block.intersection(self.rect)
        if both is None:
            return None
        left, right = (both.x - self.rect.x) // self._per_word, (both.right - self.rect.x) // self._per_word
        found = _bounds(self.difference[both.y - self.rect.y : both.bottom - self.rect.y, left:right])
        return None if found is None else _placed(found, both, self._per_word)

    def strips(self) -> Iterator[Rect]:
        """The smallest rectangles around the differences of each row of tiles; together they hold them all."""
        for band, words in zip(_bands(self.rect), self.by_row, strict=True):
            found = np.flatnonzero(words)
            if found.size:
                yield _placed((band, _span(found)), self.rect, self._per_word)

    @property
    def _per_word(self) -> int:
        return self.rect.width // int(self.difference.shape[1])


def change(new: Pixels, old: Pixels, rect: Rect) -> Change | None:
    """What differs between two images of one shape, which lie at *rect* of the screen; None where they are equal."""
    dtype = np.uint64 if new.shape[1] % 2 == 0 else np.uint32
    here, before = _words(new, dtype), _words(old, dtype)
    height, width = here.shape
    # With room for whole eights of words: eight answers are then looked through at once.
    padded = np.empty((height, -(-width // _EIGHT) * _EIGHT), np.bool_)
    padded[:, width:] = False
    np.not_equal(here, before, out=padded[:, :width])
    eights = padded.view(np.uint64)
    by_row = np.bitwise_or.reduceat(eights, _starts(rect.y, rect.bottom), axis=0)
    found = np.flatnonzero(by_row.any(axis=1))
    if not found.size:
        return None
    touched = _span(found)
    bands = _bands(rect)[touched]
    first, last = (np.flatnonzero(eights[band].any(axis=1)) for band in (bands[0], bands[-1]))
    down = slice(bands[0].start + int(first[0]), bands[-1].start + int(last[-1]) + 1)
    by_row = by_row[touched]
    across = _span(np.flatnonzero(np.bitwise_or.reduce(by_row, axis=0).view(np.bool_)))
    placed = _placed((down, across), rect, rect.width // width)
    return Change(placed, padded[down, across], by_row.view(np.bool_)[:, across])


def _bounds(difference: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """The (rows, words) that hold every difference."""
    rows = np.flatnonzero(difference.any(axis=1))
    if not rows.size:
        return None
    height = _span(rows)
    return height, _span(np.flatnonzero(difference[height].any(axis=0)))


def _span(found: NDArray[np.intp]) -> slice:
    """From the first of the indices *found*, of which there is one at least, to the last."""
    return slice(int(found[0]), int(found[-1]) + 1)


def _placed(found: tuple[slice, slice], rect: Rect, per_word: int) -> Rect:
    """*found* of a difference that begins at the corner of *rect*, in screen coordinates."""
    rows, words = found
    width, height = (words.stop - words.start) * per_word, rows.stop - rows.start
    return Rect(rect.x + words.start * per_word, rect.y + rows.start, width, height)


def blocks(mask: Mask, grid: Grid) -> Iterator[Rect]:
    """The set tiles of *mask* as few, disjoint rectangles: runs in a row, joined downwards where they are alike."""
    open_runs: dict[tuple[int, int], int] = {}
    by_row = _runs(mask)
    for row in range(mask.shape[0] + 1):
        runs = by_row.get(row, [])
        for run in [run for run in open_runs if run not in runs]:
            first = open_runs.pop(run)
            yield grid.rect(run[0], first, run[1] - run[0], row - first)
        for run in runs:
            open_runs.setdefault(run, row)


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


def _starts(first: int, end: int) -> NDArray[np.intp]:
    """Where, counted from *first*, each tile touched by first..end begins."""
    edges = np.arange(first // TILE * TILE, end, TILE) - first
    edges[0] = 0
    return edges.astype(np.intp)


def _bands(rect: Rect) -> list[slice]:
    """The rows of *rect*, counted from its top, in each row of tiles that it touches."""
    starts = _starts(rect.y, rect.bottom).tolist()
    return [slice(top, bottom) for top, bottom in pairwise([*starts, rect.height])]


def _runs(mask: Mask) -> dict[int, list[tuple[int, int]]]:
    """For each row with set flags, the (start, end) of each run of them."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.bool_)
    padded[:, 1:-1] = mask
    rows, edges = np.nonzero(padded[:, 1:] != padded[:, :-1])
    found: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in zip(rows[::2].tolist(), edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        found.setdefault(row, []).append((start, end))
    return found
