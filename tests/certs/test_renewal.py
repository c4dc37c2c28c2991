"""Renewal falls due in the last third of a life, and stays due."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.renewal import due, due_at, wait

times = st.floats(0, 4e9)
lifetimes = st.floats(1, 4e8)


@pytest.mark.parametrize(
    ("now", "expected"), [(0, False), (59.9, False), (60, True), (89, True), (90, True), (500, True)]
)
def test_it_falls_due_in_the_last_third(now: float, expected: bool) -> None:  # noqa: FBT001  # a row of the table
    """Of 90 seconds the first 60 are quiet; from then on, and after expiry, renewal is due."""
    assert due(90, 90, now) is expected


def test_an_unreadable_clock_is_a_reason_to_renew() -> None:
    """With no number for a time, renewal is tried rather than forgotten."""
    assert due(90, 90, math.nan)


@given(expires_at=times, lifetime=lifetimes, now=times)
def test_waiting_ends_when_it_is_due(expires_at: float, lifetime: float, now: float) -> None:
    """There is nothing to wait for exactly when renewal is due."""
    assert (wait(expires_at, lifetime, now) == 0) is due(expires_at, lifetime, now)


@given(expires_at=times, lifetime=lifetimes, now=times, later=st.floats(0, 1e9))
def test_once_due_it_stays_due(expires_at: float, lifetime: float, now: float, later: float) -> None:
    """Time does not undo it."""
    assert not due(expires_at, lifetime, now) or due(expires_at, lifetime, now + later)


@given(expires_at=times, lifetime=lifetimes)
def test_it_is_due_before_expiry(expires_at: float, lifetime: float) -> None:
    """There is always time left to renew in."""
    assert due_at(expires_at, lifetime) < expires_at
