"""The machine's clocks."""

import time

from gateway.clock import Clock, SystemClock


def test_the_system_clock_tells_both_times() -> None:
    """One clock tells Unix time, the other only goes forward."""
    clock: Clock = SystemClock()
    assert abs(clock.now() - time.time()) < 5
    first = clock.monotonic()
    assert clock.monotonic() >= first
