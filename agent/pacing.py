"""When the next picture may go, and how much may go with it. Pure; every method takes *now* (seconds, monotonic).

Acknowledgements decide, because TCP hides its queue: at most `limits.UNACKNOWLEDGED_PICTURES` pictures are under way,
so that the third is drawn from the screen as it is *then*, not as it was. Does not know what a picture shows.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from wire import limits
from wire.errors import RemoteProtocolError

INTERVAL: Final = 1 / 60  # seconds between pictures on average: a faster screen is rare, a slower one is seen
SLACK: Final = 2 * INTERVAL  # seconds that pictures may come early: a key's echo must not wait for its caret
SHARE: Final = 0.05  # seconds of the line that one picture's repairs may take: a key press waits no longer than that
FIRST_RATE: Final = 1_250_000.0  # bytes a second believed at first: 10 Mbit/s
_SMALLEST_SAMPLE: Final = 16 * 1024  # bytes; smaller pictures measure the round trip, not the line
_BLINK: Final = 1e-3  # seconds; nothing shorter can be told from the clock's own noise
_LEAST_REPAIRS: Final = 8 * 1024  # bytes; even the slowest line settles in the end
_WEIGHT: Final = 0.25  # of a new sample in the average


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the line gives one picture: its *rate* in bytes a second, and bytes of *repairs* that may go along."""

    rate: float
    repairs: int


@dataclass(frozen=True, slots=True)
class _Sent:
    number: int
    size: int  # bytes
    at: float
    alone: bool  # nothing else was under way: its acknowledgement measures the line


class Pacer:
    """Counts pictures out and acknowledgements in."""

    def __init__(self) -> None:
        self._under_way: deque[_Sent] = deque()
        self._number = 0
        self._due = 0.0
        self._rate = FIRST_RATE
        self._round_trip = float("inf")

    @property
    def under_way(self) -> int:
        """Pictures sent and not yet acknowledged."""
        return len(self._under_way)

    @property
    def rate(self) -> float:
        """What the line is believed to carry, in bytes a second."""
        return self._rate

    @property
    def round_trip(self) -> float:
        """The shortest time from a picture to its acknowledgement, in seconds; infinite before the first."""
        return self._round_trip

    def wait(self, now: float) -> float | None:
        """Seconds until a picture may go; None until an acknowledgement has come."""
        if len(self._under_way) >= limits.UNACKNOWLEDGED_PICTURES:
            return None
        return max(0.0, self._due - SLACK - now)

    def next_number(self) -> int:
        """The number that the next picture will bear."""
        return self._number + 1

    def sent(self, size: int, now: float) -> int:
        """A picture of *size* bytes goes: its number. The caller has asked `wait` first."""
        if len(self._under_way) >= limits.UNACKNOWLEDGED_PICTURES:
            raise AssertionError("a third picture under way")
        self._number += 1
        self._under_way.append(_Sent(self._number, size, now, alone=not self._under_way))
        self._due = max(self._due, now) + INTERVAL
        return self._number

    def acknowledged(self, number: int, decode: float, now: float) -> None:
        """The viewer shows picture *number*, after *decode* seconds of its own work.

        Raises `RemoteProtocolError` for a picture that is not the oldest under way: each is acknowledged once, in
        order.
        """
        if not self._under_way or self._under_way[0].number != number:
            raise RemoteProtocolError(f"picture {number} was acknowledged out of order")
        self._measure(self._under_way.popleft(), decode, now)

    def forget(self) -> None:
        """The viewer starts anew: what is under way will still be acknowledged, and counts until then."""
        self._rate = FIRST_RATE

    def allowance(self) -> "Allowance":
        """What the next picture may take."""
        return Allowance(self._rate, max(_LEAST_REPAIRS, int(self._rate * SHARE)))

    def _measure(self, sent: _Sent, decode: float, now: float) -> None:
        took = max(_BLINK, now - sent.at - decode)
        self._round_trip = min(self._round_trip, took)
        if sent.alone and sent.size >= _SMALLEST_SAMPLE:
            carrying = max(_BLINK, took - self._round_trip * 0.8)
            self._rate += (sent.size / carrying - self._rate) * _WEIGHT
