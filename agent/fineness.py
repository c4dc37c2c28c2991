"""Whether what moves goes at its full size, at half of it, or at half first and full behind. Pure: bytes and seconds.

A first picture of dense text takes most of a second of a slow line, and nothing can be shown meanwhile. A picture of
half the size takes a quarter of it; what has come to rest is repaired whatever it was sent as. Does not know pixels,
codecs or what a picture shows.
"""

from typing import Final

FIRST: Final = 0.19  # bytes a pixel of a first picture of dense text, as rough as the mark endures; a letter has 0.12
SLOW: Final = 0.5  # seconds of the line for a first picture, from which on what moves goes at half its size
_CERTAIN: Final = 2.0  # times faster than that, until it goes at full size again: each change costs a first picture
PATIENCE: Final = 0.1  # seconds of the line that a picture may take without a glimpse of it going before


class Fineness:
    """Remembers what it said last, so that a line whose rate varies a little does not change its mind."""

    def __init__(self) -> None:
        self._half = False

    def half(self, pixels: int, rate: float) -> bool:
        """Whether what moves in *pixels* of the screen goes at half its size, on a line of *rate* bytes a second."""
        seconds = pixels * FIRST / rate
        self._half = seconds > (SLOW / _CERTAIN if self._half else SLOW)
        return self._half


def wants_glimpse(size: int, rate: float) -> bool:
    """Whether a picture of *size* bytes keeps somebody waiting so long that a rough one goes before it."""
    return size > rate * PATIENCE
