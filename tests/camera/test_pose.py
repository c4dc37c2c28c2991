"""Where screen pixels lie in a photo."""

import cv2
import numpy as np
import pytest

from tests.camera.pose import Pose, corners, view

SCREEN, SENSOR = (1600, 900), (2016, 1512)


def test_the_share_is_that_of_the_width() -> None:
    """Looked at straight and without distortion, a share of 0.5 is half of the photo's width, in its middle."""
    placed = corners(view(Pose(0.5, 0, 0, 0, distortion=0), SCREEN, SENSOR), SCREEN)
    left, right = (1007.5 - 1599 / 1600 * 504, 1007.5 + 1599 / 1600 * 504)
    assert placed[:, 0] == pytest.approx([left, right, right, left])


@pytest.mark.parametrize("pose", [Pose(), Pose(0.6, 40, 15, -3), Pose(3.6, 4, 3, 9, (0.3, 0.6), 0.01)])
def test_there_and_back(pose: Pose) -> None:
    """What lies at a photo's pixel is found at that pixel again, distortion included."""
    seen = view(pose, SCREEN, SENSOR)
    points = np.array([(0, 0), (2015, 0), (1007.5, 755.5), (300, 1400)], np.float64)
    assert seen.photo(seen.screen(points)) == pytest.approx(points, abs=1e-3)


def test_corners_out_of_view_fit_what_is_in_view() -> None:
    """From near, with distortion, a perspective by the corners is right within a pixel all over the photo."""
    seen = view(Pose(3.6, 3, -2, 1, (0.4, 0.55)), SCREEN, SENSOR)
    square = np.array([(0, 0), (1599, 0), (1599, 899), (0, 899)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners(seen, SCREEN).astype(np.float32), square)
    points = np.array([(0, 0), (2015, 0), (1007, 755), (300, 1400), (2015, 1511)], np.float64)
    flat = cv2.perspectiveTransform(points[None].astype(np.float32), matrix)[0]
    assert np.abs(seen.photo(flat.astype(np.float64)) - points).max() < 1.6


def test_yaw_makes_one_side_larger() -> None:
    """Seen from the side, one edge of the screen is longer than the other."""
    placed = corners(view(Pose(0.6, yaw=35), SCREEN, SENSOR), SCREEN)
    left, right = np.linalg.norm(placed[3] - placed[0]), np.linalg.norm(placed[2] - placed[1])
    assert max(left, right) > 1.4 * min(left, right)


def test_roll_turns_the_corners() -> None:
    """A roll of 180 degrees puts the screen's top left corner at the bottom right."""
    placed = corners(view(Pose(0.8, 0, 0, 180, distortion=0), SCREEN, SENSOR), SCREEN)
    assert (placed[0] > placed[2]).all()
