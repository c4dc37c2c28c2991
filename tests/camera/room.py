"""What is not the screen's own light: wall, desk, frame, the veil of the room on the glass, a lamp's reflection.

Figures: a wall in a lit office (500 lux on the desk, ISO 8995) sends back some 50 cd/m2, a fifth of a screen's 250;
at night by the screen's light alone it is a hundredth. An anti-glare panel reflects about 4 % diffusely; a lamp's
or window's reflection in it is a soft spot as bright as a part of the white.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.pose import View

REFLECTANCE: Final = 0.04  # of the panel
_COARSE: Final = 4  # photosites a pixel of the room: it is out of focus anyway
_FRAME: Final = 0.02  # of the screen's width
_WARM: Final = (1.05, 1.0, 0.92)  # red, green, blue of a room's lamps beside the screen's white

Plane = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Room:
    """Light around, as shares of the screen's white."""

    wall: float = 0.2
    glare: float = 0.0  # at the spot's centre
    spot: tuple[float, float] = (0.68, 0.3)  # its place on the screen, in widths and heights
    spread: float = 0.09  # its standard deviation, in screen widths


def surroundings(
    room: Room, seen: View, sensor: tuple[int, int], screen: tuple[int, int], random: np.random.Generator
) -> Plane:
    """The light that the room sends to each photosite, red green blue (height x width x 3), screen included."""
    width, height = (-(-side // _COARSE) for side in sensor)
    grain = sum(
        cv2.resize(random.standard_normal((2**octave, 2**octave)).astype(np.float32), (width, height)) / octave
        for octave in (2, 3, 5, 7)
    )
    shade = np.asarray(room.wall * (1 + 0.1 * np.asarray(grain)), np.float32)
    image = np.ascontiguousarray(shade[:, :, None] * np.array(_WARM, np.float32))
    _things(image, room, _affine(seen, screen))
    soft = cv2.GaussianBlur(np.maximum(image, 0), (0, 0), 2)
    light = np.asarray(cv2.resize(soft, sensor, interpolation=cv2.INTER_LINEAR), np.float32)
    _monitor(light, room, seen, screen)
    return light


def _things(image: Plane, room: Room, place: Points) -> None:
    """A desk below the monitor, with a sheet of paper and a mug; a picture on the wall."""
    wall = room.wall
    shapes: tuple[tuple[tuple[float, float, float, float], tuple[float, float, float]], ...] = (
        ((-4, 1.2, 5, 4), (0.55, 0.42, 0.3)),
        ((0.72, 1.3, 1.2, 1.62), (1.1, 1.08, 1.02)),
        ((-0.22, 1.0, -0.1, 1.3), (0.3, 0.5, 0.8)),
        ((1.15, 0.1, 1.5, 0.6), (0.5, 0.6, 0.5)),
        ((0.38, 1.0, 0.62, 1.26), (0.08, 0.08, 0.08)),
    )
    for (left, top, right, bottom), colour in shapes:
        corners = np.array([(left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1)]) @ place.T
        cv2.fillConvexPoly(image, np.rint(corners / _COARSE).astype(np.int32), [wall * part for part in colour])


def _monitor(image: Plane, room: Room, seen: View, screen: tuple[int, int]) -> None:
    """The frame, and on the panel the veil of the room and the reflection of a lamp."""
    width, height = screen
    edge = _FRAME * width
    box = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
    out = np.array([(-edge, -edge), (edge, -edge), (edge, 1.4 * edge), (-edge, 1.4 * edge)])
    _fill(image, seen.photo(box + out), [0.06 * room.wall] * 3)
    panel = np.zeros(image.shape[:2], np.float32)
    _fill(panel, seen.photo(box), [1.0])
    light = np.full(image.shape[:2], REFLECTANCE * room.wall, np.float32)
    if room.glare:
        spot, beside = seen.photo(np.array([room.spot, (room.spot[0] + room.spread, room.spot[1])]) * screen)
        y, x = np.ogrid[: image.shape[0], : image.shape[1]]
        square = (np.square(x - spot[0]) + np.square((y - spot[1]) * 1.4)) / np.square(beside - spot).sum()
        light += (room.glare * np.exp(-square / 2)).astype(np.float32)
    image *= 1 - panel[:, :, None]
    image += (panel * light)[:, :, None] * np.array(_WARM, np.float32)


def _fill(image: Plane, corners: Points, value: list[float]) -> None:
    """A polygon with places to a sixteenth of a pixel; far corners outside the photo are cut by OpenCV."""
    cv2.fillConvexPoly(image, np.rint(corners * 16).astype(np.int32), value, lineType=cv2.LINE_8, shift=4)


def _affine(seen: View, screen: tuple[int, int]) -> Points:
    """From widths and heights of the screen to the photo, as seen around the screen's middle (2 x 3)."""
    middle = np.array(screen) / 2
    steps = np.array([(0, 0), (screen[0] / 8, 0), (0, screen[1] / 8)])
    centre, right, down = seen.photo(middle + steps)
    linear = np.column_stack([(right - centre) * 8, (down - centre) * 8])
    return np.column_stack([linear, centre - linear @ (0.5, 0.5)])
