"""How good the line to the office PC is, and why it is slow when it is: pure, over what was measured.

Takes round trips and decoding times with their moments. Does not measure, and knows no words (`labels`).
"""

import enum
from collections import deque
from dataclasses import dataclass
from typing import Final

GOOD: Final = 60.0  # milliseconds of round trip: unnoticed
FAIR: Final = 150.0  # noticed, but usable
WINDOW: Final = 60.0  # seconds in which the best round trip is looked for
QUEUE: Final = 2.0  # times the best round trip: so much more means that something else fills the line
DECODE: Final = 25.0  # milliseconds a picture; beyond it this PC cannot show thirty a second
PICTURES: Final = 20  # the latest ones, of which the middle one counts


class Grade(enum.Enum):
    """How the line feels."""

    GOOD = "good"
    FAIR = "fair"
    SLOW = "slow"
    SILENT = "silent"


class Why(enum.Enum):
    """What makes it slow."""

    FAR = "far"  # even at its best the line takes long: mobile, satellite, a far relay
    BUSY = "busy"  # the line is quick when idle, and something fills it now
    THIS_PC = "this-pc"  # pictures come in time and are not drawn in time
    SILENT = "silent"  # nothing comes back at all


@dataclass(frozen=True, slots=True)
class Quality:
    """The line at a moment. *milliseconds* is the newest round trip, None while there is no answer."""

    grade: Grade
    milliseconds: float | None = None
    why: Why | None = None


class Gauge:
    """Keeps the latest measurements. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._trips: deque[tuple[float, float]] = deque()
        self._decodes: deque[float] = deque(maxlen=PICTURES)

    def decoded(self, milliseconds: float) -> None:
        """A picture was decoded in so long."""
        self._decodes.append(milliseconds)

    def answered(self, milliseconds: float, now: float) -> Quality:
        """A round trip took so long; what that means."""
        self._trips.append((now, milliseconds))
        while now - self._trips[0][0] > WINDOW:
            self._trips.popleft()
        best = min(trip for _, trip in self._trips)
        slow_here = bool(self._decodes) and sorted(self._decodes)[len(self._decodes) // 2] > DECODE
        if milliseconds < GOOD:
            return Quality(Grade.SLOW, milliseconds, Why.THIS_PC) if slow_here else Quality(Grade.GOOD, milliseconds)
        grade = Grade.FAIR if milliseconds < FAIR else Grade.SLOW
        if milliseconds > QUEUE * best and best < FAIR:
            return Quality(grade, milliseconds, Why.BUSY)
        return Quality(grade, milliseconds, Why.THIS_PC if slow_here else Why.FAR)

    @staticmethod
    def silent() -> Quality:
        """No answer for a while."""
        return Quality(Grade.SILENT, None, Why.SILENT)
