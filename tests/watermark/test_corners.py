"""Where a person says that the screen is."""

import numpy as np
import pytest

from watermark.corners import alike, checked, parse_corners
from watermark.reading import Corner


@pytest.mark.parametrize(
    "text", ["", "1,2", "1,2 3,4 5,6", "1,2 3,4 5,6 7,8 9,0", "a,b c,d e,f g,h", "nan,0 1,1 1,2 2,2", "1 2 3 4"]
)
def test_corners_are_four_points(text: str) -> None:
    """Nothing else is understood."""
    with pytest.raises(ValueError, match="four points"):
        parse_corners(text)


def test_corners_are_parsed() -> None:
    """Four points in pixels, fractions allowed."""
    assert parse_corners("1,2 3.5,4 5,6 7,8") == [(1, 2), (3.5, 4), (5, 6), (7, 8)]


@pytest.mark.parametrize(
    "corners",
    [
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)],  # smaller than any screen
        [(0.0, 0.0), (500.0, 300.0), (500.0, 0.0), (0.0, 300.0)],  # crossed
        [(0.0, 0.0), (90000.0, 0.0), (90000.0, 400.0), (0.0, 400.0)],  # beyond any photo
        [(0.0, 0.0), (500.0, 0.0), (500.0, 300.0)],
        [(2500.0, 0.0), (3500.0, 0.0), (3500.0, 600.0), (2500.0, 600.0)],  # beside the photo
        [(0.0, 0.0), (1500.0, 0.0), (1500.0, 40.0), (0.0, 40.0)],  # a strip
    ],
)
def test_what_goes_round_no_screen_is_refused(corners: list[Corner]) -> None:
    """Tiny, crossed and vast quadrilaterals, strips, what is not in the photo, and what has not four corners."""
    with pytest.raises(ValueError, match="four points"):
        checked(corners, 2000, 1500)


def test_a_quadrilateral_is_taken_as_it_is() -> None:
    """In the order in which it was pointed out."""
    corners = [(60.0, 40.0), (1560.0, 12.0), (1590.0, 880.0), (30.0, 850.0)]
    assert np.array_equal(checked(corners, 2000, 1500), np.array(corners))
    assert np.array_equal(checked(corners, 400, 300), np.array(corners))  # most of it lies outside


def test_corners_are_alike_whichever_is_the_first() -> None:
    """Four points round a screen are the same rectangle from any of them; 2 in 1500 are no difference, 30 are one."""
    corners = np.array([(60.0, 40.0), (1560.0, 12.0), (1590.0, 880.0), (30.0, 850.0)])
    for turned in range(4):
        assert alike(corners, np.roll(corners, turned, axis=0) + 2)
        assert not alike(corners, np.roll(corners, turned, axis=0) + 30)
    assert not alike(corners, corners[::-1])  # the other way round: its mirror image
