"""A token bucket: how many inputs may pass, given the time. Pure; takes now."""


class TokenBucket:
    """Allows *rate* events a second on average and *burst* at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._at = now

    def allow(self, now: float) -> bool:
        """Take one event at time *now* (seconds, monotonic) if there is room for it."""
        self._level = min(self._burst, self._level + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)
        if self._level < 1:
            return False
        self._level -= 1
        return True
