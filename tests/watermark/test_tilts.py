"""Tilts of a phone, as homographies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.geometry import project
from watermark.tilts import FOCAL, STRAIGHT, Tilt, tilts

SIZE = (800, 600)
MIDDLE = np.array([(399.5, 299.5)])


def test_no_tilt_changes_nothing() -> None:
    """Straight on, the photo is the view."""
    assert np.allclose(STRAIGHT.to_photo(*SIZE), np.eye(3))


@given(st.floats(0, 0.7), st.floats(0, 2 * np.pi))
def test_the_middle_stays_where_it_is(angle: float, direction: float) -> None:
    """Whatever the tilt, it turns about the photo's middle."""
    assert np.allclose(project(Tilt(angle, direction).to_photo(*SIZE), MIDDLE), MIDDLE)


@given(st.floats(0.05, 0.7), st.floats(0, 2 * np.pi))
def test_what_leans_away_looks_shorter(angle: float, direction: float) -> None:
    """In the middle, lengths along the tilt shrink by its cosine, as through a pinhole, and those across stay."""
    along = np.array([np.cos(direction), np.sin(direction)])
    across = np.array([-along[1], along[0]])
    matrix = Tilt(angle, direction).to_photo(*SIZE)
    short, same = (np.linalg.norm(project(matrix, MIDDLE + 0.01 * way) - MIDDLE) / 0.01 for way in (along, across))
    assert abs(short - np.cos(angle)) < 1e-4
    assert abs(same - 1) < 1e-4


def test_perspective_is_a_pinhole_cameras() -> None:
    """A plane at the focal distance, turned by 30 degrees about the vertical: two points against trigonometry."""
    focal, angle = FOCAL * 800, np.radians(30)
    matrix = Tilt(angle, 0.0).to_photo(*SIZE)
    for x in (-200.0, 150.0):
        expected = focal * x * np.cos(angle) / (focal + x * np.sin(angle))
        assert project(matrix, MIDDLE + np.array([x, 0.0]))[0, 0] == pytest.approx(399.5 + expected)


@given(st.floats(0, 0.34), st.floats(0, 2 * np.pi))
def test_every_tilt_has_a_neighbour(angle: float, direction: float) -> None:
    """None within the bound is farther from one that is tried than three quarters of a step."""
    step = np.radians(5)
    here = angle * np.exp(1j * direction)
    assert min(abs(here - t.angle * np.exp(1j * t.direction)) for t in tilts(step, np.radians(20))) <= 0.75 * step
