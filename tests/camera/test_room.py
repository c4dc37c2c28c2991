"""The light of the room."""

import numpy as np

from tests.camera.pose import Pose, view
from tests.camera.room import REFLECTANCE, Room, surroundings

SCREEN, SENSOR = (1600, 900), (504, 378)


def lit(room: Room) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The room's light on the photosites."""
    return surroundings(room, view(Pose(0.6), SCREEN, SENSOR), SENSOR, SCREEN, np.random.default_rng(1))


def test_the_panel_has_a_veil() -> None:
    """The screen itself reflects a little of the room, its frame and the wall more or less."""
    light = lit(Room(wall=0.2))
    assert abs(light[189, 252, 1] - 0.2 * REFLECTANCE) < 1e-4
    assert light[20, 252, 1] > 0.1


def test_a_lamp_is_reflected_at_its_spot() -> None:
    """The glare is strongest where the spot is, and the panel's far side has none of it."""
    light = lit(Room(wall=0.2, glare=0.5, spot=(0.5, 0.5)))
    assert light[189, 252, 1] > 0.45
    assert light[150, 115, 1] < 0.02
