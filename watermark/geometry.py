"""Where screen pixels lie in a photo: homographies, as values. Pure arithmetic; no pixels, no bits.

Coordinates are of pixel centres: the first pixel is at (0, 0) in the screen as in the photo. The screen's origin is
known only up to whole tiles, since the pattern repeats.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Geometry:
    """A homography from screen to photo."""

    to_photo: Matrix  # 3 x 3

    @classmethod
    def from_affine(cls, linear: Matrix, shift: Points) -> Self:
        """The affine map photo = linear @ screen + shift."""
        matrix = np.eye(3)
        matrix[:2, :2] = linear
        matrix[:2, 2] = shift
        return cls(matrix)

    @classmethod
    def of_rectangle(cls, width: int, height: int, corners: npt.ArrayLike) -> Self:
        """That of a screen of *width* x *height* pixels whose corner pixels lie at *corners* of the photo.

        *corners* are 4 x 2, clockwise from the top left.
        """
        square = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
        return cls(np.asarray(cv2.getPerspectiveTransform(square, np.asarray(corners, np.float32)), np.float64))

    @property
    def to_screen(self) -> Matrix:
        """The inverse: photo to screen."""
        return np.asarray(np.linalg.inv(self.to_photo))

    def photo(self, points: Points) -> Points:
        """Screen *points* (n x 2) in the photo."""
        return project(self.to_photo, points)

    def screen(self, points: Points) -> Points:
        """Photo *points* (n x 2) on the screen."""
        return project(self.to_screen, points)

    def scale(self, point: Points) -> float:
        """Photo pixels a screen pixel at the photo's *point* (2): the geometric mean of both directions."""
        steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        here = self.screen(point[None] + steps)
        area = abs(np.linalg.det(here[1:] - here[0]))
        return float(1 / np.sqrt(max(area, 1e-12)))

    def then(self, matrix: Matrix) -> Self:
        """This geometry seen in another photo, whose points are *matrix* (3 x 3) times this one's."""
        return type(self)(matrix @ self.to_photo)

    def after(self, matrix: Matrix) -> Self:
        """This geometry for another screen, whose points *matrix* (3 x 3) takes to this one's."""
        return type(self)(self.to_photo @ matrix)


def project(matrix: Matrix, points: Points) -> Points:
    """*points* (n x 2) through a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def rescaling(factor: float) -> Matrix:
    """The map of pixel centres when a picture is enlarged *factor* times."""
    offset = (factor - 1) / 2
    return np.array([[factor, 0.0, offset], [0.0, factor, offset], [0.0, 0.0, 1.0]])


def shifting(x: float, y: float) -> Matrix:
    """The map that moves by (x, y) pixels."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
