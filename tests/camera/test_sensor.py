"""Noise and numbers of a sensor."""

import numpy as np
import pytest

from tests.camera.sensor import BLACK, WHITE, Sensor, expose, metered


@pytest.mark.parametrize("level", [0.02, 0.2, 0.7])
def test_noise_is_that_of_the_electrons(level: float) -> None:
    """The variance, in electrons, is the light's own and the reading's, and the rest is the photosites' unevenness."""
    sensor = Sensor(2000, 3)
    raw = expose(np.full((400, 400), level, np.float32), sensor, np.random.default_rng(1))
    electrons = (raw.astype(np.float64) - BLACK) * sensor.electrons / (WHITE - BLACK)
    count = level * sensor.electrons
    steps = (sensor.electrons / (WHITE - BLACK)) ** 2 / 12
    assert electrons.mean() == pytest.approx(count, rel=0.01)
    assert electrons.var() == pytest.approx(count + 9 + (0.007 * count) ** 2 + steps, rel=0.03)


def test_too_much_light_is_white() -> None:
    """Beyond the limit nothing is told apart."""
    assert (expose(np.full((50, 50), 3.0, np.float32), Sensor(), np.random.default_rng(1)) == WHITE).all()


def test_the_meter_spares_the_high_lights() -> None:
    """A dark scene is exposed longer than a bright one, but not when a bright part would burn out."""
    assert metered(0.05, 0.2) > metered(0.8, 0.9)
    assert metered(0.05, 1.0) * 1.0 < 1
