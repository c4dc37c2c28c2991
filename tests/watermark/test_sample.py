"""Soft cells: positive where the mark lightened, whatever is in view."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import KEY, MARK, marked
from tests.fakes.shots import quarter
from watermark.code import encode
from watermark.geometry import Geometry
from watermark.payload import seal
from watermark.pilots import TILE
from watermark.sample import MAX_EXTENT, Rectified, soft_cells, view
from watermark.spread import disperse


def _luminance(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)


@pytest.mark.parametrize("name", ["document", "terminal", "grey", "blank"])
def test_cells_have_the_marks_signs(name: str) -> None:
    """On a quarter of a screen, at least seven cells of eight have the sign the stamp gave them."""
    geometry = Geometry.from_affine(np.eye(2), np.array([-405.0, -228.0]))
    cells = soft_cells(Rectified.of(_luminance(quarter(marked(name))), geometry))
    assert np.mean(np.sign(cells) == disperse(KEY, encode(seal(KEY, MARK)))) > 7 / 8


def test_what_is_not_in_view_is_unknown() -> None:
    """Cells that the photo does not show are exactly 0."""
    cells = soft_cells(Rectified.of(_luminance(marked("grey")[:64, :256]), Geometry(np.eye(3))))
    assert cells[:7].any()
    assert not cells[8:].any()


def test_the_view_is_in_whole_tiles_and_bounded() -> None:
    """Any geometry gives a rectangle of whole tiles not much larger than the bound."""
    for scale in (0.01, 0.5, 1.0, 3.0):
        left, top, right, bottom = view(Geometry.from_affine(scale * np.eye(2), np.array([13.0, -7.0])), (1600, 900))
        assert all(side % TILE == 0 for side in (left, top, right, bottom))
        assert 0 < right - left <= MAX_EXTENT + 2 * TILE
        assert 0 < bottom - top <= MAX_EXTENT + 2 * TILE
