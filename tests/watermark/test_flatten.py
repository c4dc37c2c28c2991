"""What repeats in a place of a picture, and what does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.flatten import PART, flatten

_NOISE = np.random.default_rng(3).normal(0, 1, (320, 416)).astype(np.float32)


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_moire_ten_times_as_strong_as_the_rest_is_all_but_gone() -> None:
    """Of a wave that hides noise, which bends and differs from place to place, the noise comes out again."""
    y, x = np.mgrid[:320, :416]
    moire = (10 * np.cos(x / 3 + y / 5 + np.square(x - 200) / 3000)).astype(np.float32)
    assert _alike(_NOISE + moire, _NOISE) < 0.2
    assert _alike(flatten(_NOISE + moire), _NOISE) > 0.7


def test_what_has_all_waves_alike_stays() -> None:
    """Noise, and so the mark, is kept in place and sign."""
    assert _alike(flatten(_NOISE), _NOISE) > 0.85


def test_the_strength_stays() -> None:
    """Cells are weighed against each other by the residue's own strength."""
    assert float(np.std(flatten(7 * _NOISE))) == pytest.approx(float(np.std(7 * _NOISE)), rel=1e-4)


@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from([PART // 2, PART]))
def test_every_size_keeps_its_size(height: int, width: int, part: int) -> None:
    """Strips, and pictures smaller than a part, are nothing special; nothing stays nothing."""
    assert flatten(_NOISE[:height, :width], part).shape == (height, width)
    assert not flatten(np.zeros((height, width), np.float32), part).any()
