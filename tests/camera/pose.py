"""Where the camera stands: a pinhole, its place and turn, and where each screen pixel comes to lie in the photo.

Figures: a phone's main camera is a 24 to 27 mm equivalent; 26 mm of a 36 x 24 diagonal is 67 degrees across a 4:3
sensor, a focal length of 0.755 photo widths. What distortion the phone leaves uncorrected is some tenths of a percent
at the photo's corners (Brown's radial model, one term; 1966).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FOCAL: Final = 0.755  # photo widths

Matrix = npt.NDArray[np.float64]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """A camera's stand. Angles in degrees: yaw to the side, pitch up and down, roll around its own axis."""

    share: float = 0.88  # of the photo's width that the screen would fill, looked at straight
    yaw: float = 1.5
    pitch: float = -1.0
    roll: float = 0.6
    aim: tuple[float, float] = (0.5, 0.5)  # the point of the screen in the photo's centre, in widths and heights
    distortion: float = -0.002  # of the radius, at the photo's corners; negative is a barrel


@dataclass(frozen=True, slots=True)
class View:
    """A pose for one screen and one sensor: the maps between their pixels (centres at whole numbers)."""

    to_photo: Matrix  # screen pixel to photo pixel, before distortion
    centre: tuple[float, float]
    radius: float  # photo pixels from the centre to a corner
    distortion: float

    def photo(self, points: Points) -> Points:
        """Where screen *points* (n x 2) lie in the photo, inside or outside of it."""
        plain = (_project(self.to_photo, points) - self.centre) / self.radius
        bent = plain.copy()
        for _ in range(8):  # the distortion is tiny, so this converges at once; far outside the photo it ends
            square = np.minimum((bent**2).sum(axis=1, keepdims=True), 9.0)
            bent = plain / (1 - self.distortion * square)
        return bent * self.radius + self.centre

    def screen(self, points: Points) -> Points:
        """Which screen point photo *points* (n x 2) show."""
        bent = (points - self.centre) / self.radius
        plain = bent * (1 - self.distortion * (bent**2).sum(axis=1, keepdims=True))
        return _project(np.asarray(np.linalg.inv(self.to_photo)), plain * self.radius + self.centre)


def view(pose: Pose, screen: tuple[int, int], sensor: tuple[int, int]) -> View:
    """*pose* with a screen and a sensor of these (width, height)."""
    width, height = sensor
    focal = FOCAL * width
    aim = np.array([pose.aim[0] * screen[0] - 0.5, pose.aim[1] * screen[1] - 0.5])
    distance = focal * screen[0] / (pose.share * width)
    turn = _rotation(np.deg2rad(pose.yaw), np.deg2rad(pose.pitch), np.deg2rad(pose.roll))
    plane = np.column_stack([turn[:, 0], turn[:, 1], (0.0, 0.0, distance)])
    centre = ((width - 1) / 2, (height - 1) / 2)
    lens = np.array([[focal, 0, centre[0]], [0, focal, centre[1]], [0, 0, 1.0]])
    shift = np.array([[1, 0, -aim[0]], [0, 1, -aim[1]], [0, 0, 1.0]])
    return View(lens @ plane @ shift, centre, float(np.hypot(*centre)), pose.distortion)


def corners(seen: View, screen: tuple[int, int]) -> Points:
    """The screen's corner pixels in the photo, clockwise from the screen's top left (4 x 2).

    When one lies outside of the photo, nobody can point at it, and no lens is corrected there: all four are then those
    of the perspective that fits what is in view.
    """
    right, bottom = screen[0] - 1, screen[1] - 1
    plain = np.array([(0, 0), (right, 0), (right, bottom), (0, bottom)], np.float64)
    placed = seen.photo(plain)
    size = 2 * np.array(seen.centre)
    if ((placed >= 0) & (placed <= size)).all():
        return placed
    x, y = np.meshgrid(np.linspace(0, size[0], 9), np.linspace(0, size[1], 9))
    grid = np.column_stack([x.ravel(), y.ravel()])
    return _project(_fitted(seen.screen(grid), grid), plain)


def _fitted(one: Points, other: Points) -> Matrix:
    """The homography from *one* to *other* (n x 2 each) by least squares (direct linear transformation)."""
    centre, spread = one.mean(axis=0), one.std()
    u, v = ((one - centre) / spread).T
    x, y = other.T
    zero, unit = np.zeros_like(u), np.ones_like(u)
    rows = np.vstack(
        [
            np.column_stack([u, v, unit, zero, zero, zero, -u * x, -v * x]),
            np.column_stack([zero, zero, zero, u, v, unit, -u * y, -v * y]),
        ]
    )
    solved = np.linalg.lstsq(rows, np.concatenate([x, y]), rcond=None)[0]
    plain = np.array([[1 / spread, 0, -centre[0] / spread], [0, 1 / spread, -centre[1] / spread], [0, 0, 1]])
    return np.asarray(np.append(solved, 1.0).reshape(3, 3) @ plain)


def _rotation(yaw: float, pitch: float, roll: float) -> Matrix:
    sy, cy, sp, cp, sr, cr = (f(angle) for angle in (yaw, pitch, roll) for f in (np.sin, np.cos))
    around_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    around_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    around_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(around_z @ around_x @ around_y)


def _project(matrix: Matrix, points: Points) -> Points:
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])
