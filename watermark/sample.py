"""Photo and geometry to soft cells: what each cell of the tile seems to hold, summed over all tiles in view.

Knows pixels and cells. Does not know keys, signs or bits; the pilots it takes away are public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
import numpy.typing as npt

from watermark.flatten import PART, flatten
from watermark.geometry import Geometry, rescaling, shifting
from watermark.pilots import CELL, TILE, pilot_cells
from watermark.residue import SURROUND, Plane, Residue, coarser, residue
from watermark.spread import CELLS

MAX_EXTENT: Final = 4096  # screen pixels along a side of what is rectified
_LARGE: Final = 3_000_000  # screen pixels in view
_COARSE: Final = 2  # screen pixels along a side that are taken together where that costs little of the score
_LIMIT: Final = 4.0  # a cell beyond this many median deviations is a stain, not a mark

Cells = npt.NDArray[np.float32]


def view(geometry: Geometry, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The screen rectangle (left, top, right, bottom), in whole tiles, that a photo of *size* (w, h) shows.

    Cut to `MAX_EXTENT` around the photo's centre.
    """
    width, height = size
    ring = np.array([(0, 0), (width, 0), (width, height), (0, height), (width / 2, height / 2)], np.float64)
    seen = geometry.screen(ring)
    low = np.maximum(seen.min(axis=0), seen[4] - MAX_EXTENT / 2)
    high = np.minimum(seen.max(axis=0), seen[4] + MAX_EXTENT / 2)
    left, top = np.floor(low / TILE).astype(int).tolist()
    right, bottom = np.ceil(high / TILE).astype(int).tolist()
    return left * TILE, top * TILE, max(right, left + 1) * TILE, max(bottom, top + 1) * TILE


def rectify(plane: Plane, geometry: Geometry, box: tuple[int, int, int, int], grain: int = 1) -> Plane:
    """*plane* of a photo as the screen rectangle *box* saw it, one value for *grain* screen pixels; 0 outside."""
    left, top, right, bottom = box
    matrix = geometry.after(shifting(left, top) @ rescaling(grain)).to_photo
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = ((right - left) // grain, (bottom - top) // grain)
    return np.asarray(cv2.warpPerspective(plane, matrix, size, flags=flags), np.float32)


@dataclass(frozen=True, slots=True)
class Rectified:
    """A photo's luminance as the screen had it, in whole tiles."""

    luminance: Plane  # 0 where the photo shows nothing
    shown: npt.NDArray[np.bool_]  # of each value, whether the photo shows it
    grain: int  # screen pixels along a side of what one value holds

    @classmethod
    def of(cls, luminance: Plane, geometry: Geometry) -> Self:
        """What *luminance* shows at *geometry*.

        It has at most about 1.5 photo pixels a screen pixel; take a halved picture otherwise.
        """
        box = view(geometry, (luminance.shape[1], luminance.shape[0]))
        # A large view has cells in plenty: two screen pixels at a time cost little of the score and a quarter of the
        # time.
        grain = _COARSE if (box[2] - box[0]) * (box[3] - box[1]) > _LARGE else 1
        shown = rectify(np.ones_like(luminance), geometry, box, grain) > 0.99
        return cls(rectify(luminance, geometry, box, grain), shown, grain)


Suppress = Callable[[Plane, int], Residue]


def soft_cells(seen: Rectified, suppress: Suppress = residue, *, even: bool = True) -> Cells:
    """CELLS x CELLS values, positive where the screen seems lighter; 0 where nothing was seen.

    *suppress* is what takes the screen's own picture away, given the surround in pixels; *even* takes away what repeats
    in it besides.
    """
    # Suppressed only after rectifying, so that the windows have the size of cells, however small the photo.
    flat = suppress(seen.luminance, SURROUND // seen.grain)
    shown = flat.signal * seen.shown
    if even:
        times = _COARSE // seen.grain
        shown = flatten(coarser(shown, times) * np.float32(times * times), PART // _COARSE)
    signal = _fold(shown, CELL // (_COARSE if even else seen.grain))
    weight = _fold(flat.weight * seen.shown, CELL // seen.grain)
    pilots = pilot_cells()
    gain = float((signal * pilots).sum() / max(float((weight * pilots**2).sum()), 1e-12))
    data = signal - gain * weight * pilots
    # Cells seen through less noise count for more: signal is already weight x level. Only stains are cut.
    level = data / np.maximum(weight, 1e-12)
    inside = np.abs(level[weight > 0])
    limit = _LIMIT * float(np.median(inside)) if inside.size else 0.0
    return np.asarray(np.clip(level, -limit, limit) * weight, np.float32)


def _fold(plane: Plane, cell: int) -> npt.NDArray[np.float64]:
    """All tiles of *plane*, whose cells have *cell* pixels, on top of each other, summed within cells."""
    tile = cell * CELLS
    height, width = plane.shape
    parts = plane.reshape(height // tile, CELLS, cell, width // tile, CELLS, cell)
    return np.asarray(parts.sum(axis=(0, 2, 3, 5), dtype=np.float64))
