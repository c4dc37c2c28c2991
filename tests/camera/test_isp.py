"""Raw numbers to pictures."""

import numpy as np
import pytest

from tests.camera.isp import Taste, curve, develop, finish, quantise
from tests.camera.sensor import BLACK, MIXING, RESPONSE, SITES, WHITE


@pytest.mark.parametrize("colour", [(0.5, 0.5, 0.5), (0.6, 0.2, 0.1), (0.1, 0.3, 0.5)])
def test_a_flat_colour_comes_back(colour: tuple[float, float, float]) -> None:
    """Colour through filters and mosaic is developed to the light it was."""
    seen = MIXING @ colour
    raw = np.empty((40, 40), np.uint16)
    for channel, row, column in SITES:
        raw[row::2, column::2] = round(BLACK + (WHITE - BLACK) * RESPONSE[channel] * seen[channel])
    assert develop(raw)[10:30, 10:30].mean(axis=(0, 1)) == pytest.approx(colour, abs=0.005)


def test_the_curve_is_that_of_srgb() -> None:
    """Without contrast a light of 0.2140 is a grey of one half."""
    assert curve(np.full((1, 1, 3), 0.2140, np.float32), 0.0) == pytest.approx(0.5, abs=1e-3)


def test_edges_are_overdrawn() -> None:
    """Sharpening makes the light side of an edge lighter and its dark side darker."""
    edge = np.full((40, 40, 3), 0.3, np.float32)
    edge[:, 20:] = 0.7
    done = quantise(finish(edge, Taste(denoise=0.0)))[20, :, 1] / 255
    assert done.max() > 0.72
    assert done.min() < 0.28
