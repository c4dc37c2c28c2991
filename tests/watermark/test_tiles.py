"""Blocks of tiles."""

import numpy as np
from hypothesis import given
from hypothesis.extra import numpy as arrays

from watermark.tiles import Mask, blocks


@given(arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_blocks_are_disjoint_and_cover_exactly_the_flags(mask: Mask) -> None:
    """Each flag is in one of them, and nothing else."""
    painted = np.zeros(mask.shape, np.int32)
    for rows, columns in blocks(mask):
        painted[rows, columns] += 1
    assert np.array_equal(painted, mask)


def test_a_rectangle_of_flags_is_one_block() -> None:
    """Runs that are alike are joined downwards, and those of unlike lengths are not."""
    mask = np.zeros((6, 9), np.bool_)
    mask[1:4, 2:7] = True
    assert list(blocks(mask)) == [(slice(1, 4), slice(2, 7))]
    mask[3, 7] = True
    assert sorted(blocks(mask), key=lambda block: block[0].start) == [
        (slice(1, 3), slice(2, 7)),
        (slice(3, 4), slice(2, 8)),
    ]
