"""Which rows of tiles are as they were when the same rectangle was last looked at: told by digests, not by pixels.

A program that draws its whole window anew for one letter damages all of it. Comparing reads the screen and its shadow,
a digest the screen alone. The digests are 128 bits with a seed of the session's own, which nobody who draws on the
screen knows: that a change goes unseen has a chance of 2**-128 (ADR 0060).

Knows pixels and rectangles; not where they come from, nor what becomes of a change.
"""

import secrets
from typing import Final

import xxhash

from agent.damage import Pixels, bands_of
from wire.geometry import Rect

WORTH: Final = 1 << 17  # pixels of a rectangle below which comparing takes no longer
_KEPT: Final = 8  # rectangles: of a few windows that are drawn again and again
_RESTLESS: Final = 0.5  # of the rows of tiles: where more than that has changed, digests cost more than they save
_PATIENCE: Final = 8  # looks without digests after such a change


class Digests:
    """Of what has been seen of a screen. Whoever changes the shadow otherwise says so."""

    def __init__(self) -> None:
        self._seed = secrets.randbits(64)
        self._seen: dict[Rect, list[int]] = {}
        self._restless: dict[Rect, int] = {}

    def unlike(self, rect: Rect, pixels: Pixels) -> list[bool] | None:
        """For each row of tiles that *rect* touches, whether *pixels* may differ there from when it was last asked.

        None when nothing is known: anything may differ. Remembers *pixels*, which are (height, width, 4) uint8.
        """
        before = self._seen.pop(rect, None)  # first of all: a look that is not digested may change the shadow too
        if rect.area < WORTH or not pixels.flags.c_contiguous:
            return None
        left = self._restless.get(rect, 0)
        if left:
            self._restless[rect] = left - 1
            return None
        now = [xxhash.xxh3_128_intdigest(pixels[band].data, self._seed) for band in bands_of(rect)]
        self._keep(rect, now)
        if before is None:
            return None
        found = [one != other for one, other in zip(now, before, strict=True)]
        if sum(found) > _RESTLESS * len(found):
            self._restless[rect] = _PATIENCE
        return found

    def changed(self, rect: Rect, where: Rect) -> None:
        """The shadow has changed at *where*, when *rect* was looked at: what is known of other rectangles is not so."""
        for other in [other for other in self._seen if other != rect and other.intersection(where) is not None]:
            del self._seen[other]

    def clear(self) -> None:
        """The shadow is another one."""
        self._seen.clear()

    def _keep(self, rect: Rect, digests: list[int]) -> None:
        self._seen[rect] = digests
        while len(self._seen) > _KEPT:
            del self._seen[next(iter(self._seen))]
        while len(self._restless) > _KEPT:
            del self._restless[next(iter(self._restless))]
