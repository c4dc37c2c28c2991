"""The seal on a payload."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.marked import KEY, MARK
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.payload import PAYLOAD_BITS, MacError, seal, unseal


@given(session=st.integers(0, 2**48 - 1), slot=st.integers(0, 2**16 - 1))
def test_what_is_sealed_is_unsealed(session: int, slot: int) -> None:
    """The key that sealed a mark opens it."""
    bits = seal(KEY, Mark(session, slot))
    assert bits.shape == (PAYLOAD_BITS,)
    assert unseal(KEY, bits) == Mark(session, slot)


@pytest.mark.parametrize("position", range(PAYLOAD_BITS))
def test_no_bit_may_change(position: int) -> None:
    """One wrong bit, of the mark or of the MAC, breaks the seal."""
    bits = seal(KEY, MARK)
    bits[position] ^= 1
    with pytest.raises(MacError):
        unseal(KEY, bits)


def test_another_key_does_not_open() -> None:
    """A seal is of one key."""
    with pytest.raises(MacError):
        unseal(MarkKey.new(), seal(KEY, MARK))


@pytest.mark.parametrize("other", [Mark(MARK.session, MARK.slot ^ 1), Mark(MARK.session ^ 1, MARK.slot)])
def test_neighbours_have_nothing_in_common(other: Mark) -> None:
    """Two slots of one session, or two sessions that follow each other, differ in about half of all bits."""
    different = int(np.sum(seal(KEY, MARK) != seal(KEY, other)))
    assert 30 < different < 82


@given(bits=st.binary(min_size=14, max_size=14))
def test_chance_does_not_seal(bits: bytes) -> None:
    """Arbitrary payloads are refused."""
    with pytest.raises(MacError):
        unseal(KEY, np.unpackbits(np.frombuffer(bits, np.uint8)))
