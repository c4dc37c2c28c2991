"""One photograph: joins panel, room, lens, sensor, processing and delivery. Deterministic by its seed.

The sensor has 2016 x 1512 photosites by default, a quarter of the 12 Mpixel that phones deliver: a photo then takes
2 s instead of 8. A screen of 1,600 pixels that fills 0.88 of the width has 1.1 photosites a pixel (12 Mpixel: 2.2), at
a third of the width 0.42 (0.83). Neither is the easier case: the small photo has less of the screen, the large one, at
about two photosites a pixel, moire of red and blue as coarse as the mark and ten times as strong. `LARGE` is that.
"""

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera import isp, night
from tests.camera.delivery import Delivery, decoded, deliver
from tests.camera.isp import Taste
from tests.camera.night import Night
from tests.camera.optics import SHARP, Sampler, in_view, shading
from tests.camera.panel import light, stripes
from tests.camera.pose import Points, Pose, View, corners, view
from tests.camera.room import Room, surroundings
from tests.camera.sensor import MIXING, RESPONSE, SITES, Sensor, expose, metered
from tests.camera.shutter import Flicker, bands

SIZE: Final = (2016, 1512)  # photosites: width, height
LARGE: Final = (4032, 3024)

Picture = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shot:
    """How a photo is taken."""

    pose: Pose = field(default_factory=Pose)
    room: Room = field(default_factory=Room)
    blur: float = SHARP  # photosites; standard deviation of the lens
    defocus: float = 0.0  # photosites; diameter of the circle of confusion
    flicker: Flicker | None = None
    sensor: Sensor = field(default_factory=Sensor)
    taste: Taste = field(default_factory=Taste)
    night: Night | None = None
    delivery: Delivery = field(default_factory=Delivery)
    size: tuple[int, int] = SIZE


@dataclass(frozen=True, slots=True)
class Photo:
    """A received file and the truth about it."""

    data: bytes  # JPEG
    corners: Points  # of the corner pixels, clockwise from the screen's top left; outside when not all is in view

    @property
    def picture(self) -> Picture:
        """(height, width, 3) BGR."""
        return decoded(self.data)


def photograph(screen: Picture, shot: Shot, seed: int) -> Photo:
    """A photo of *screen*, (height, width, 3) BGR. The same arguments give the same bytes."""
    random = np.random.default_rng(seed)
    size = (screen.shape[1], screen.shape[0])
    seen = view(shot.pose, size, shot.size)
    raw = expose(_mosaic(screen, shot, seen, random), shot.sensor, random)
    bright = isp.curve(isp.develop(raw), shot.taste.contrast)
    finished = night.finish(bright, shot.night, shot.taste) if shot.night else isp.finish(bright, shot.taste)
    data, points = deliver(isp.quantise(finished), corners(seen, size), shot.delivery)
    return Photo(data, points)


def _mosaic(screen: Picture, shot: Shot, seen: View, random: np.random.Generator) -> Plane:
    """The light on each photosite through its own colour filter, exposed as a phone would."""
    size, lit = (screen.shape[1], screen.shape[0]), light(screen)
    around = surroundings(shot.room, seen, shot.size, size, random)
    cutout = in_view(seen, shot.size, size)
    sampler = Sampler(seen, shot.size, cutout, shot.blur, shot.defocus)
    switching = bands(shot.flicker, shot.size[1]) if shot.flicker else np.float32(1)
    mosaic = np.empty((shot.size[1], shot.size[0]), np.float32)
    exposure = 1.0
    for channel in range(3):
        mixing = MIXING[channel]
        plane = sampler(stripes(lit, (mixing[0], mixing[1], mixing[2]), cutout)) * switching
        plane += cv2.transform(around, mixing[None].astype(np.float32))
        if channel == 1:
            exposure = _metered(plane)
        for _, row, column in (site for site in SITES if site[0] == channel):
            mosaic[row::2, column::2] = plane[row::2, column::2] * np.float32(RESPONSE[channel])
    mosaic *= shading(shot.size)
    return mosaic * np.float32(exposure)


def _metered(plane: Plane) -> float:
    """The exposure by the mean light, the centre counting for more, and by the brightest fiftieth of the photosites."""
    small = cv2.resize(plane, (32, 24), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[-1:1:24j, -1:1:32j]
    weight = np.exp(-(x**2 + y**2))
    return metered(float((small * weight).sum() / weight.sum()), float(np.percentile(plane[::7, ::7], 98)))
