"""How long the line has been away, when to try again, and when to stop. Pure; takes now (seconds, monotonic)."""

from client.backoff import Backoff


class Absence:
    """Begins with `begin`, lasts until `end`. *within* is how long the gateway lets us come back without a code."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._since: float | None = None
        self._retry_at: float | None = None
        self.within = 0.0

    @property
    def lasting(self) -> bool:
        """Whether the line is away, or only just being restored."""
        return self._since is not None

    @property
    def wake_at(self) -> float | None:
        """When the next thing is to be done about it."""
        times = [at for at in (self._retry_at, self._deadline) if at is not None]
        return min(times, default=None)

    @property
    def _deadline(self) -> float | None:
        return None if self._since is None else self._since + self.within

    def begin(self, now: float) -> None:
        """The line is lost, if it was not already."""
        if self._since is None:
            self._since = now

    def end(self, *, restored: bool) -> None:
        """It is over; *restored* when the line is back and not merely given up."""
        self._since = self._retry_at = None
        if restored:
            self._backoff.reset()

    def put_off(self, now: float) -> None:
        """Try again after the next delay."""
        self._retry_at = now + self._backoff.next()

    def hopeless(self, now: float) -> bool:
        """Whether the time to come back without a code is over."""
        return self._deadline is not None and now >= self._deadline

    def take_retry(self, now: float) -> bool:
        """Whether a try is due; it is due once."""
        if self._retry_at is None or now < self._retry_at:
            return False
        self._retry_at = None
        return True
