"""From nearly right to exact, and from one corner to the whole."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import marked
from tests.fakes.screens import screen
from tests.fakes.shots import seen_through, window
from watermark.geometry import Geometry, shifting
from watermark.refine import Agreement, agreement, outline, refine
from watermark.residue import Residue, residue

CORNERS = [(70.0, 40.0), (1480.0, 10.0), (1560.0, 860.0), (30.0, 800.0)]


def _residue(picture: npt.NDArray[np.uint8]) -> Residue:
    return residue(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32))


def _truth() -> Geometry:
    return Geometry.of_rectangle(1600, 900, CORNERS)


def test_it_grows_from_one_place_over_the_perspective() -> None:
    """An affine map that fits only around one point becomes a homography right to a quarter of a cell."""
    truth = _truth()
    middle = np.array([[700.0, 400.0], [701.0, 400.0], [700.0, 401.0]])
    there = truth.photo(middle)
    linear = np.column_stack([there[1] - there[0], there[2] - there[0]])
    tangent = Geometry.from_affine(linear, there[0] - linear @ middle[0])
    found = refine(_residue(seen_through(marked("document"), CORNERS)), tangent)
    assert found is not None
    places = np.stack(np.meshgrid(np.linspace(200, 1400, 7), np.linspace(150, 750, 5)), axis=-1).reshape(-1, 2)
    off = np.linalg.norm(found.photo(places) - truth.photo(places), axis=1)
    assert np.mean(off < 2) > 0.9


def test_the_pilots_agree_with_the_truth_alone() -> None:
    """The agreement is the greatest where the screen is, less five pixels beside it, and none ten beside."""
    found, truth = _residue(seen_through(marked("document"), CORNERS)), _truth()
    exactly, near, far = (agreement(found, truth.after(shifting(by, by))) for by in (0, 5, 10))
    assert exactly.share > 0.6 > near.share > 0.1 > far.share


def test_more_blocks_that_agree_as_well_are_more_certain() -> None:
    """What chance makes of few blocks it does not make of many: the certainty grows with the root of their number."""
    few, many = (Agreement(0.3, blocks).certainty for blocks in (36, 144))
    assert many == pytest.approx(2 * few)


def test_it_gives_up_where_nothing_agrees() -> None:
    """On an unmarked screen no geometry is refined."""
    assert refine(_residue(screen("document", 800, 600)), Geometry(np.eye(3))) is None


def test_the_outline_is_the_window() -> None:
    """In a screenshot of a desktop the outline is the client's window, to a block of the pilots' size."""
    corners = outline(_residue(window(marked("spreadsheet"))), Geometry.from_affine(np.eye(2), np.array([211.0, 73.0])))
    assert np.abs(corners - [(211, 73), (1811, 73), (1811, 973), (211, 973)]).max() <= 130
