"""A monitor's pixels as light: each a red, a green and a blue stripe, in linear light.

Figures: the sRGB transfer curve (IEC 61966-2-1); vertical stripes in the order R G B, as in nearly all office
monitors (VESA FPDM 2); about 85 % of a pixel's height lets light through, the rest is black matrix and wiring;
contrast 1000:1, the usual data-sheet figure of IPS panels. A stripe is drawn as a triangle as wide as two of the
three columns: the sum over a pixel is exact, harmonics beyond the second are weaker than a real stripe's.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FINE: Final = 3  # columns and rows that a screen pixel is drawn with: one column a stripe
OPEN_HEIGHT: Final = 0.85  # of a pixel's height lets light through
CONTRAST: Final = 1000.0  # white to black
_ROWS: Final = np.array([1.0, 1.0, 3 * OPEN_HEIGHT - 2], np.float32) / OPEN_HEIGHT

Picture = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cutout:
    """The screen pixels that may be in view: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int


def light(screen: Picture) -> Plane:
    """The light of each screen pixel, red green blue, 1 for white: (height, width, 3) BGR in, RGB out."""
    curve = np.arange(256) / 255
    linear = np.where(curve <= 0.04045, curve / 12.92, ((curve + 0.055) / 1.055) ** 2.4)
    table = ((linear * (CONTRAST - 1) + 1) / CONTRAST).astype(np.float32)
    return np.ascontiguousarray(table[screen[:, :, ::-1]])


def stripes(lit: Plane, seen: tuple[float, float, float], cutout: Cutout) -> Plane:
    """What a photosite, to which the stripes count as *seen* (red, green, blue), finds on the fine grid of *cutout*.

    Screen pixel x lies at column FINE * (x - left) + 1, its green stripe.
    """
    part = lit[cutout.top : cutout.bottom, cutout.left : cutout.right]
    height, width = part.shape[:2]
    row = np.ascontiguousarray(part * (FINE * np.array(seen, np.float32))).reshape(height, width * FINE)
    fine = np.empty((height, FINE, width * FINE), np.float32)
    for index, share in enumerate(_ROWS):
        np.multiply(row, share, out=fine[:, index])
    return fine.reshape(height * FINE, width * FINE)
