"""A geometry that is off by pixels, where no part of the picture alone tells by how many."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import marked
from tests.fakes.screens import screen
from tests.fakes.shots import jpeg, quarter
from watermark.geometry import Geometry, shifting
from watermark.refine import refine
from watermark.residue import Residue, residue
from watermark.settle import settle
from watermark.tilts import Tilt

TRUTH = Geometry(shifting(-311, -97))
PLACES = np.stack(np.meshgrid(np.linspace(60, 740, 5), np.linspace(60, 390, 4)), axis=-1).reshape(-1, 2)


def _residue(picture: npt.NDArray[np.uint8]) -> Residue:
    return residue(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32))


def _off(found: Geometry) -> float:
    """The root mean square of the error over the photo, in screen pixels."""
    return float(np.sqrt(np.square(found.screen(PLACES) - TRUTH.screen(PLACES)).sum(axis=1).mean()))


@pytest.mark.parametrize(("name", "near"), [("photograph", 1.9), ("document", 1.4), ("desktop", 1.4), ("grey", 1.0)])
@pytest.mark.parametrize("by", [(4.0, -3.0, 0.0, 1.0), (0.0, 0.0, 0.004, 1.004), (-3.0, 2.0, -0.003, 0.996)])
def test_it_comes_back(name: str, near: float, by: tuple[float, float, float, float]) -> None:
    """Shifted by four pixels, turned by a quarter of a degree, scaled by four in a thousand: right again."""
    dx, dy, turn, scale = by
    wrong = np.array([[scale, -turn, dx], [turn, scale, dy], [0.0, 0.0, 1.0]])
    start = TRUTH.then(wrong)
    found = settle(_residue(jpeg(quarter(marked(name), 311, 97), 60)), start)
    assert _off(found) < min(near, _off(start))


def test_a_little_perspective_is_found_too() -> None:
    """A tilt of two degrees that nobody has told it of."""
    tilt = Tilt(np.radians(2), 1.0).to_photo(800, 450)
    photo = cv2.warpPerspective(quarter(marked("grey"), 311, 97), tilt, (800, 450))
    found = settle(_residue(np.asarray(photo, np.uint8)), TRUTH)
    truth = TRUTH.then(tilt)
    off = np.square(found.screen(PLACES) - truth.screen(PLACES)).sum(axis=1).mean()
    assert off < 1.0
    assert off < np.square(TRUTH.screen(PLACES) - truth.screen(PLACES)).sum(axis=1).mean() / 4


def test_it_settles_where_no_part_alone_tells() -> None:
    """On a photograph no block is coherent enough to refine from; together they are."""
    found = _residue(jpeg(quarter(marked("photograph"), 311, 97), 60))
    start = TRUTH.then(shifting(3, -3))
    assert refine(found, start) is None
    assert _off(settle(found, start)) < 1.8


def test_without_pilots_it_stays_near() -> None:
    """On an unmarked screen it moves by what chance says, and never far."""
    for name in ("document", "spreadsheet", "blank"):
        moved = settle(_residue(screen(name, 640, 400)), Geometry(np.eye(3)))
        assert np.isfinite(moved.to_photo).all()
        assert np.abs(moved.photo(PLACES) - PLACES).max() < 60
