"""Rectangles in a photo, whatever lies in them."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.screens import SCREENS, screen
from watermark.frames import frames

CORNERS = np.array([(310.0, 180.0), (1490.0, 60.0), (1550.0, 900.0), (270.0, 760.0)])


def _monitor(name: str, corners: npt.NDArray[np.float64], bezel: int = 14) -> npt.NDArray[np.float32]:
    """A screen with a dark frame round it, seen from the side, before a grey wall."""
    rim = ((bezel, bezel), (bezel, bezel), (0, 0))
    picture = np.pad(screen(name), rim, constant_values=18)
    inner = np.array([(0, 0), (1599, 0), (1599, 899), (0, 899)], np.float32) + bezel
    matrix = cv2.getPerspectiveTransform(inner, corners.astype(np.float32))
    photo = cv2.warpPerspective(picture, matrix, (1800, 1100), borderValue=(150, 155, 160))
    return np.asarray(cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 1.0))


def _off(found: npt.NDArray[np.float64], corners: npt.NDArray[np.float64]) -> float:
    return float(min(np.abs(np.roll(found, turn, axis=0) - corners).max() for turn in range(4)))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_or_its_frame_is_among_the_first(name: str) -> None:
    """Light or dark, empty or full: a quadrilateral within the frame's width of the screen's corners."""
    assert min(_off(quad, CORNERS) for quad in frames(_monitor(name, CORNERS), 5)) < 25


def test_the_corners_are_exact_to_a_pixel_and_a_half() -> None:
    """Where the edge is clear, the sides are put on it."""
    assert min(_off(quad, CORNERS) for quad in frames(_monitor("blank", CORNERS), 3)) < 1.5


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_corners_are_named_clockwise_from_the_upper_left(turns: int) -> None:
    """Whichever way the photo is turned."""
    photo = np.ascontiguousarray(np.rot90(_monitor("blank", CORNERS), turns))
    for quad in frames(photo, 5):
        x, y = quad.T
        assert float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) > 0  # clockwise where y runs down
        assert quad.sum(axis=1).argmin() == 0


def test_an_empty_wall_has_no_frame() -> None:
    """Nothing is made up."""
    assert frames(np.full((600, 800), 140, np.float32), 5) == []


@pytest.mark.parametrize(("rim", "found"), [(12, False), (60, True)])
def test_where_the_photo_ends_is_no_frame(rim: int, found: bool) -> None:  # noqa: FBT001 - a case
    """A rim as narrow as a bad crop's is not straightened: the photo is looked at as it is anyway."""
    photo = np.pad(np.full((600 - 2 * rim, 800 - 2 * rim), 220, np.float32), rim, constant_values=30)
    assert bool(frames(photo, 5)) is found


def test_no_two_are_the_same() -> None:
    """However many outlines lead to it."""
    found = frames(_monitor("desktop", CORNERS), 5)
    assert all(np.abs(a - b).max() > 20 for i, a in enumerate(found) for b in found[:i])
