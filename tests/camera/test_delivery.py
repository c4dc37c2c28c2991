"""The way of a file."""

import numpy as np
import pytest

from tests.camera.delivery import Delivery, coded, decoded, deliver, shrunk, turned

PICTURE = np.zeros((60, 90, 3), np.uint8)
PICTURE[10, 70] = 255
POINT = np.array([[70.0, 10.0]])


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_points_turn_with_their_picture(turns: int) -> None:
    """The point stays on the pixel that it was on."""
    picture, points = turned(PICTURE, POINT, turns)
    x, y = points[0].astype(int)
    assert picture[y, x].tolist() == [255, 255, 255]


def test_points_shrink_with_their_picture() -> None:
    """A bright square's middle is where its point says, after shrinking to a third."""
    picture = np.zeros((300, 600, 3), np.uint8)
    picture[90:150, 360:420] = 255
    small, points = shrunk(picture, np.array([[389.5, 119.5]]), 200)
    rows, columns = np.nonzero(small[:, :, 0] > 127)
    assert points[0] == pytest.approx((columns.mean(), rows.mean()), abs=0.01)


def test_a_messenger_codes_again() -> None:
    """What arrives is smaller, in pixels and in bytes, than what the phone saved."""
    grain = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    data, _ = deliver(grain, POINT, Delivery(quality=92, longest=200, again=60))
    assert decoded(data).shape == (150, 200, 3)
    assert len(data) < len(coded(grain, 92)) / 4
