"""A geometry made exact: block by block, how far the pilots are from where it says, and a homography through that.

A geometry that is right in one corner is enough: the blocks around it correct it, and it grows over the picture.
Knows the pilots; no keys, no bits.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.geometry import Geometry, Matrix, Points, project
from watermark.pilots import PHASES, TILE, WAVES
from watermark.residue import Residue
from watermark.sample import rectify, view

BLOCK: Final = 128  # screen pixels along a side: three periods of the longest pilot
_REACH: Final = 12  # screen pixels a block may be off; the shortest pilot has a period of 21
_PITCH: Final = 2  # screen pixels between two displacements tried
_COHERENT: Final = 0.62  # of 1: all twelve pilots of a block exactly in phase; one block in twenty by chance
_AGREES: Final = 0.3  # the same at a place that is certain, over nine blocks; chance reaches about 0.2
_FEW: Final = 8  # coherent blocks of one mind, and half of all that are coherent; three or four always are of one
_MANY: Final = 10  # and that fix a homography
_ROUNDS: Final = 6
_OUTLIER: Final = 2.0  # screen pixels

OMEGA: Final[npt.NDArray[np.float64]] = 2 * np.pi * WAVES / TILE  # radians a screen pixel
_ORIGIN: Final = PHASES + OMEGA.sum(axis=1) / 2


def refine(found: Residue, geometry: Geometry) -> Geometry | None:
    """*geometry* corrected as long as more of the picture comes to agree with it; None when too little ever does."""
    best, most = None, _FEW - 1
    for _ in range(_ROUNDS):
        places, moves = displacements(found, geometry)
        correction = _fit(places, places + moves)
        if correction is None:
            break
        off = np.linalg.norm(project(correction, places) - places - moves, axis=1)
        agreeing = int((off < _OUTLIER).sum())
        if agreeing <= most or agreeing < len(places) / 2:
            break
        # The picture shows at X what the pattern has at X + move, so the truth is geometry after correction^-1.
        geometry = geometry.after(np.asarray(np.linalg.inv(correction)))
        best, most = geometry, agreeing
    return best


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the pilots of all blocks agree with a geometry."""

    share: float  # 1 exactly, 0 as chance does
    blocks: int  # that were asked; chance agrees less the more there are

    @property
    def certainty(self) -> float:
        """The share beside what chance makes of so many blocks; a fitted geometry has 1 to 2 where there is no mark."""
        return self.share * math.sqrt(self.blocks)


def agreement(found: Residue, geometry: Geometry) -> Agreement:
    """How well the pilots agree with *geometry* in all that *found* shows of the screen."""
    phasors = even(screen_phasors(found, geometry, view(geometry, found.size)))
    share = float(phasors.real.sum() / max(float(np.abs(phasors).sum()), 1e-12))
    return Agreement(share, phasors.shape[0] * phasors.shape[1])


def outline(found: Residue, geometry: Geometry) -> Points:
    """The corners, in the photo, of the part of the screen that agrees: 4 x 2, clockwise from the screen's top left.

    To the nearest block; the whole photo when it is too small or too noisy to tell.
    """
    box = view(geometry, found.size)
    phasors = screen_phasors(found, geometry, box)
    at_most, agreement = np.abs(phasors).sum(axis=2), phasors.real.sum(axis=2)
    around, together = (cv2.blur(plane, (3, 3), borderType=cv2.BORDER_CONSTANT) for plane in (at_most, agreement))
    agrees = (together > _AGREES * around) & (agreement > _AGREES * at_most)
    count, _, boxes, _ = cv2.connectedComponentsWithStats(agrees.astype(np.uint8), connectivity=4)
    width, height = found.size
    edges = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float64)
    if count < 2:
        return edges
    x, y, columns, rows, _ = boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))].tolist()
    ring = (
        np.array([(x, y), (x + columns, y), (x + columns, y + rows), (x, y + rows)]) * BLOCK + np.array(box[:2]) - 0.5
    )
    return np.asarray(np.clip(geometry.photo(ring), 0, edges[2]))


def displacements(found: Residue, geometry: Geometry) -> tuple[Points, Points]:
    """Centres of the coherent blocks and how far the pattern is off there (both n x 2, screen pixels)."""
    box = view(geometry, found.size)
    phasors = even(screen_phasors(found, geometry, box))
    steps = np.arange(-_REACH, _REACH + 1, _PITCH)
    moves = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    agreement = (phasors.reshape(-1, len(WAVES)) @ np.exp(-1j * OMEGA @ moves.T)).real
    at_most = np.abs(phasors).sum(axis=2).ravel()
    best = agreement.argmax(axis=1)
    coherence = agreement[np.arange(len(best)), best] / np.maximum(at_most, 1e-12)
    rows, columns = phasors.shape[:2]
    centres = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2) * BLOCK
    kept = (coherence > _COHERENT) & (at_most > 0)
    exact = _polish(phasors.reshape(-1, len(WAVES))[kept], moves[best[kept]].astype(np.float64))
    return centres[kept] + np.array(box[:2]) + (BLOCK - 1) / 2, exact


def screen_phasors(found: Residue, geometry: Geometry, box: tuple[int, int, int, int]) -> npt.NDArray[np.complex128]:
    """The pilots' coefficients in each block of the screen rectangle *box*; positive real where all is in place."""
    expected = np.exp(1j * (_ORIGIN + OMEGA @ np.array(box[:2])))
    return np.asarray(_block_phasors(rectify(found.signal, geometry, box)) / expected)


def even(phasors: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    """*phasors* with all pilots equally strong on the whole, and none strong alone: twelve witnesses, one vote each."""
    level = np.sqrt(np.mean(np.square(np.abs(phasors)), axis=(0, 1)))
    even = phasors / np.maximum(level, 1e-12)
    return np.asarray(even / np.maximum(np.abs(even), 1))


def _block_phasors(signal: npt.NDArray[np.float32]) -> npt.NDArray[np.complex128]:
    """The pilots' coefficients in each block: (rows, columns, 12), phases counted from the corner of *signal*."""
    rows, columns = signal.shape[0] // BLOCK, signal.shape[1] // BLOCK
    angles = np.arange(BLOCK)[:, None] * OMEGA.T[:, None, :]  # (2, BLOCK, 12)
    # Real matrices, cosine beside sine: the fastest product there is.
    across = np.hstack([np.cos(angles[0]), -np.sin(angles[0])]).astype(np.float32)
    lines = (signal.reshape(-1, BLOCK) @ across).reshape(rows, BLOCK, columns, 2, len(WAVES))
    wave = lines[:, :, :, 0] + 1j * lines[:, :, :, 1]
    blocks = (wave * np.exp(-1j * angles[1])[:, None, :]).sum(axis=1)
    corners = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1) * BLOCK
    return np.asarray(blocks * np.exp(-1j * corners @ OMEGA.T))


def _polish(phasors: npt.NDArray[np.complex128], moves: Points) -> Points:
    """*moves* to a fraction of a pixel: least squares of the phases that remain, weighted by the pilots' strength."""
    for _ in range(2):
        rest = phasors * np.exp(-1j * moves @ OMEGA.T)
        weight = np.abs(rest)
        normal = np.einsum("nk,ki,kj->nij", weight, OMEGA, OMEGA)
        right = np.einsum("nk,ki->ni", weight * np.angle(rest), OMEGA)
        moves = moves + np.linalg.solve(normal, right[..., None])[..., 0]
    return moves


def _fit(before: Points, after: Points) -> Matrix | None:
    """A homography through many blocks, an affine map through few, None through fewer; outliers are left out."""
    if len(before) < _FEW:
        return None
    if len(before) >= _MANY:
        return _matrix(cv2.findHomography(before, after, cv2.RANSAC, _OUTLIER)[0])
    affine = _matrix(cv2.estimateAffine2D(before, after, method=cv2.RANSAC, ransacReprojThreshold=_OUTLIER)[0])
    return None if affine is None else np.vstack([affine, [0.0, 0.0, 1.0]])


def _matrix(fitted: object) -> Matrix | None:
    """What OpenCV fitted; its stubs do not say that it may be None."""
    return fitted if isinstance(fitted, np.ndarray) else None
