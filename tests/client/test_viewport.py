"""Where the office screen lies in the window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.viewport import EDGE, Zoom, place, push
from wire.geometry import Rect

SIDES = st.integers(1, 4000)


@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(Zoom))
def test_every_place_of_the_window_names_a_pixel_of_the_office(
    window_width: int, window_height: int, width: int, height: int, zoom: Zoom
) -> None:
    """No place in the window, not even outside the picture, becomes a pixel that the office screen does not have."""
    viewport = place(zoom, (window_width, window_height), Rect(0, 0, width, height))
    for x, y in ((0.0, 0.0), (window_width - 1.0, window_height - 1.0), (-5.0, 99999.0)):
        column, row = viewport.to_office(x, y)
        assert 0 <= column < width
        assert 0 <= row < height


@given(st.integers(200, 4000), st.integers(200, 4000), st.integers(200, 4000), st.integers(200, 4000))
def test_a_fitted_picture_lies_within_the_window(
    window_width: int, window_height: int, width: int, height: int
) -> None:
    """Fit shows all of the office screen, with its sides in proportion."""
    viewport = place(Zoom.FIT, (window_width, window_height), Rect(0, 0, width, height))
    assert viewport.left + width * viewport.scale <= window_width + 2
    assert viewport.top + height * viewport.scale <= window_height + 2


def test_one_to_one_is_exact() -> None:
    """At 1:1 a rectangle lies where it is, pixel for pixel, without a margin."""
    viewport = place(Zoom.ACTUAL, (1700, 1000), Rect(0, 0, 1600, 900))
    assert viewport.to_window(Rect(10, 20, 30, 40)) == (60, 70, 30, 40)
    assert viewport.to_office(60, 70) == (10, 20)


@pytest.mark.parametrize("window", [(1600, 900), (1601, 901), (1599, 900)])
def test_a_pixel_of_rounding_does_not_blur(window: tuple[int, int]) -> None:
    """A window that misses the office size by a pixel shows it unscaled."""
    assert place(Zoom.FIT, window, Rect(0, 0, 1600, 900)).scale == 1.0


@given(st.integers(0, 1599), st.integers(0, 899))
def test_there_and_back(column: int, row: int) -> None:
    """The middle of where an office pixel is shown names that pixel again."""
    viewport = place(Zoom.FIT, (1103, 707), Rect(0, 0, 1600, 900))
    x = viewport.left + (column + 0.5) * viewport.scale
    y = viewport.top + (row + 0.5) * viewport.scale
    assert viewport.to_office(x, y) == (column, row)


@given(SIDES, SIDES, st.integers(0, 3000), st.integers(0, 3000), SIDES, SIDES, st.sampled_from(Zoom))
def test_of_a_monitor_no_other_pixel_is_named(
    window_width: int, window_height: int, x: int, y: int, width: int, height: int, zoom: Zoom
) -> None:
    """Whatever the pointer does, it stays on the monitor that is shown."""
    viewport = place(zoom, (window_width, window_height), Rect(x, y, width, height))
    for place_x, place_y in ((0.0, 0.0), (window_width - 1.0, window_height - 1.0), (-5.0, 99999.0)):
        column, row = viewport.to_office(place_x, place_y)
        assert x <= column < x + width
        assert y <= row < y + height


def test_a_monitor_begins_where_the_picture_begins() -> None:
    """The second monitor's upper left is drawn in the window's, at 1:1."""
    viewport = place(Zoom.ACTUAL, (1280, 800), Rect(1920, 0, 1280, 800))
    assert viewport.to_window(Rect(1920, 0, 10, 10)) == (0, 0, 10, 10)
    assert viewport.to_office(0, 0) == (1920, 0)


@given(st.integers(100, 4000), st.integers(100, 4000), SIDES, SIDES, st.integers(0, 5000), st.integers(0, 5000))
def test_pushed_on_and_on_every_edge_is_seen(
    window_width: int, window_height: int, width: int, height: int, from_x: int, from_y: int
) -> None:
    """With the pointer at the lower right the last pixel comes into view and stays; at the upper left the first."""
    window, part = (window_width, window_height), Rect(0, 0, width, height)
    pushed = (from_x, from_y)
    for corner, last in (((window_width - 1, window_height - 1), (width - 1, height - 1)), ((0, 0), (0, 0))):
        for _ in range(5000):
            before, pushed = pushed, push(pushed, corner, window, part)
            if pushed == before:
                break
        viewport = place(Zoom.ACTUAL, window, part, pushed)
        left, top, _, _ = viewport.to_window(Rect(*last, 1, 1))
        assert 0 <= left < window_width
        assert 0 <= top < window_height


def test_away_from_the_edge_nothing_is_pushed() -> None:
    """A pointer that works in the middle leaves the picture where it is."""
    assert push((100, 50), (EDGE, EDGE), (800, 600), Rect(0, 0, 1600, 900)) == (100, 50)
