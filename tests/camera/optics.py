"""Lens and light path: what light reaches each photosite, integrated over its area.

Everything is sampled twice as finely as the photosites stand, so that what a lens cannot resolve is gone before it
could fold over, and what it can resolve folds over at the mosaic as in a real camera: that is the moiré.

Figures: a sharp phone lens is taken as a Gaussian of 0.4 photosites; with the photosite's own square that gives half
contrast at 0.36 cycles a photosite and 29 % at the sensor's limit, in the range of slanted-edge measurements (ISO
12233) before sharpening; diffraction alone (f/1.8, 1.6 um) would leave 56 % there. Defocus is a disc, whose diameter
is the circle of confusion (geometrical optics). Corners are darker by the fourth power of the cosine, of which phones
leave about a fifth.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.panel import FINE, Cutout
from tests.camera.pose import FOCAL, View

SUPER: Final = 2  # samples along a side of a photosite
SHARP: Final = 0.4  # photosites; standard deviation of a phone's lens in focus
_GRID: Final = (
    16  # samples between the points at which the view is worked out exactly; 0.01 pixels of error at 35 degrees
)
_MARGIN: Final = 2  # such points outside the photo, so that its edge is as exact
_EDGE: Final = 3  # screen pixels around what is in view
_SHADING: Final = 0.2  # of the natural fall-off that the phone leaves

Plane = npt.NDArray[np.float32]


def in_view(seen: View, sensor: tuple[int, int], screen: tuple[int, int]) -> Cutout:
    """The screen pixels that the photo can show."""
    width, height = sensor
    x, y = np.meshgrid(np.linspace(-1, width, 9), np.linspace(-1, height, 9))
    points = seen.screen(np.column_stack([x.ravel(), y.ravel()]))
    low = np.clip(np.floor(points.min(axis=0)).astype(int) - _EDGE, 0, np.array(screen) - 1)
    high = np.clip(np.ceil(points.max(axis=0)).astype(int) + _EDGE, 1, screen)
    return Cutout(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


class Sampler:
    """Brings light from the fine grid of a screen through the lens to the photosites."""

    def __init__(self, seen: View, sensor: tuple[int, int], cutout: Cutout, blur: float, disc: float) -> None:
        self._sensor = sensor
        self._maps = _maps(seen, sensor, cutout)
        step = _widest_step(self._maps, cutout)
        self._before = 0.5 * step if step > 0.5 else 0.0  # fine columns; what keeps samples from folding over
        already = self._before / max(step, 1e-6) / SUPER
        self._after = SUPER * float(np.sqrt(max(blur**2 - already**2, 0.0)))
        self._disc = _disc(disc * SUPER)

    def __call__(self, fine: Plane) -> Plane:
        """The light on each photosite."""
        if self._before:
            fine = np.asarray(cv2.GaussianBlur(fine, (0, 0), self._before), np.float32)
        # Outside the screen there is no light of its own.
        plane = cv2.remap(fine, *self._maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
        if self._after > 0.3:
            plane = cv2.GaussianBlur(plane, (0, 0), self._after)
        if self._disc is not None:
            plane = cv2.filter2D(plane, -1, self._disc)
        return np.asarray(cv2.resize(plane, self._sensor, interpolation=cv2.INTER_AREA), np.float32)


def shading(sensor: tuple[int, int]) -> Plane:
    """What the lens lets through at each photosite, 1 in the centre."""
    width, height = sensor
    x = (np.arange(width) - (width - 1) / 2) / (FOCAL * width)
    y = (np.arange(height) - (height - 1) / 2) / (FOCAL * width)
    cosine4 = 1 / np.square(1 + np.square(x)[None, :] + np.square(y)[:, None])
    return np.asarray(1 - _SHADING * (1 - cosine4), np.float32)


def _maps(seen: View, sensor: tuple[int, int], cutout: Cutout) -> tuple[Plane, Plane]:
    """For each sample, its place on the fine grid: exact every 32 samples, between them by cubic interpolation."""
    width, height = sensor[0] * SUPER, sensor[1] * SUPER
    columns, rows = (-(-side // _GRID) + 2 * _MARGIN for side in (width, height))
    x = (np.arange(columns) - _MARGIN + 0.5) * _GRID - 0.5  # as cv2.resize places them
    y = (np.arange(rows) - _MARGIN + 0.5) * _GRID - 0.5
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    points = seen.screen((grid + 0.5) / SUPER - 0.5)
    fine = (points - (cutout.left, cutout.top)) * FINE + FINE // 2
    horizontal, vertical = (_between(fine[:, axis].reshape(rows, columns), width, height) for axis in (0, 1))
    return horizontal, vertical


def _between(plane: npt.NDArray[np.float64], width: int, height: int) -> Plane:
    """*plane*, known at every 16th sample and around, at all width x height samples."""
    large = (plane.shape[1] * _GRID, plane.shape[0] * _GRID)
    start = _MARGIN * _GRID
    whole = cv2.resize(np.ascontiguousarray(plane, np.float32), large, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(whole[start : start + height, start : start + width], np.float32)


def _widest_step(maps: tuple[Plane, Plane], fine: Cutout) -> float:
    """Fine columns between neighbouring samples on the screen, where they stand farthest apart."""
    x, y = (plane[::_GRID, ::_GRID] for plane in maps)
    width, height = FINE * (fine.right - fine.left), FINE * (fine.bottom - fine.top)
    inside = (x[:, :-1] >= 0) & (x[:, :-1] < width) & (y[:, :-1] >= 0) & (y[:, :-1] < height)
    steps = np.hypot(np.diff(x, axis=1), np.diff(y, axis=1)) / _GRID
    return float(steps[inside].max(initial=0.0))


def _disc(diameter: float) -> Plane | None:
    """A disc of *diameter* samples with a soft edge, of sum 1."""
    if diameter <= 1:
        return None
    half = int(np.ceil(diameter / 2)) + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    kernel = np.clip(diameter / 2 + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)
