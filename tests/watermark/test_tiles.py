"""Runs of tiles."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis.extra import numpy as arrays

from watermark.tiles import Mask, runs


@given(arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_runs_are_the_flags_and_do_not_touch(mask: Mask) -> None:
    """Painted again they make the same mask; between two runs of a row there is a gap; rows without flags have none."""
    painted = np.zeros_like(mask)
    for row, found in runs(mask).items():
        assert found
        for (_, end), (start, _) in pairwise(found):
            assert end < start
        for start, end in found:
            painted[row, start:end] = True
    assert np.array_equal(painted, mask)
