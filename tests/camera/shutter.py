"""The rolling shutter in front of a flickering backlight: dark bands across the photo.

Figures: dimmed backlights are switched 100 to 1,000 times a second (Aphalo, PWM dimming and digital photography,
2023; 240 Hz is common in office monitors); a phone reads its sensor from top to bottom in some 15 to 30 ms. Each row
sees the integral of the square wave over its own exposure; exposures of whole periods show no bands.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Flicker:
    """A backlight's switching, seen by a shutter."""

    frequency: float = 240.0  # Hz
    duty: float = 0.6  # share of a period in which the light is on
    exposure: float = 1 / 160  # s, of each row; one period and a half
    readout: float = 0.022  # s, from the first row to the last
    phase: float = 0.3  # periods


def bands(flicker: Flicker, rows: int) -> Plane:
    """The light in each row's exposure, 1 on average (rows x 1)."""
    start = np.arange(rows) / rows * flicker.readout * flicker.frequency + flicker.phase
    length = flicker.exposure * flicker.frequency
    light = (_lit(start + length, flicker.duty) - _lit(start, flicker.duty)) / (length * flicker.duty)
    return np.asarray(light[:, None], np.float32)


def _lit(time: npt.NDArray[np.float64], duty: float) -> npt.NDArray[np.float64]:
    """How long the light was on until *time*, both in periods."""
    whole = np.floor(time)
    return np.asarray(whole * duty + np.minimum(time - whole, duty))
