"""Whether what moves goes exactly, as video, or as video of half its size. Pure: pixels, bytes and seconds.

On a line so quick that it hardly feels it, what moves goes exactly: that takes a third of the office PC's time that
video takes, and nothing is left to repair. Whether it can is found out by trying, once in a while.

A first picture of dense text takes most of a second of a slow line, and nothing can be shown meanwhile. A picture of
half the size takes a quarter of it; what has come to rest is repaired whatever it was sent as. Counts pixels and does
not know them or what a picture shows; of the coders it knows the rate from which their bytes are cheap.
"""

import math
from typing import Final

from agent.encode.codecs import QUICK

FIRST: Final = 0.19  # bytes a pixel of a first picture of dense text, as rough as the mark endures; a letter has 0.12
SLOW: Final = 0.5  # seconds of the line for a first picture, from which on what moves goes at half its size
EXACT: Final = 1 / 60  # seconds of the line that a picture may take exactly: half of it at 30 pictures a second
MOST_EXACT: Final = 384 * 1024  # bytes of such a picture on any line: the office's line has other people on it
TEXT: Final = 0.2  # bytes a pixel of a page of text, stamped; a photograph takes 2
TRIED: Final = 2.0  # seconds for which it is remembered what takes too much
_CERTAIN: Final = 2.0  # times faster than that, until it goes at full size again: each change costs a first picture
PATIENCE: Final = 0.1  # seconds of the line that a picture may take without a glimpse of it going before


class Fineness:
    """Remembers what it said last, so that a line whose rate varies a little does not change its mind."""

    def __init__(self) -> None:
        self._half = False
        self._density = TEXT  # bytes a pixel of what moves, when it last went exactly
        self._tried_at = -math.inf

    def most_exact(self, rate: float, now: float) -> float:
        """Bytes that what moves may take exactly, on a line of *rate* bytes a second; 0 where bytes are dear.

        Twice as much for the first one in a while: how quick a quick line is shows only when it has something to do.
        """
        if rate < QUICK:
            return 0.0
        seconds = EXACT if self._remembers(now) else 2 * EXACT
        return min(rate * seconds, MOST_EXACT)

    def guess(self, pixels: int, now: float) -> float:
        """Bytes that *pixels* of what moves will take exactly, as far as is known."""
        return pixels * (self._density if self._remembers(now) else min(self._density, TEXT))

    def took(self, size: int, pixels: int, now: float) -> None:
        """*pixels* of what moves took *size* bytes exactly."""
        self._density, self._tried_at = size / pixels, now

    def _remembers(self, now: float) -> bool:
        return now - self._tried_at <= TRIED

    def half(self, pixels: int, rate: float) -> bool:
        """Whether what moves in *pixels* of the screen goes at half its size, on a line of *rate* bytes a second."""
        seconds = pixels * FIRST / rate
        self._half = seconds > (SLOW / _CERTAIN if self._half else SLOW)
        return self._half


def wants_glimpse(size: int, rate: float) -> bool:
    """Whether a picture of *size* bytes keeps somebody waiting so long that a rough one goes before it."""
    return size > rate * PATIENCE
