"""The machine's clocks, and those of the tests, which may be moved ahead: one suite for both."""

import time

import pytest

from gateway.clock import Clock, SystemClock
from tests.fakes.gateway import MovableClock


@pytest.fixture(params=[SystemClock, MovableClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    """Each kind in turn."""
    made: Clock = request.param()
    return made


def test_unix_time_is_the_machines(clock: Clock) -> None:
    """What stands in records agrees with every other program on the machine."""
    assert abs(clock.now() - time.time()) < 30


def test_the_monotonic_clock_does_not_go_back(clock: Clock) -> None:
    """Ages and limits are measured by it."""
    readings = [clock.monotonic() for _ in range(1000)]
    assert readings == sorted(readings)


def test_a_clock_moved_ahead_is_ahead_in_both() -> None:
    """A test that lets an hour pass lets it pass for records and for limits."""
    clock = MovableClock()
    now, monotonic = clock.now(), clock.monotonic()
    clock.ahead += 3600
    assert 3600 <= clock.now() - now < 3630
    assert 3600 <= clock.monotonic() - monotonic < 3630
