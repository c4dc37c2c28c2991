"""Light to raw numbers: colour mosaic, exposure, shot and read noise, ten bits.

Figures: light of L cd/m2 through f/1.8 for t seconds gives pi/4 * L * t / f^2 lux seconds on the sensor; a square
micrometre behind a colour filter makes about 3,000 electrons of one lux second. 250 cd/m2, 1/100 s and a photosite of
1.6 um (0.8 um binned) are some 4,500 electrons; a screen dimmed to 40 cd/m2, 1/60 s and 1 um are 500. Noise is
Poisson of the light and Gaussian of the reading (Foi et al. 2008; EMVA 1288); reading takes 1.5 to 3 electrons in
today's sensors; gains of photosites differ by about 0.7 %. A normal law of the same variance stands for Poisson's.
Filters are not pure: a green photosite also sees some red and blue (Jiang et al. 2013, 28 measured cameras); the
phone undoes it by a matrix and pays in noise.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MIXING: Final = np.array([(0.82, 0.16, 0.02), (0.09, 0.82, 0.09), (0.02, 0.2, 0.78)])  # rows: R, G, B photosites
RESPONSE: Final = (0.55, 1.0, 0.65)  # of red, green and blue photosites to a screen's white (about 6,500 K)
BLACK: Final = 64  # of 1023
WHITE: Final = 1023
_UNEVEN: Final = 0.007

Plane = npt.NDArray[np.float32]
Raw = npt.NDArray[np.uint16]

SITES: Final = ((0, 0, 0), (1, 0, 1), (1, 1, 0), (2, 1, 1))  # (channel, row, column) of R G / G B


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor at one sensitivity."""

    electrons: float = 4000.0  # of a green photosite at the largest number
    read_noise: float = 2.5  # electrons


def expose(light: Plane, sensor: Sensor, random: np.random.Generator) -> Raw:
    """The raw numbers of a mosaic of *light*, 1 being what fills a green photosite."""
    electrons = light * sensor.electrons
    electrons *= 1 + np.float32(_UNEVEN) * random.standard_normal(light.shape, np.float32)
    deviation = np.sqrt(electrons + np.float32(sensor.read_noise**2))
    electrons += deviation * random.standard_normal(light.shape, np.float32)
    numbers = electrons * np.float32((WHITE - BLACK) / sensor.electrons) + BLACK
    return np.asarray(np.clip(np.rint(numbers), 0, WHITE), np.uint16)


def metered(mean: float, high: float) -> float:
    """The exposure that a phone chooses for a scene of this *mean* light and these *high* lights (1: screen's white).

    Bright scenes are kept bright and dark ones are not made day; few photosites burn out: today's phones expose for
    the high lights (Hasinoff et al. 2016) and lift the rest.
    """
    return float(np.clip(min(0.45 / (mean + 0.12), 0.95 / high), 0.3, 3.0))
