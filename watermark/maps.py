"""Linear maps from screen to photo worth trying, as arrays (n, 2, 2). Pure arithmetic; knows no photo.

A `step` is how much (relative) a scale, or (radians) an angle, may differ between two neighbours.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

SMALLEST: Final = 0.45  # photo pixels a screen pixel; under that, cells have less than four pixels
LARGEST: Final = 1.5  # beyond this the halved photo serves better
_SQUEEZE: Final = 1.4  # a window that does not keep its picture's proportions, or a screen seen from 45 degrees

Maps = npt.NDArray[np.float64]
Values = npt.NDArray[np.float64]


def scales(step: float) -> Values:
    """All scales; 1 is among them: a screenshot pixel for pixel."""
    up, down = np.arange(0, np.log(LARGEST), step), np.arange(-step, np.log(SMALLEST), -step)
    return np.asarray(np.exp(np.concatenate([down[::-1], up])))


def rotations(angles: Values) -> Maps:
    """Rotations by *angles* (radians)."""
    cosine, sine = np.cos(angles), np.sin(angles)
    return np.stack([np.stack([cosine, -sine], axis=-1), np.stack([sine, cosine], axis=-1)], axis=-2)


def similarities(step: float) -> Maps:
    """Every rotation by half a turn, at every scale; to a power spectrum the other half looks the same."""
    turns = rotations(np.arange(0, np.pi, step))
    return np.asarray((turns[:, None] * scales(step)[:, None, None]).reshape(-1, 2, 2))


def upright(step: float) -> Maps:
    """Upright or lying on a side, scaled alike in both directions."""
    turns = rotations(np.array([0, np.pi / 2]))
    return np.asarray((turns[:, None] * scales(step)[:, None, None]).reshape(-1, 2, 2))


def stretched(step: float) -> Maps:
    """Upright, scaled differently to the right and down."""
    every = scales(step)
    x, y = (axis.ravel() for axis in np.meshgrid(every, every))
    kept = np.abs(np.log(x / y)) < np.log(_SQUEEZE)
    return np.asarray(np.stack([x[kept], y[kept]], axis=-1)[:, None, :] * np.eye(2))


def oblique(step: float) -> Maps:
    """Every similarity, squeezed in every direction: a small part of a screen seen from the side."""
    squeezes = np.exp(-np.arange(step, np.log(_SQUEEZE), step))
    directions = rotations(np.arange(0, np.pi, np.pi / 8))
    shapes = [np.eye(2), *(turn @ np.diag([1, by]) @ turn.T for by in squeezes for turn in directions)]
    return np.asarray((np.stack(shapes)[:, None] @ similarities(step)).reshape(-1, 2, 2))
