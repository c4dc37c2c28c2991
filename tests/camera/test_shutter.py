"""Bands of a rolling shutter."""

from dataclasses import replace

import numpy as np

from tests.camera.shutter import Flicker, bands


def test_whole_periods_show_no_bands() -> None:
    """An exposure of two periods of the backlight sees the same light in every row."""
    assert np.ptp(bands(Flicker(frequency=240, exposure=2 / 240), 1000)) < 1e-6


def test_the_bands_are_as_many_as_periods_pass() -> None:
    """240 Hz and a read-out of 25 ms are six dark bands, around a mean of 1."""
    light = bands(replace(Flicker(), frequency=240, readout=0.025), 4000)[:, 0]
    falling = (light[:-1] >= 1) & (light[1:] < 1)
    assert falling.sum() == 6
    assert abs(light.mean() - 1) < 0.01
    assert np.ptp(light) > 0.2
