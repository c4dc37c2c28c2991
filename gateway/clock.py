"""The time, as the shells of the gateway ask for it. Pure code takes the time as an argument instead."""

import time
from datetime import timedelta, timezone
from typing import Final, Protocol

JAPAN: Final = timezone(timedelta(hours=9), "JST")  # no daylight saving; a server's own zone would mislead a hearing


class Clock(Protocol):
    """Two clocks: one that people read, one that never jumps."""

    def now(self) -> float:
        """Unix seconds; for records, codes and certificates."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; for ages and limits."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from an arbitrary start."""
        return time.monotonic()
