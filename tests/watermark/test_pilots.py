"""What the pilots were chosen for."""

import numpy as np

from watermark.pilots import PHASES, WAVES, pilot_cells


def test_no_two_pilots_share_a_direction() -> None:
    """There is one in every 15 degrees of the half circle, so that any affine map can be solved."""
    angles = np.sort(np.degrees(np.arctan2(WAVES[:, 1], WAVES[:, 0])) % 180)
    gaps = np.diff([*angles, angles[0] + 180])
    assert gaps.max() < 30
    assert len(np.unique(angles.round(3))) >= 11


def test_the_tile_has_one_place_where_all_agree() -> None:
    """The sum of the waves repeats nowhere within the tile by more than 0.6."""
    table = np.zeros((64, 64))
    table[WAVES[:, 1].astype(int) % 64, WAVES[:, 0].astype(int) % 64] = 1
    agreement = np.fft.ifft2(table).real * 64 * 64 / len(WAVES)
    for y in range(-2, 3):
        for x in range(-2, 3):
            agreement[y, x] = 0
    assert agreement.max() < 0.6


def test_upside_down_is_another_picture() -> None:
    """Turned by 180 degrees the phases contradict, at every shift: orientation is unambiguous."""
    phasors = np.exp(1j * PHASES)
    table = np.zeros((64, 64), complex)
    table[WAVES[:, 1].astype(int) % 64, WAVES[:, 0].astype(int) % 64] = phasors**2
    assert np.abs(np.fft.ifft2(table).real).max() * 64 * 64 / len(WAVES) < 0.9


def test_they_stay_faint_together() -> None:
    """Nowhere do twelve waves of amplitude 1 add up to more than 7."""
    assert np.abs(pilot_cells()).max() < 7
