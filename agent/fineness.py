"""Whether what moves goes exactly, as photographs, as video, or as video of half its size. Pure: numbers alone.

On a line so quick that it hardly feels it, what moves goes exactly: that takes a third of the office PC's time that
video takes, and nothing is left to repair. Whether it can is found out by trying, once in a while. A film takes too
much so; each of its pictures goes as a photograph then, which takes half of the time that video takes.

A first picture of dense text takes most of a second of a slow line, and nothing can be shown meanwhile. A picture of
half the size takes a quarter of it; what has come to rest is repaired whatever it was sent as. Counts pixels and does
not know them or what a picture shows; of the coders it knows the rate from which their bytes are cheap.
"""

import math
from enum import Enum, auto
from typing import Final

from agent.encode.codecs import QUICK
from agent.encode.photograph import RICH

FIRST: Final = 0.19  # bytes a pixel of a first picture of dense text, as rough as the mark endures; a letter has 0.12
SLOW: Final = 0.5  # seconds of the line for a first picture, from which on what moves goes at half its size
BRIEF: Final = 1 / 60  # seconds of the line that a picture may take unless it is video: half of it at 30 a second
MOST: Final = 384 * 1024  # bytes of such a picture on any line: the office's line has other people on it
TEXT: Final = 0.2  # bytes a pixel of a page of text, stamped, exactly; a film takes 2
PHOTOGRAPH: Final = 0.3  # bytes a pixel of a film's picture as a photograph
TRIED: Final = 2.0  # seconds for which it is remembered what takes too much
_CERTAIN: Final = 2.0  # times faster than that, until it goes at full size again: each change costs a first picture
PATIENCE: Final = 0.1  # seconds of the line that a picture may take without a glimpse of it going before


class Way(Enum):
    """How what moves goes."""

    EXACT = auto()
    PHOTOGRAPH = auto()
    VIDEO = auto()


class Fineness:
    """Remembers what it said last, so that a line whose rate varies a little does not change its mind."""

    def __init__(self) -> None:
        self._half = False
        self._density = {Way.EXACT: TEXT, Way.PHOTOGRAPH: PHOTOGRAPH}  # bytes a pixel, when it last went so
        self._tried_at = {Way.EXACT: -math.inf, Way.PHOTOGRAPH: -math.inf}

    def way(self, pixels: int, rate: float, now: float) -> Way:
        """How *pixels* of what moves are to go on a line of *rate* bytes a second, as far as is known."""
        if pixels * self._guess(Way.EXACT, TEXT, now) <= self.most(Way.EXACT, rate, now):
            return Way.EXACT
        photographic = self._remembers(Way.EXACT, now) and self._density[Way.EXACT] > RICH
        dear = pixels * self._guess(Way.PHOTOGRAPH, PHOTOGRAPH, now) > self.most(Way.PHOTOGRAPH, rate, now)
        return Way.PHOTOGRAPH if photographic and not dear else Way.VIDEO

    def most(self, way: Way, rate: float, now: float) -> float:
        """Bytes that a picture of what moves may take in that *way*, not video; 0 where bytes are dear.

        Twice as much for the first one in a while: how quick a quick line is shows only when it has something to do.
        """
        if rate < QUICK:
            return 0.0
        seconds = BRIEF if self._remembers(way, now) else 2 * BRIEF
        return min(rate * seconds, MOST)

    def took(self, way: Way, size: int, pixels: int, now: float) -> None:
        """*pixels* of what moves took *size* bytes in that *way*, not video."""
        self._density[way], self._tried_at[way] = size / pixels, now

    def _guess(self, way: Way, usual: float, now: float) -> float:
        """Bytes a pixel of what moves: as last time if that is not long ago."""
        return self._density[way] if self._remembers(way, now) else min(self._density[way], usual)

    def _remembers(self, way: Way, now: float) -> bool:
        return now - self._tried_at[way] <= TRIED

    def half(self, pixels: int, rate: float) -> bool:
        """Whether what moves in *pixels* of the screen goes at half its size, on a line of *rate* bytes a second."""
        seconds = pixels * FIRST / rate
        self._half = seconds > (SLOW / _CERTAIN if self._half else SLOW)
        return self._half


def wants_glimpse(size: int, rate: float) -> bool:
    """Whether a picture of *size* bytes keeps somebody waiting so long that a rough one goes before it."""
    return size > rate * PATIENCE
