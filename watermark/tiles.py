"""The tiles that a screen is judged by, 64 x 64 pixels each, and blocks of them. Knows flags; no pixels, no mark.

Not the tile of the pattern (`watermark.pilots.TILE`), which is larger and repeats.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

TILE: Final = 64  # pixels along a side: 16 KiB of BGRX, small enough for a cache, few enough to list

Mask = npt.NDArray[np.bool_]  # (tile rows, tile columns)


def blocks(mask: Mask) -> Iterator[tuple[slice, slice]]:
    """The set flags of *mask* as few, disjoint (rows, columns): runs in a row, joined downwards where alike."""
    open_runs: dict[tuple[int, int], int] = {}  # and the row in which each begins
    below = 0  # the row under the last one with runs
    for row, found in [*_runs(mask).items(), (mask.shape[0], [])]:
        for run in list(open_runs):
            if row != below or run not in found:
                yield slice(open_runs.pop(run), below), slice(*run)
        for run in found:
            open_runs.setdefault(run, row)
        below = row + 1


def _runs(mask: Mask) -> dict[int, list[tuple[int, int]]]:
    """For each row of *mask* with set flags, the (start, end) of each run of them, from left to right."""
    found: dict[int, list[tuple[int, int]]] = {}
    rows, columns = mask.nonzero()
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        runs = found.setdefault(row, [])
        begin = runs.pop()[0] if runs and runs[-1][1] == column else column
        runs.append((begin, column + 1))
    return found
