"""What ground a tile of the screen is to the mark: one that hides it, a dark one on which it stands out, or neither.

The eye sees a faint pattern the less, the more else there is of the same fineness (`bench.visibility` says how much),
and a reader has to find the mark among just that: in tiles that vary as the pattern does, and more, throughout, as
photographs do. A dark ground is the opposite: a grey level is more contrast there. Black is not dark: nothing falls
below it, what is nearly black drowns in the room's light, and a camera sees too little of it. Knows pixels alone; does
not know what is stamped, nor who keeps a tile's answer.
"""

from enum import IntEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.pilots import CELL
from watermark.tiles import TILE, Mask

COARSE: Final = 1.5  # grey levels, standard deviation of cells' means, as far as no slope explains it
FINE: Final = 1.0  # grey levels, standard deviation inside a cell, below which the cell is plain
ENOUGH: Final = 0.9  # of a tile's cells are not plain; a page of text has paper between its letters
DARK: Final = 128  # grey level of green, which is most of what the eye sees, below which a pixel is dark: mid-grey
# The same, below which it is black: a camera sees so little there that it needs all of the mark, and the light that a
# screen throws back hides most of it from the eye.
BLACK: Final = 14
_SPARSE: Final = 8  # pixels from one that is looked at to the next, across and down, when dark ones are counted


class Ground(IntEnum):
    """Of a tile. What moves, and is coded with loss until it rests, counts as grainy whatever it shows."""

    PLAIN = 0
    DARK = 1
    GRAINY = 2


Grounds = npt.NDArray[np.uint8]  # (tile rows, tile columns), values of Ground
Pixels = npt.NDArray[np.uint8]
_Levels = npt.NDArray[np.float32]


def grounds(pixels: Pixels) -> Grounds:
    """The ground of each tile of *pixels*, (height, width, 4) BGRX from a tile's corner on: grainy before dark."""
    found = np.where(dark(pixels), np.uint8(Ground.DARK), np.uint8(Ground.PLAIN))
    found[grainy(pixels)] = Ground.GRAINY
    return found


def dark(pixels: Pixels) -> Mask:
    """Which tiles of *pixels*, as above, are dark for the most part, and not black.

    Half of a tile changes when a letter does not: letters on a dark page leave it dark. A sixty-fourth of the pixels is
    looked at, so that it costs next to nothing to ask.
    """
    levels = pixels[::_SPARSE, ::_SPARSE, 1]
    found = (levels >= BLACK) & (levels < DARK)
    starts = [np.arange(0, side, TILE // _SPARSE) for side in found.shape]
    rows = np.add.reduceat(found, starts[0], axis=0, dtype=np.intp)
    count = np.add.reduceat(rows, starts[1], axis=1)
    sides = (np.diff(start, append=side) for start, side in zip(starts, found.shape, strict=True))
    return np.asarray(2 * count > np.multiply.outer(*sides), np.bool_)


def grainy(pixels: Pixels) -> Mask:
    """Which tiles of *pixels*, (height, width, 4) BGRX from a tile's corner on, hide a pattern.

    A tile that is cut by the picture's edge counts as if its last row and column went on: then it is plain.
    """
    height, width = pixels.shape[:2]
    rows, columns = -(-height // TILE), -(-width // TILE)
    green = cv2.extractChannel(pixels, 1)
    if (height, width) != (rows * TILE, columns * TILE):
        green = cv2.copyMakeBorder(green, 0, rows * TILE - height, 0, columns * TILE - width, cv2.BORDER_REPLICATE)
    means, inside = _means_and_variances(np.asarray(green, np.float32), CELL)
    # Of each four cells the two on one diagonal less the two on the other: nothing where the picture only slopes.
    crossed = np.float32(0.5) * (means[::2, ::2] + means[1::2, 1::2] - means[::2, 1::2] - means[1::2, ::2])
    plain = np.asarray(inside < FINE * FINE, np.float32)
    coarse, share = _mean(crossed * crossed, TILE // (2 * CELL)), _mean(plain, TILE // CELL)
    found: Mask = (coarse >= COARSE * COARSE) & (share <= 1 - ENOUGH)
    return found


def _mean(levels: _Levels, side: int) -> _Levels:
    """Of each square of *side* values each way, of which there is a whole number."""
    size = (levels.shape[1] // side, levels.shape[0] // side)
    return np.asarray(cv2.resize(levels, size, interpolation=cv2.INTER_AREA), np.float32)


def _means_and_variances(levels: _Levels, side: int) -> tuple[_Levels, _Levels]:
    """Of each such square."""
    mean = _mean(levels, side)
    return mean, _mean(levels * levels, side) - mean * mean
