"""A photo looked at through a homography."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.geometry import project
from watermark.residue import coarser
from watermark.views import LONGEST, View, halved, middle_of, proportion, straightened, through, upright_around

PHOTO = View(np.random.default_rng(5).uniform(0, 255, (400, 600, 3)).astype(np.float32), np.eye(3))
side = st.floats(0, 40)


@given(st.lists(side, min_size=8, max_size=8))
def test_the_corners_become_the_corners(by: list[float]) -> None:
    """The view's corners are those that were pointed out, in their order."""
    corners = np.array([(50, 60), (520, 40), (540, 350), (30, 330)]) + np.array(by).reshape(4, 2)
    view = straightened([PHOTO], corners)
    width, height = view.size
    square = np.array([(0.0, 0.0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)])
    assert np.allclose(project(view.to_photo, square), corners, atol=0.05)


@pytest.mark.parametrize("times", [1.0, 1.9, 3.6])
def test_a_part_of_a_large_photo_is_taken_from_a_halving(times: float) -> None:
    """From whichever halving the pixels come, the view shows the same place at the same size."""
    corners = times * np.array([(50.0, 60), (1500, 40), (1540, 900), (30, 830)])
    size = (int(times * 920), int(times * 1600))
    ramp = np.add.outer(np.arange(size[0]), np.arange(size[1])).astype(np.float32) / np.float32(40)
    photo = View(np.dstack([ramp] * 3), np.eye(3))
    halvings = [halved(photo, np.dstack([coarser(ramp, 2**times)] * 3), times) for times in range(3)]
    fine, quick = straightened([photo], corners), straightened(halvings, corners)
    assert fine.size == quick.size
    assert np.allclose(fine.to_photo / fine.to_photo[2, 2], quick.to_photo / quick.to_photo[2, 2], rtol=1e-6, atol=1e-6)
    assert np.abs(fine.colour - quick.colour)[4:-4, 4:-4].max() < 0.1


@given(
    st.floats(0.5, 2.5),
    st.floats(-50, 50),
    st.floats(-30, 30),
    st.floats(-180, 180),
    st.floats(0.7, 0.8),
    st.sampled_from([(2016, 1512), (1512, 2016)]),
)
def test_a_rectangle_seen_from_aside_is_as_long_as_it_was(
    shape: float, yaw: float, pitch: float, roll: float, focal: float, photo: tuple[int, int]
) -> None:
    """From a phone's picture of four corners its proportion is told, to a tenth even with a somewhat other lens."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn = (
        np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
        @ np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
        @ np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    )
    flat = np.array([(-shape, -1, 0), (shape, -1, 0), (shape, 1, 0), (-shape, 1, 0)], np.float64)
    there = flat @ turn.T + np.array([0.3, -0.2, 6.0])
    corners = focal * 2016 * there[:, :2] / there[:, 2:] + np.array(photo) / 2
    assert abs(np.log(proportion(corners, *photo) / shape)) < 0.1


@given(st.integers(1, 500))
def test_the_middle_is_the_photos_own(side: int) -> None:
    """Its pixels are the photo's, and it knows from where."""
    middle = middle_of(PHOTO, side)
    assert middle.size == (min(side, 600), min(side, 400))
    left, top = project(middle.to_photo, np.zeros((1, 2)))[0].round().astype(int).tolist()
    assert np.array_equal(middle.colour, PHOTO.colour[top : top + middle.size[1], left : left + middle.size[0]])


@given(st.lists(side, min_size=8, max_size=8), st.sampled_from([(0, 0), (-200, -150), (300, 200)]))
def test_what_is_around_corners_is_the_photos_own(by: list[float], shift: tuple[int, int]) -> None:
    """It holds all of the photo that lies between the corners, pixel for pixel, and knows from where."""
    corners = np.array([(150, 160), (420, 140), (440, 250), (130, 230)]) + np.array(by).reshape(4, 2) + shift
    around = upright_around(PHOTO, corners)
    left, top = project(around.to_photo, np.zeros((1, 2)))[0].round().astype(int).tolist()
    assert np.array_equal(around.colour, PHOTO.colour[top : top + around.size[1], left : left + around.size[0]])
    assert np.all(np.array((left, top)) <= np.maximum(corners.min(axis=0), 0))
    last = np.array((left, top)) + around.size - 1
    assert np.all(last >= np.minimum(corners.max(axis=0), np.array(PHOTO.size) - 1))


def test_a_small_part_is_enlarged_twice_at_most() -> None:
    """More would be invented."""
    view = straightened([PHOTO], np.array([(100.0, 100.0), (300.0, 100.0), (300.0, 250.0), (100.0, 250.0)]))
    assert view.size == (400, 300)


def test_a_large_part_is_made_smaller() -> None:
    """A photo of fifty million pixels need not be searched at its own size."""
    photo = View(np.zeros((2000, 6000, 3), np.float32), np.eye(3))
    view = straightened([photo], np.array([(0.0, 0.0), (5999.0, 0.0), (5999.0, 1999.0), (0.0, 1999.0)]))
    assert max(view.size) == LONGEST


def test_shrinking_makes_no_moire() -> None:
    """A fine grid seen from far away is grey."""
    grid = np.where(np.add.outer(np.arange(900), np.arange(1200)) % 3 == 0, 255.0, 0.0).astype(np.float32)
    view = through(View(np.dstack([grid] * 3), np.eye(3)), np.diag([2.7, 2.7, 1.0]), 400, 300)
    assert float(view.luminance[10:-10, 10:-10].std()) < 1.0


@pytest.mark.parametrize("halvings", [1, 2])
def test_a_halved_view_is_of_the_same_photo(halvings: int) -> None:
    """A pixel of the smaller view lies in the middle of those that it stands for."""
    small = halved(PHOTO, PHOTO.colour[:: 2**halvings, :: 2**halvings], halvings)
    assert np.allclose(project(small.to_photo, np.array([(0.0, 0.0)])), (2**halvings - 1) / 2)
