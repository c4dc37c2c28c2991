"""The mark of a session: what the office PC gets, and what it cannot get."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.marks import SLOT_SECONDS, label_of, overlay_for, slot_at, slot_begins
from gateway.policy import Policy
from gateway.secret import Secret
from tests.fakes.grants import IDENTITY, OFFICE, a_session
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.pattern import STRENGTHS, pattern_for
from wire.codec import encode
from wire.messages import NewOverlay

KEY = Secret(bytes(range(32)))


def test_the_label_says_who_where_and_when_in_japan() -> None:
    """ID, name, office PC, date and time, whatever zone the server is in."""
    assert label_of(IDENTITY, OFFICE, 1_795_410_300.0) == "131016-0001 関所 花子 総務課-012 2026-11-23 14:05"
    own = label_of(IDENTITY, OFFICE, 1_795_410_300.0, "取扱注意")
    assert own == "取扱注意 131016-0001 関所 花子 総務課-012 2026-11-23 14:05"


def test_a_long_name_does_not_push_the_time_off_the_label() -> None:
    """Names are cut, the time never."""
    label = label_of(replace(IDENTITY, name="長" * 256), replace(OFFICE, name="い" * 256), 1_795_410_300.0)
    assert label.startswith("131016-0001 長")
    assert label.endswith(" 2026-11-23 14:05")
    assert len(label) <= 256


@given(st.floats(0, 2**31), st.floats(0, 10**6))
def test_a_slot_holds_its_moment(opened_at: float, after: float) -> None:
    """The time of a picture lies in the ten minutes that its slot names."""
    now = opened_at + after
    begins = slot_begins(opened_at, slot_at(opened_at, now))
    assert begins - 1e-3 <= now < begins + SLOT_SECONDS + 1e-3


def test_a_clock_that_goes_back_does_not_make_a_negative_slot() -> None:
    """The first slot is number 0, even before its time."""
    assert slot_at(1000.0, 400.0) == 0


@pytest.mark.parametrize("slot", [0, 1, 71])
def test_the_overlay_carries_the_pattern_of_its_session_and_slot(slot: int) -> None:
    """The bytes are those of the mark's pattern, they fit their message, and the key is not in them."""
    session = a_session(0x0123456789AB)
    overlay = overlay_for(KEY, IDENTITY, OFFICE, session, slot, Policy())
    expected = pattern_for(MarkKey.from_bytes(KEY.reveal()), Mark(session.number, slot))
    assert overlay.pattern == expected.to_bytes()
    assert KEY.reveal() not in encode(NewOverlay(session.number, overlay))
    assert overlay.label == label_of(IDENTITY, OFFICE, slot_begins(session.opened_at, slot))


def test_the_bounds_of_the_policy_are_those_of_the_pattern() -> None:
    """What an organisation may set is what a pattern can be made with, and the overlay is made with it."""
    session = a_session(0x0123456789AB)
    for strength in (STRENGTHS[0], STRENGTHS[-1]):
        assert msgspec.convert({"mark_strength": strength}, Policy).mark_strength == strength
        overlay = overlay_for(KEY, IDENTITY, OFFICE, session, 3, Policy(mark_strength=strength))
        expected = pattern_for(MarkKey.from_bytes(KEY.reveal()), Mark(session.number, 3), strength)
        assert overlay.pattern == expected.to_bytes()
    for outside in (STRENGTHS[0] - 1, STRENGTHS[-1] + 1):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"mark_strength": outside}, Policy)
