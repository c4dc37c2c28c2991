"""Where a person says that the screen is: four corners, as typed and as checked. Knows no pixels."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from watermark.geometry import Points
from watermark.reading import Corner

_SHORTEST: Final = 32  # photo pixels along a side; less holds no mark
_LONGEST: Final = 16384


def parse_corners(text: str) -> list[Corner]:
    """Four points "x,y x,y x,y x,y"; raises `ValueError` for anything else."""
    try:
        points = [(float(x), float(y)) for x, y in (point.split(",") for point in text.split())]
    except ValueError:
        points = []
    if len(points) != 4 or not np.isfinite(points).all():
        raise ValueError('corners are four points: "x,y x,y x,y x,y".')
    return points


def checked(corners: Sequence[Corner]) -> Points:
    """*corners* as an array (4, 2); raises `ValueError` unless they go round something of a screen's size."""
    quad = np.array(corners, np.float64)
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1) if quad.shape == (4, 2) else np.zeros(4)
    if not (cv2.isContourConvex(quad.astype(np.float32)) and _SHORTEST <= sides.min() <= sides.max() <= _LONGEST):
        raise ValueError("the corners are four points around the screen, clockwise from the top left")
    return quad
