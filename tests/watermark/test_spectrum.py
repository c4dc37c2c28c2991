"""Spectra measured against waves put in on purpose."""

import numpy as np

from watermark.spectrum import spectrum


def _wave(
    frequency: tuple[float, float], phase: float, noise: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    y, x = np.mgrid[:300, :400]
    random = np.random.default_rng(1).normal(0, noise, (300, 400))
    return np.asarray(np.cos(2 * np.pi * (frequency[0] * x + frequency[1] * y) + phase) + random, np.float32)


def test_a_wave_is_found_to_a_fraction_of_a_bin() -> None:
    """A wave weaker than the noise is located to a twentieth of a bin."""
    truth = np.array([0.0613, -0.0377])
    where, power = spectrum(_wave((0.0613, -0.0377), 0, 3.0), even=False).peaks(truth[None] + 0.004, 3)
    assert np.abs(where - truth).max() < 0.1 / 400
    assert power > 50


def test_phase_is_that_at_the_centre() -> None:
    """The phase of a coefficient is the wave's at the middle of the picture, even a little beside its frequency."""
    seen = spectrum(_wave((0.06, 0.04), 0.5, 0.1))
    centre = 2 * np.pi * (0.06 * seen.centre[0] + 0.04 * seen.centre[1]) + 0.5
    for beside in (0.0, 0.0008):
        measured = np.angle(seen.at(np.array([0.06 + beside, 0.04])))
        assert np.abs(np.angle(np.exp(1j * (measured - centre)))) < 0.1


def test_noise_has_power_one() -> None:
    """Coefficients are in units of their neighbours: noise alone has mean power 1."""
    noise = np.random.default_rng(2).normal(0, 7, (256, 256)).astype(np.float32)
    assert 0.95 < np.mean(np.square(np.abs(spectrum(noise).coefficients))) < 1.05
