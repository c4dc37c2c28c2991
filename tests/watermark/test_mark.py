"""Marks as numbers and as hex digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watermark.mark import Mark


@given(session=st.integers(0, 2**48 - 1), slot=st.integers(0, 2**16 - 1))
def test_hex_goes_there_and_back(session: int, slot: int) -> None:
    """Every mark is 16 hex digits, and those give the mark again."""
    mark = Mark(session, slot)
    assert len(mark.hex) == 16
    assert Mark.from_hex(mark.hex) == mark


@pytest.mark.parametrize(
    "text", ["", "0123", "0123456789abcdeg", "0x23456789abcdef", "0123456789abcdef0", "٠123456789abcdef"]
)
def test_other_text_is_refused(text: str) -> None:
    """Nothing but 16 ASCII hex digits is a mark."""
    with pytest.raises(ValueError, match="16 hex digits"):
        Mark.from_hex(text)


@pytest.mark.parametrize(("session", "slot"), [(-1, 0), (1 << 48, 0), (0, -1), (0, 1 << 16)])
def test_numbers_out_of_range_are_refused(session: int, slot: int) -> None:
    """A session has 48 bits and a slot 16."""
    with pytest.raises(ValueError, match="bits"):
        Mark(session, slot)
