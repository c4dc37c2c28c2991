"""Pixels as light."""

import numpy as np

from tests.camera.panel import CONTRAST, FINE, Cutout, light, stripes

ALL = Cutout(0, 0, 8, 6)
WHITE = np.full((6, 8, 3), 255, np.uint8)


def test_light_is_linear() -> None:
    """White is 1, black a thousandth of it, and a grey of 188 is a half."""
    lit = light(np.array([[(0,) * 3, (188,) * 3, (255,) * 3]], np.uint8))[0, :, 0]
    assert lit[2] == 1
    assert lit[0] == np.float32(1 / CONTRAST)
    assert abs(lit[1] - 0.5) < 0.01


def test_a_pixels_light_is_kept() -> None:
    """Over whole pixels the stripes of white sum to its light, for every colour filter."""
    for seen in ((1.0, 0.0, 0.0), (0.2, 0.7, 0.1)):
        assert abs(stripes(light(WHITE), seen, ALL).mean() - sum(seen)) < 1e-5


def test_colours_stand_side_by_side() -> None:
    """Red light is in the left column of a pixel, green in the middle, blue in the right."""
    for stripe in range(FINE):
        seen = tuple(float(index == stripe) for index in range(3))
        columns = stripes(light(WHITE), (seen[0], seen[1], seen[2]), ALL).mean(axis=0).reshape(-1, FINE)
        assert (columns[:, stripe] > 2.9).all()
        assert np.delete(columns, stripe, axis=1).max() == 0
