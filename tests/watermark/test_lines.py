"""The tilt by a photo's straight lines."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.screens import screen
from watermark import lines
from watermark.geometry import project
from watermark.tilts import Tilt

SIZE = (1000, 750)


def _photo(tilt: Tilt, roll: float, name: str = "spreadsheet") -> npt.NDArray[np.float32]:
    """A part of a screen, nearer than life, seen with *tilt* and turned by *roll* degrees."""
    plane = cv2.cvtColor(screen(name), cv2.COLOR_BGR2GRAY).astype(np.float32)
    turn = np.eye(3)
    turn[:2] = cv2.getRotationMatrix2D((499.5, 374.5), -roll, 1.4)
    shift = np.array([[1.0, 0, -300], [0, 1, -150], [0, 0, 1]])
    return np.asarray(cv2.warpPerspective(plane, tilt.to_photo(*SIZE) @ turn @ shift, SIZE), np.float32)


@pytest.mark.parametrize(("angle", "direction", "roll"), [(0, 0, 0), (8, 1, 3), (15, 3.5, -6), (28, 5, 12)])
def test_lines_run_along_and_across_again(angle: float, direction: float, roll: float) -> None:
    """Of three views one makes a table's lines right-angled to a degree over the whole photo."""
    tilt = Tilt(np.radians(angle), direction)
    turn = np.eye(3)
    turn[:2] = cv2.getRotationMatrix2D((499.5, 374.5), -roll, 1.0)
    truth = tilt.to_photo(*SIZE) @ turn
    worst = []
    for found in lines.upright(_photo(tilt, roll), 3):
        back = np.linalg.inv(found) @ truth  # what is left of tilt and roll
        skews = []
        for at in ((200.0, 150.0), (800.0, 150.0), (800.0, 600.0), (200.0, 600.0)):
            start = project(back, np.array([at]))[0]
            for way in ((1.0, 0.0), (0.0, 1.0)):
                dx, dy = project(back, np.array([at]) + np.array(way))[0] - start
                angle_off = np.degrees(np.arctan2(dy, dx)) % 90
                skews.append(min(angle_off, 90 - angle_off))
        worst.append(max(skews))
    assert min(worst) < 1.6


def test_a_picture_without_lines_says_nothing() -> None:
    """A blank screen and noise propose no tilt."""
    assert lines.upright(np.full((750, 1000), 128, np.float32), 3) == []
    noise = np.random.default_rng(3).normal(128, 20, (750, 1000)).astype(np.float32)
    assert lines.upright(noise, 3) == []


@pytest.mark.parametrize("step", [6, 11, 24, 37])
def test_ruled_paper_is_upright(step: int) -> None:
    """Lines that are all exactly level, as in a screenshot, say that the view is straight on."""
    paper = np.full((400, 500), 200, np.float32)
    paper[::step] = paper[1::step] = 20
    best = lines.upright(paper, 1)[0]
    corners = np.array([(50.0, 50.0), (450, 50), (450, 350), (50, 350)])
    assert np.abs(project(best, corners) - corners).max() < 20
