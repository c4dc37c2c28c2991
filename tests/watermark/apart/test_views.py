"""The small pictures for a report."""

import numpy as np
import pytest

from tests.fakes.screens import screen
from tests.fakes.shots import seen_through
from watermark.apart.views import photo_view, straight_view
from watermark.geometry import Geometry, Matrix


def matrix(corners: list[tuple[float, float]], width: int, height: int) -> Matrix:
    """From a screen to where its corners lie in the photo."""
    return Geometry.of_rectangle(width, height, corners).to_photo


def test_a_straightened_view_shows_the_screen() -> None:
    """What was seen at an angle comes out as the screen was, inside its outline."""
    plain = screen("spreadsheet", 800, 600)
    corners = [(60.0, 40.0), (760.0, 20.0), (780.0, 590.0), (30.0, 570.0)]
    view = straight_view(seen_through(plain, corners), matrix(corners, 800, 600), corners)
    (left, top), _, (right, bottom), _ = view.outline
    pixels = np.frombuffer(view.pixels, np.uint8).reshape(view.height, view.width, 3)
    inside = pixels[round(top) : round(bottom), round(left) : round(right), ::-1]
    import cv2

    back = cv2.resize(inside, (800, 600), interpolation=cv2.INTER_AREA)
    assert float(np.abs(back.astype(int) - plain).mean()) < 12
    assert (right - left) / (bottom - top) == pytest.approx(799 / 599, rel=0.01)


def test_a_large_photo_is_shown_small_with_its_outline() -> None:
    """Sides of at most 1100 pixels, and the outline moved along."""
    view = photo_view(np.zeros((3000, 4000, 3), np.uint8), [(0, 0), (4000, 0), (4000, 3000), (0, 3000)])
    assert (view.width, view.height) == (1100, 825)
    assert view.outline[2] == (1100, 825)
