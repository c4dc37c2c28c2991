"""A nearly right geometry moved as a whole to where all pilots agree best.

For pictures in which no part alone shows the pilots well enough for `refine`: photographs, few tiles, much noise. A
shift of two pixels costs a third of what the cells hold, and the pilots together tell the place to half a pixel.
Knows the pilots; no keys, no bits.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.geometry import Geometry, Matrix
from watermark.refine import BLOCK, OMEGA, even, screen_phasors
from watermark.residue import Residue
from watermark.sample import view

_REACH: Final = 6  # screen pixels the whole may be off; a third of the shortest pilot's period
_PITCH: Final = 2
_ROUNDS: Final = 15
_FREEDOMS: Final = 8  # shift, linear map, perspective

Phasors = npt.NDArray[np.complex128]
Design = npt.NDArray[np.float64]


def settle(found: Residue, geometry: Geometry) -> Geometry:
    """*geometry* with a small homography before it, at which the pilots of all blocks agree best."""
    box = view(geometry, found.size)
    phasors = even(screen_phasors(found, geometry, box))
    rows, columns = phasors.shape[:2]
    places = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2) + 0.5
    flat = phasors.reshape(-1, phasors.shape[2])
    middle, size = np.array([columns, rows]) / 2, max(columns, rows) / 2
    design = _design((places - middle) / size)
    correction = _matrix(_climb(flat, design, _shifted(flat)), size * BLOCK)
    centre = np.array(box[:2]) + middle * BLOCK - 0.5
    scale = np.array([[size * BLOCK, 0, centre[0]], [0, size * BLOCK, centre[1]], [0, 0, 1.0]])
    there = scale @ correction @ np.linalg.inv(scale)
    # The picture shows at X what the pattern has at X + move, as in `refine`.
    return geometry.after(np.asarray(np.linalg.inv(there), np.float64))


def _design(places: Design) -> Design:
    """How each of the eight numbers moves each block, in screen pixels: (blocks, 2, 8); *places* from -1 to 1."""
    x, y = places.T
    one, zero = np.ones_like(x), np.zeros_like(x)
    across = [one, zero, x, y, zero, zero, x * x, x * y]
    down = [zero, one, zero, zero, x, y, x * y, y * y]
    return np.stack([np.stack(across, axis=-1), np.stack(down, axis=-1)], axis=1)


def _shifted(phasors: Phasors) -> Design:
    """The best of the pure shifts."""
    steps = np.arange(-_REACH, _REACH + 1, _PITCH)
    moves = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    agreement = (phasors.sum(axis=0) @ np.exp(-1j * OMEGA @ moves.T)).real
    start = np.zeros(_FREEDOMS)
    start[:2] = moves[int(np.argmax(agreement))]
    return start


def _climb(phasors: Phasors, design: Design, start: Design) -> Design:
    """From *start* to the nearest summit of the agreement, by damped steps that never go down."""
    slopes = np.einsum("ki,bij->bkj", OMEGA, design)  # radians of each pilot in each block for each number
    best, damping = start, 0.1
    rest = phasors * np.exp(-1j * slopes @ best)
    for _ in range(_ROUNDS):
        weight = np.maximum(rest.real, 0) + 0.1 * np.abs(rest)
        normal = np.einsum("bk,bki,bkj->ij", weight, slopes, slopes)
        right = np.einsum("bk,bki->i", rest.imag, slopes)
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)) + 1e-9 * np.eye(_FREEDOMS), right)
        tried = phasors * np.exp(-1j * slopes @ (best + step))
        if tried.real.sum() > rest.real.sum():
            best, rest, damping = best + step, tried, damping / 4
        else:
            damping *= 8
    return best


def _matrix(numbers: Design, size: float) -> Matrix:
    """The homography that moves as *numbers* say, in units of *size* screen pixels."""
    dx, dy, a, b, c, d, g, h = numbers / size
    return np.array([[1 + a, b, dx], [c, 1 + d, dy], [-g, -h, 1.0]])
