"""Linear maps from screen to photo worth trying, as arrays (n, 2, 2). Pure arithmetic; knows no photo.

A `step` is how much (relative) a scale, or (radians) an angle, may differ between two neighbours.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

SMALLEST: Final = 0.45  # photo pixels a screen pixel; under that, cells have less than four pixels
LARGEST: Final = 1.5  # beyond this the halved photo serves better
OCTAVE: Final = (0.34, 0.72)  # a little more than one, so that neighbours overlap
QUARTER: Final = np.array([[0.0, -1.0], [1.0, 0.0]])  # turned by a right angle

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
    return _turned(scales(step), np.arange(0, np.pi, step))


def upright(step: float) -> Maps:
    """Upright or lying on a side, scaled alike in both directions."""
    return _turned(scales(step), np.array([0, np.pi / 2]))


def stretched(step: float, squeeze: float) -> Maps:
    """Upright, scaled differently to the right and down: one at most *squeeze* times as much as the other."""
    every = scales(step)
    x, y = (axis.ravel() for axis in np.meshgrid(every, every))
    kept = np.abs(np.log(x / y)) < np.log(squeeze)
    return np.asarray(np.stack([x[kept], y[kept]], axis=-1)[:, None, :] * np.eye(2))


def octave(step: float) -> Maps:
    """Every rotation by half a turn at the scales of a halved photo whose double and half are searched as well."""
    sizes = np.exp(np.arange(np.log(OCTAVE[0]), np.log(OCTAVE[1]) + step, step))
    return _turned(sizes, np.arange(0, np.pi, step))


def _turned(sizes: Values, angles: Values) -> Maps:
    """Every rotation at every size."""
    return np.asarray((rotations(angles)[:, None] * sizes[:, None, None]).reshape(-1, 2, 2))
