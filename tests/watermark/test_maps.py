"""The families of maps that a search goes through."""

import numpy as np
import pytest

from watermark import maps


def _near(tried: maps.Maps, wanted: object) -> float:
    return float(np.abs(tried - np.array(wanted)).max(axis=(1, 2)).min())


def test_one_to_one_is_tried_exactly() -> None:
    """A screenshot pixel for pixel needs no luck."""
    assert 1.0 in maps.scales(0.02)
    assert _near(maps.upright(0.02), np.eye(2)) < 1e-12


@pytest.mark.parametrize("scale", [0.46, 0.7, 1.0, 1.49])
def test_every_scale_has_a_neighbour(scale: float) -> None:
    """No scale between the bounds is farther than half a step from one that is tried."""
    assert np.abs(np.log(maps.scales(0.02) / scale)).min() <= 0.011


def test_every_family_covers_what_it_says() -> None:
    """Rotations, different scales in both directions, and the similarities of one octave are within a step."""
    angle = 0.77
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert _near(maps.similarities(0.03), 0.8 * turn) < 0.03
    assert _near(maps.stretched(0.03, 1.4), np.diag([0.75, 0.9])) < 0.03
    for size in (0.35, 0.5, 0.7):
        assert _near(maps.octave(0.03), size * turn) < 0.03
