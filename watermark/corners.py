"""Where a person says that the screen is: four corners, as typed and as checked. Knows no pixels."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from watermark.geometry import Points
from watermark.reading import Corner

_SHORTEST: Final = 32  # photo pixels along a side; less holds no mark
_LONGEST: Final = 16384
_LENGTHIEST: Final = 12.0  # times the shortest side: two screens beside each other, seen from the side
_ALIKE: Final = 0.005  # of the longest side: corners this close are read alike; at three times that not all are


def parse_corners(text: str) -> list[Corner]:
    """Four points "x,y x,y x,y x,y"; raises `ValueError` for anything else."""
    try:
        points = [(float(x), float(y)) for x, y in (point.split(",") for point in text.split())]
    except ValueError:
        points = []
    if len(points) != 4 or not np.isfinite(points).all():
        raise ValueError('corners are four points: "x,y x,y x,y x,y".')
    return points


def checked(corners: Sequence[Corner], width: int, height: int) -> Points:
    """*corners* as an array (4, 2).

    Raises `ValueError` unless they go round something of a screen's size and shape that a photo of *width* x *height*
    shows a part of.
    """
    quad = np.array(corners, np.float64)
    if not (quad.shape == (4, 2) and _is_screen(quad) and _shows(quad, width, height)):
        raise ValueError("the corners are four points around the screen in the photo, clockwise from the top left")
    return quad


def alike(corners: Points, others: Points) -> bool:
    """Whether both, each 4 x 2 and clockwise, go round the same, whichever corner they begin with."""
    longest = float(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).max())
    apart = [np.linalg.norm(np.roll(others, turned, axis=0) - corners, axis=1).max() for turned in range(4)]
    return bool(min(apart) <= _ALIKE * longest)


def _is_screen(quad: Points) -> bool:
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    usual = sides.min() >= _SHORTEST and sides.max() <= min(_LONGEST, _LENGTHIEST * sides.min())
    return bool(usual and cv2.isContourConvex(quad.astype(np.float32)))


def _shows(quad: Points, width: int, height: int) -> bool:
    photo = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shared, _ = cv2.intersectConvexConvex(quad.astype(np.float32), photo)
    return shared >= _SHORTEST**2
