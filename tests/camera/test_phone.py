"""Whole photographs."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.camera.delivery import Delivery
from tests.camera.phone import Photo, Shot, photograph
from tests.camera.pose import Pose

SMALL = (1008, 756)
WHITE = np.full((450, 800, 3), 255, np.uint8)


def spots() -> npt.NDArray[np.uint8]:
    """A black screen with a white square around each of four points, 40 pixels from the corners."""
    screen = np.zeros((450, 800, 3), np.uint8)
    for x, y in ((40, 40), (759, 40), (759, 409), (40, 409)):
        screen[y - 6 : y + 7, x - 6 : x + 7] = 255
    return screen


def middle_of(photo: Photo, near: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The centre of light in 40 x 40 pixels around a point."""
    x, y = np.rint(near).astype(int)
    patch = cv2.cvtColor(photo.picture, cv2.COLOR_BGR2GRAY)[y - 20 : y + 20, x - 20 : x + 20].astype(np.float64)
    patch = np.maximum(patch - 0.5 * patch.max(), 0)
    rows, columns = np.mgrid[y - 20 : y + 20, x - 20 : x + 20]
    return np.asarray(np.array([(patch * columns).sum(), (patch * rows).sum()]) / patch.sum())


@pytest.mark.parametrize(
    "shot",
    [
        Shot(Pose(0.8, 0, 0, 0), size=SMALL),
        Shot(Pose(0.7, 25, -10, 8), size=SMALL),
        Shot(Pose(0.7, 5, 5, 2), delivery=Delivery(turns=1), size=SMALL),
        Shot(Pose(0.8, -5, 5, 2), delivery=Delivery(longest=800, again=70), size=SMALL),
    ],
)
def test_the_true_corners_are_true(shot: Shot) -> None:
    """Squares on the screen are found in the photo where its corners, as a perspective, say they are."""
    photo = photograph(spots(), shot, 1)
    square = np.array([(0, 0), (799, 0), (799, 449), (0, 449)], np.float32)
    matrix = cv2.getPerspectiveTransform(square, photo.corners.astype(np.float32))
    inner = np.array([[(40, 40), (759, 40), (759, 409), (40, 409)]], np.float32)
    for expected in cv2.perspectiveTransform(inner, matrix)[0]:
        assert np.abs(middle_of(photo, expected) - expected).max() < 0.3


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A photo is a function of its arguments; another seed is another photo."""
    shot = Shot(size=(336, 252))
    assert photograph(WHITE, shot, 5).data == photograph(WHITE, shot, 5).data
    assert photograph(WHITE, shot, 5).data != photograph(WHITE, shot, 6).data


def colour_waves(shot: Shot) -> float:
    """How much the colour of a white screen varies over areas of 16 pixels, in grey levels: moiré and nothing else."""
    quiet = replace(shot, sensor=replace(shot.sensor, electrons=1e7, read_noise=0.0))
    colours = cv2.cvtColor(photograph(WHITE, quiet, 1).picture, cv2.COLOR_BGR2YCrCb)[200:550, 250:750, 1:]
    return float(cv2.GaussianBlur(colours.astype(np.float32), (0, 0), 4).std())


def test_moire_comes_out_of_the_sampling() -> None:
    """Stripes that nearly meet the mosaic's period give waves of colour; from far, or out of focus, there are none."""
    near = Pose(1600 / 1008, yaw=6, roll=2)  # two photosites a screen pixel
    assert colour_waves(Shot(near, size=SMALL)) > 1.0
    assert colour_waves(Shot(near, defocus=8.0, size=SMALL)) < 0.5
    assert colour_waves(Shot(replace(near, share=0.8), size=SMALL)) < 0.5
