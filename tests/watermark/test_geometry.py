"""Homographies as values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watermark.geometry import Geometry, rescaling, shifting

_numbers = st.floats(-500, 500)


def _oblique() -> Geometry:
    return Geometry(np.array([[0.9, 0.1, 30.0], [-0.2, 1.1, 5.0], [1e-4, -2e-4, 1.0]]))


@given(x=_numbers, y=_numbers)
def test_there_and_back(x: float, y: float) -> None:
    """A screen point in the photo lies on the screen where it was."""
    point = np.array([[x, y]])
    assert np.allclose(_oblique().screen(_oblique().photo(point)), point, atol=1e-6)


def test_a_rectangle_lies_where_its_corners_are() -> None:
    """The screen's corner pixels, clockwise from the top left, are at the corners that were given."""
    corners = [(90.0, 60.0), (1500.0, 20.0), (1560.0, 850.0), (40.0, 800.0)]
    inner = np.array([(0, 0), (1599, 0), (1599, 899), (0, 899)], np.float64)
    assert np.allclose(Geometry.of_rectangle(1600, 900, corners).photo(inner), corners, atol=1e-3)


def test_scale_is_photo_pixels_a_screen_pixel() -> None:
    """A photo at 0.6 of the screen's size has scale 0.6 everywhere, also turned."""
    turned = Geometry.from_affine(0.6 * np.array([[0.0, -1.0], [1.0, 0.0]]), np.array([5.0, 7.0]))
    assert np.isclose(turned.scale(np.array([100.0, 50.0])), 0.6)


def test_composition_reads_in_order() -> None:
    """`then` maps photo to another photo, `after` comes before the screen."""
    point = np.array([[10.0, 20.0]])
    geometry = _oblique()
    assert np.allclose(geometry.then(shifting(3, 4)).photo(point), geometry.photo(point) + np.array([3, 4]))
    assert np.allclose(geometry.after(shifting(3, 4)).photo(point), geometry.photo(point + np.array([3, 4])))


def test_enlarging_keeps_outer_edges() -> None:
    """Pixel centres are at whole numbers: the edge at -0.5 stays, the edge at 9.5 goes to 19.5 of a doubled picture."""
    edges = np.array([[-0.5, -0.5], [9.5, 9.5]])
    assert np.allclose(Geometry(rescaling(2)).photo(edges), [[-0.5, -0.5], [19.5, 19.5]])
