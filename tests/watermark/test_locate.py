"""Blind geometry: the pilots are found whatever was done to the picture."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import marked
from tests.fakes.screens import screen
from tests.fakes.shots import jpeg, quarter, scaled, turned
from watermark.geometry import Geometry, shifting
from watermark.locate import candidates, tilted_candidates, upright_candidates
from watermark.residue import Residue, residue
from watermark.tilts import Tilt

Picture = npt.NDArray[np.uint8]


def _residue(picture: Picture) -> Residue:
    return residue(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32))


def _off(geometry: Geometry, photo: tuple[float, float], screen_point: tuple[float, float]) -> float:
    """Screen pixels between where *photo* lies and *screen_point*, whole tiles apart."""
    away = geometry.screen(np.array([photo]))[0] - np.array(screen_point)
    return float(np.abs((away + 128) % 256 - 128).max())


@pytest.mark.parametrize("name", ["document", "terminal", "desktop"])
def test_a_quarter_is_placed(name: str) -> None:
    """A quarter of the screen after JPEG 60: scale to 2 %, the middle to 4 pixels."""
    best = candidates(_residue(jpeg(quarter(marked(name)), 60)), 1)[0]
    assert abs(best.geometry.scale(np.array([400.0, 225.0])) - 1) < 0.02
    assert _off(best.geometry, (400, 225), (805, 453)) < 4
    assert best.score > 8.5


@pytest.mark.parametrize("factor", [0.5, 0.61, 0.83, 1.21])
def test_scale_is_found(factor: float) -> None:
    """Any scale is found to 2 %."""
    best = candidates(_residue(scaled(marked("document", 1200, 800), factor)), 1)[0]
    assert abs(best.geometry.scale(np.array([300.0, 200.0])) / factor - 1) < 0.02


@pytest.mark.parametrize("degrees", [7, 90, 133, 180, 270])
def test_rotation_is_found_unambiguously(degrees: int) -> None:
    """Any rotation is found, and which way is up."""
    best = candidates(_residue(turned(marked("document", 800, 600), degrees)), 1)[0].geometry.to_photo
    found = np.degrees(np.arctan2(-best[1, 0], best[0, 0]))
    assert abs((found - degrees + 180) % 360 - 180) < 1.5


def test_a_squeezed_window_is_found() -> None:
    """A picture that lost its proportions, 3:4 against 8:9."""
    squeezed = np.asarray(cv2.resize(marked("document"), (1200, 800), interpolation=cv2.INTER_AREA), np.uint8)
    best = candidates(_residue(squeezed), 1)[0].geometry.to_photo
    assert np.allclose(best[:2, :2], np.diag([0.75, 8 / 9]), atol=0.01)


@pytest.mark.parametrize(("across", "down"), [(0.8, 0.8), (0.7, 0.9)])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_straightened_view_may_stand_or_lie(across: float, down: float, quarters: int) -> None:
    """Whichever side is up, and whatever became of its proportions."""
    view = cv2.resize(marked("document", 800, 600), None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
    best = upright_candidates(_residue(np.ascontiguousarray(np.rot90(view, quarters))), 1)[0]
    turn = np.linalg.matrix_power(np.array([[0.0, 1.0], [-1.0, 0.0]]), quarters)
    assert np.allclose(best.geometry.to_photo[:2, :2], turn @ np.diag([across, down]), atol=0.02)
    assert best.score > 8.5


@pytest.mark.parametrize("name", ["document", "desktop", "blank"])
@pytest.mark.parametrize(("angle", "direction"), [(0.0, 0.0), (0.2, 0.7), (0.3, 2.9), (0.35, 4.4)])
def test_a_near_photo_without_an_edge_is_placed(name: str, angle: float, direction: float) -> None:
    """From near by the scale changes over the photo; in its middle it is found to 3 %, and the place to 8 pixels."""
    to_photo = shifting(-300, -200) @ Tilt(angle, direction).to_photo(1600, 900)
    photo = np.asarray(cv2.warpPerspective(marked(name), to_photo, (900, 700)), np.uint8)
    best = tilted_candidates(_residue(photo), 1, np.radians(5), np.radians(20))[0].geometry
    truth = Geometry(to_photo)
    middle = np.array([(449.5, 349.5)])
    assert abs(best.scale(middle[0]) / truth.scale(middle[0]) - 1) < 0.03
    x, y = truth.screen(middle)[0]
    assert _off(best, (449.5, 349.5), (x, y)) < 8


@pytest.mark.parametrize("name", ["document", "spreadsheet", "terminal"])
def test_nothing_is_seen_where_nothing_is(name: str) -> None:
    """Unmarked screens stay under the score at which a mark is said to be there."""
    assert candidates(_residue(screen(name, 800, 600)), 1)[0].score < 8.5
