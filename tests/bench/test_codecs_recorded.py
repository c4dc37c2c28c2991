"""Recorded screens: kept to the bit, and those in the repository are what they are said to be."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.codecs.recorded import keep, names, play


def test_what_is_kept_is_played_to_the_bit(tmp_path: Path) -> None:
    """Every colour of every pixel, noise too, comes back; the same screens give the same file."""
    screens = [np.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=np.uint8) for seed in range(5)]
    keep("noise", screens, tmp_path)
    assert names(tmp_path) == ["noise"]
    assert all(np.array_equal(*pair) for pair in zip(screens, play("noise", tmp_path), strict=True))
    first = (tmp_path / "noise.mkv").read_bytes()
    keep("noise", screens, tmp_path)
    assert (tmp_path / "noise.mkv").read_bytes() == first


@pytest.mark.parametrize("name", names())
def test_a_recording_is_of_an_office_screen_that_moves(name: str) -> None:
    """1600 x 900, and no picture like the one before."""
    screens = list(play(name))
    assert len(screens) > 20
    assert {screen.shape for screen in screens} == {(900, 1600, 3)}
    assert all(not np.array_equal(one, next_) for one, next_ in pairwise(screens))
