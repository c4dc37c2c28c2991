"""A screen of a usual size, by its corners alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.sizes import USUAL, usual

COORDINATE = st.floats(-500, 3000)


@pytest.mark.parametrize("size", USUAL)
def test_seen_straight_on_its_own_geometry_is_among_them(size: tuple[int, int]) -> None:
    """Each usual size, photographed at 0.8 of it, gives the map that it was photographed with."""
    width, height = size
    corners = 0.8 * np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)]) + 30
    inside = np.array([(100.0, 100.0), (700.0, 500.0)])
    assert any(np.allclose(one.photo(inside), 0.8 * inside + 30, atol=1e-3) for one in usual(corners, 16 / 10))


def test_a_tall_window_is_no_screen() -> None:
    """What is twice as high as it is wide suits none."""
    assert not list(usual(np.array([(0, 0), (400, 0), (400, 800), (0, 800)], np.float64), 0.5))


@given(st.tuples(*[COORDINATE] * 4))
def test_a_rectangle_of_any_shape_has_as_many_as_there_are_sizes_at_most(sides: tuple[float, ...]) -> None:
    """However flat, and never one that is not a map."""
    left, top = sides[0], sides[1]
    right, bottom = left + abs(sides[2]) + 40, top + abs(sides[3]) + 40
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    found = list(usual(corners, (right - left) / (bottom - top)))
    assert len(found) <= len(USUAL)
    assert all(np.isfinite(one.to_photo).all() for one in found)
