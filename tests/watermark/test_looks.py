"""Three looks at the same place: the second leaves the visible warning's strokes out, the third joins both."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import KEY, MARK, marked
from watermark.code import encode
from watermark.geometry import Geometry
from watermark.looks import looks
from watermark.payload import seal
from watermark.residue import residue, residue_between
from watermark.spread import disperse

_LEFT, _TOP = 405, 228


def _cut(name: str, width: int = 512, height: int = 288) -> npt.NDArray[np.float32]:
    """A tenth of the named screen, in grey levels."""
    picture = marked(name)[_TOP : _TOP + height, _LEFT : _LEFT + width]
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)


def _right(cells: npt.NDArray[np.float32]) -> float:
    """The share of cells that have the mark's sign."""
    return float(np.mean(np.sign(cells) == disperse(KEY, encode(seal(KEY, MARK)))))


@pytest.mark.parametrize("name", ["blank", "grey", "terminal"])
def test_from_near_by_the_second_look_sees_more(name: str) -> None:
    """On a tenth of a screen, at most nine in ten of the first look's wrong cells are wrong in the second."""
    geometry = Geometry.from_affine(np.eye(2), np.array([-_LEFT, -_TOP], np.float64))
    plain, between, _ = (_right(cells) for cells in looks(_cut(name), geometry))
    assert 1 - between < 0.9 * (1 - plain)


def test_the_third_look_is_the_sum_of_the_others() -> None:
    """Both count alike, however strong either is."""
    geometry = Geometry.from_affine(np.eye(2), np.array([-_LEFT, -_TOP], np.float64))
    plain, between, both = looks(_cut("document"), geometry)
    units = [cells / np.sqrt(np.mean(np.square(cells))) for cells in (plain, between)]
    assert np.allclose(both, units[0] + units[1], atol=1e-4)


def test_where_nothing_is_to_be_seen_no_look_sees_anything() -> None:
    """A black plane gives zeros three times, not a division by nothing."""
    plane = np.zeros((288, 512), np.float32)
    assert all(not cells.any() for cells in looks(plane, Geometry(np.eye(3))))


def test_a_stroke_is_left_out_and_the_ground_beside_it_is_not() -> None:
    """A bar of 11 levels weighs under a hundredth of the ground; the first way of suppressing keeps a tenth of it."""
    plane = np.asarray(128 + np.random.default_rng(3).normal(0, 1, (120, 120)), np.float32)
    plane[:, 56:64] += 11
    bar, ground = np.s_[20:100, 58:62], np.s_[20:100, 20:40]
    for suppress, share in ((residue, (0.1, 1.5)), (residue_between, (0.0, 0.01))):
        weight = suppress(plane).weight
        assert share[0] <= weight[bar].mean() / weight[ground].mean() <= share[1]
