"""A time as people and reports read it. Pure."""

from datetime import datetime

from gateway.clock import JAPAN


def when(at: float | None) -> str | None:
    """A time (Unix seconds) in ISO 8601 with Japan's offset, to the second."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, JAPAN).isoformat(timespec="seconds")
