"""Which tiles of the screen really changed: pure comparison of pixels, 64 x 64 at a time.

Knows arrays and rectangles. Works on the *unstamped* screen: the mark stands still while the content moves under it.
Does not know how a change was noticed or what becomes of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wire.geometry import Rect

TILE: Final = 64  # pixels; eight cells of the mark, and 16 KiB of BGRX: small enough for a cache, few enough to list

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


def differing(new: Pixels, old: Pixels) -> NDArray[np.bool_]:
    """(height, words): where two images of one shape differ; a word is two pixels, or one where the width is odd."""
    dtype = np.uint64 if new.shape[1] % 2 == 0 else np.uint32
    return np.not_equal(_words(new, dtype), _words(old, dtype))


def changed_tiles(difference: NDArray[np.bool_], rect: Rect) -> Mask:
    """The mask of the tiles that *rect* touches: which of them hold a difference."""
    per_word = rect.width // difference.shape[1]
    rows = _starts(rect.y, rect.bottom)
    columns = _starts(rect.x, rect.right) // per_word
    by_row = np.logical_or.reduceat(difference, rows, axis=0)
    found: Mask = np.logical_or.reduceat(by_row, columns, axis=1)
    return found


def bounds(difference: NDArray[np.bool_], rect: Rect) -> Rect | None:
    """The smallest rectangle, in screen coordinates, around every difference inside *rect*; None without any."""
    rows = np.flatnonzero(difference.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(difference.any(axis=0))
    per_word = rect.width // difference.shape[1]
    x, y = int(columns[0]) * per_word, int(rows[0])
    width = (int(columns[-1]) + 1) * per_word - x
    return Rect(rect.x + x, rect.y + y, width, int(rows[-1]) + 1 - y)


def blocks(mask: Mask, grid: Grid) -> Iterator[Rect]:
    """The set tiles of *mask* as few, disjoint rectangles: runs in a row, joined downwards where they are alike."""
    open_runs: dict[tuple[int, int], int] = {}
    for row in range(mask.shape[0] + 1):
        runs = set(_runs(mask[row])) if row < mask.shape[0] else set()
        for run in [run for run in open_runs if run not in runs]:
            first = open_runs.pop(run)
            yield grid.rect(run[0], first, run[1] - run[0], row - first)
        for run in runs:
            open_runs.setdefault(run, row)


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


def _runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """(start, end) of each run of set flags."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    yield from ((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))
