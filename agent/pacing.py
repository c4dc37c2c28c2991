"""When the next picture may go, and how much may go with it. Pure; every method takes *now* (seconds, monotonic).

Acknowledgements decide, because TCP hides its queue: what is under way is about one base round trip and one picture,
so that the next is drawn from the screen as it is *then*, not as it was. Does not know what a picture shows.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from wire import limits
from wire.errors import RemoteProtocolError

INTERVAL: Final = 1 / 60  # seconds between pictures on average: a faster screen is rare, a slower one is seen
SLACK: Final = 2 * INTERVAL  # seconds that pictures may come early: a key's echo must not wait for its caret
SHARE: Final = (
    0.03  # seconds of the line that one picture's repairs may take; a key press waits for `LEAD` more at most
)
FIRST_RATE: Final = 1_250_000.0  # bytes a second believed at first: 10 Mbit/s
LARGE: Final = 8 * 1024  # bytes; smaller pictures are letters: they measure the round trip, not the line
# Seconds before the line is free that repairs may go: long enough to make the next ones, and to have them meet those
# before on the line, which is how a line shows that it is quicker than believed.
LEAD: Final = SHARE / 2
_BLINK: Final = 1e-3  # seconds; nothing shorter can be told from the clock's own noise
ATTENDED: Final = 0.5  # seconds after a key or click in which its echo, or the next one's, must not wait for repairs
_YIELDING: Final = 4  # times less of the line for repairs meanwhile, and only when it is quite free
_LEAST_REPAIRS: Final = 2 * 1024  # bytes; even the slowest line settles in the end
_WEIGHT: Final = 0.25  # of a new sample in the average
_TELLING: Final = 64 * 1024  # bytes; of a larger picture's time, a larger share is the line's and not the processors'
_MOST_WEIGHT: Final = 0.75
QUEUE: Final = 1 / 30  # seconds of the line that may be taken when the next picture goes: it is not made to wait longer
_NOISE: Final = 0.03  # seconds that either end's processor may be busy: no sign of a slower line
_LEAST_WINDOW: Final = 2  # pictures: one on the line while the next is made
_LOOK: Final = 1 / 30  # seconds between looks for letters while the line is busy: each costs a look at all that moves
_LONG: Final = 0.05  # seconds that pictures keep the line, from which on the next is not put behind one
_PAUSE: Final = 0.25  # of a picture's time, between two such: letters beside a film have the line to themselves
MOST: Final = limits.UNACKNOWLEDGED_PICTURES - 2  # a letter, a glimpse and its picture may go together
_ROUTE: Final = 15.0  # seconds; a shortest round trip older than one to two of these is another route's


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the line gives one picture: its *rate* in bytes a second, and bytes of *repairs* that may go along.

    Unless *large*, a letter may go and no more: the line is busy.
    """

    rate: float
    repairs: int
    large: bool = True


@dataclass(frozen=True, slots=True)
class _Sent:
    number: int
    size: int  # bytes
    at: float


class Pacer:
    """Counts pictures out and acknowledgements in."""

    def __init__(self) -> None:
        self._under_way: deque[_Sent] = deque()
        self._number = 0
        self._due = 0.0
        self._looked_at = -math.inf
        self._touched_at = -math.inf
        self._rate = FIRST_RATE
        self._shortest = (math.inf, math.inf)  # round trips: of the present `_ROUTE` seconds, and of those before
        self._route_since = -math.inf
        self._service = INTERVAL  # seconds that a large picture keeps the line or the viewer busy, whichever is longer
        self._shown_at = -math.inf  # when the last acknowledged picture had arrived, less the viewer's work on it
        self._large_at = -math.inf  # the same of the last large picture
        self._busy_until = -math.inf  # when the line will have carried what was sent, if the estimate holds

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
        return min(self._shortest)

    @property
    def window(self) -> int:
        """How many large pictures may be under way: a base round trip of them, one on the line and one being made."""
        if not math.isfinite(self.round_trip):
            return _LEAST_WINDOW
        return min(MOST, _LEAST_WINDOW + int(self.round_trip / self._service))

    def wait(self, now: float) -> float | None:
        """Seconds until a picture may go; None until an acknowledgement has come."""
        large = sum(sent.size >= LARGE for sent in self._under_way)
        if large >= self.window or len(self._under_way) >= MOST:
            return None
        # The estimate alone never holds a line empty: a busy processor looks like a slow line. Where each picture takes
        # long, though, a letter would have to wait for two: then the line is left free for a while in between.
        slow = self._service > _LONG
        apart = self._service * _PAUSE if slow else -QUEUE
        queue = self._busy_until + apart - now if large >= (1 if slow else _LEAST_WINDOW) else 0.0
        return max(0.0, self._due - SLACK - now, queue)

    def letter_wait(self, now: float) -> float | None:
        """Seconds until the screen may be looked at for a letter, which goes although the line is busy."""
        if len(self._under_way) >= MOST:
            return None
        return max(0.0, self._due - SLACK - now, self._looked_at + _LOOK - now)

    def looked(self, now: float) -> None:
        """The screen has been looked at for a letter, whether there was one or not."""
        self._looked_at = now

    def touched(self, now: float) -> None:
        """A key or a button has been pressed or let go: what it changes is to be seen soon."""
        self._touched_at = now

    def _attended(self, now: float) -> bool:
        return now - self._touched_at < ATTENDED

    def line_wait(self, now: float) -> float:
        """Seconds until the line will have carried what was sent."""
        return max(0.0, self._busy_until - now)

    def repair_wait(self, now: float) -> float:
        """Seconds until repairs may go: into a line that is as good as free, whereas changes do not wait."""
        return max(0.0, self.line_wait(now) - (0.0 if self._attended(now) else LEAD))

    def next_number(self) -> int:
        """The number that the next picture will bear."""
        return self._number + 1

    def sent(self, size: int, now: float, *, follows: bool = False) -> int:
        """A picture of *size* bytes goes: its number. The caller has asked `wait` first.

        One that *follows* shows the same moment as the one before, and takes no turn of its own.
        """
        if len(self._under_way) >= limits.UNACKNOWLEDGED_PICTURES:
            raise AssertionError("a picture too many under way")
        self._number += 1
        self._under_way.append(_Sent(self._number, size, now))
        self._busy_until = max(self._busy_until, now) + size / self._rate
        if not follows:
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

    def allowance(self, now: float) -> "Allowance":
        """What the next picture may take: repairs only while the line is free."""
        share = SHARE / _YIELDING if self._attended(now) else SHARE
        repairs = max(_LEAST_REPAIRS, int(self._rate * share)) if self.repair_wait(now) == 0.0 else 0
        return Allowance(self._rate, repairs, large=self.wait(now) == 0.0)

    def _measure(self, sent: _Sent, decode: float, now: float) -> None:
        arrived = now - decode
        self._note_round_trip(max(_BLINK, arrived - sent.at), now)
        if sent.size >= LARGE:
            self._learn_from(sent, arrived)
            self._large_at = arrived
            service = max(INTERVAL, decode, sent.size / self._rate)
            self._service += (service - self._service) * _WEIGHT
        self._shown_at = arrived
        if not self._under_way:
            self._busy_until = min(self._busy_until, now)  # all has arrived: the estimate was too low

    def _learn_from(self, sent: _Sent, arrived: float) -> None:
        """What a large picture tells of the line's rate."""
        if self._large_at > sent.at + self.round_trip:
            # It waited behind another large one: the time between the two is the line's. A late acknowledgement makes
            # one of them look slow and the next as quick, so both count alike.
            self._learn(arrived - self._large_at, sent.size)
            return
        whole = max(_BLINK, arrived - sent.at - self.round_trip * 0.8)
        expected = sent.size / self._rate
        # The line began with this picture when it was sent, or when it was done with the one before. But a letter that
        # was acknowledged late makes what follows look quick, so quicker is believed only of the whole way.
        carrying = min(whole, arrived - self._shown_at + self.round_trip * 0.2)
        if whole < expected:
            self._learn(whole, sent.size, min(_MOST_WEIGHT, _WEIGHT * max(1.0, sent.size / _TELLING)))
        elif carrying > expected + _NOISE:
            self._learn(carrying, sent.size)

    def _learn(self, seconds: float, size: int, weight: float = _WEIGHT) -> None:
        """*size* bytes have taken *seconds*. A byte's time is averaged: a line that became slow is believed at once."""
        self._rate = 1 / ((1 - weight) / self._rate + weight * max(_BLINK, seconds) / size)

    def _note_round_trip(self, took: float, now: float) -> None:
        present, before = self._shortest
        if now - self._route_since > _ROUTE:
            self._route_since, present, before = now, math.inf, present
        self._shortest = (min(present, took), before)
