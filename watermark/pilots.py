"""The pilots: twelve faint waves, the same in every mark of every organisation. They say where, never who.

Public on purpose: a reader with a thousand keys must search a photo's geometry once, not a thousand times.
Each is (cycles across the tile to the right, cycles down, phase in degrees). Found by random search for: one in
every 15 degrees, radius 6.5 to 12.6 cycles, no rotated or scaled copy sharing more than two waves with the original,
no second place in the tile where the waves agree by more than 0.56, and a small peak of their sum.
"""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.spread import CELLS

CELL: Final = 8  # screen pixels along a side of a cell: survives H.264, JPEG and halving, and stays unseen
TILE: Final = CELL * CELLS  # screen pixels along a side of the tile: 256
# Screen pixels along a side of the squares that the waves are drawn in. In whole cells their images, at the cells' own
# frequency less theirs, would be more than half as strong, and lie where the eye sees best.
STEP: Final = 4

_TABLE: Final = (
    (11, 2, 210),
    (10, 7, 0),
    (7, 8, 105),
    (5, 10, 60),
    (2, 8, 300),
    (2, 12, 150),
    (-3, 12, 150),
    (-6, 11, 240),
    (-5, 5, 60),
    (-7, 4, 240),
    (-11, 4, 210),
    (-12, 2, 300),
)

WAVES: Final[npt.NDArray[np.float64]] = np.array([(u, v) for u, v, _ in _TABLE], np.float64)  # cycles a tile
PHASES: Final[npt.NDArray[np.float64]] = np.deg2rad([phase for _, _, phase in _TABLE])


@cache
def pilot_steps() -> npt.NDArray[np.float64]:
    """The sum of the waves, each of amplitude 1, at the centres of the steps, TILE / STEP each way. Read-only."""
    centre = (np.arange(TILE // STEP) + 0.5) * STEP / TILE
    turns = WAVES[:, 0, None, None] * centre[None, None, :] + WAVES[:, 1, None, None] * centre[None, :, None]
    total: npt.NDArray[np.float64] = np.cos(2 * np.pi * turns + PHASES[:, None, None]).sum(axis=0)
    total.flags.writeable = False
    return total


@cache
def pilot_cells() -> npt.NDArray[np.float64]:
    """The same, as the mean of each of the tile's cells (CELLS x CELLS). Read-only."""
    steps = CELL // STEP
    cells: npt.NDArray[np.float64] = pilot_steps().reshape(CELLS, steps, CELLS, steps).mean(axis=(1, 3))
    cells.flags.writeable = False
    return cells
