"""Night mode."""

import numpy as np

from tests.camera.isp import Taste
from tests.camera.night import Night, finish

FLAT = Taste(sharpen=0.0, saturation=1.0)


def test_grain_is_taken_for_noise() -> None:
    """Three quarters of the grain of a flat grey are gone."""
    random = np.random.default_rng(1)
    grey = np.repeat(0.5 + 0.01 * random.standard_normal((160, 160, 1)), 3, axis=2).astype(np.float32)
    done = finish(grey, Night(), FLAT)
    assert done[40:120, 40:120].std() < 0.25 * grey.std()


def test_light_and_dark_come_nearer() -> None:
    """Large areas of 0.1 and 0.9 are less far apart afterwards, and still in their order."""
    halves = np.full((320, 320, 3), 0.1, np.float32)
    halves[:, 160:] = 0.9
    done = finish(halves, Night(), FLAT)
    dark, bright = done[160, 20, 1], done[160, 300, 1]
    assert 1.5 < bright / dark < 8
