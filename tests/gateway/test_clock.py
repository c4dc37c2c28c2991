"""The machine's clocks."""

import time

from gateway.clock import SystemClock


def test_the_clocks_are_the_machines_own() -> None:
    """Unix time is Unix time, and the monotonic clock does not go back."""
    clock = SystemClock()
    assert abs(clock.now() - time.time()) < 5
    assert clock.monotonic() <= clock.monotonic()
