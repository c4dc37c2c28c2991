"""Which rows of tiles are as they were when the same rectangle was last looked at: told by digests, not by pixels.

A program that draws its whole window anew for one letter damages all of it. Comparing reads the screen and its shadow,
a digest the screen alone. The digests are 128 bits with a seed of the session's own, which nobody who draws on the
screen knows: that a change goes unseen has a chance of 2**-128 (ADR 0060). A row that has just changed is compared the
next time without asking, and digested again once it rests: what moves costs no more than comparing.

Knows pixels and rectangles; not where they come from, nor what becomes of a change.
"""

import secrets
from collections.abc import Sequence
from typing import Final

import xxhash

from agent.damage import Change, Pixels, bands_of
from wire.geometry import Rect

WORTH: Final = 1 << 17  # pixels of a rectangle below which comparing takes no longer
_KEPT: Final = 8  # rectangles: of a few windows that are drawn again and again


class Digests:
    """Of what has been seen of a screen. Whoever changes the shadow otherwise says so."""

    def __init__(self) -> None:
        self._seed = secrets.randbits(64)
        self._seen: dict[Rect, list[int | None]] = {}  # a digest for each row of tiles; None for one that has changed

    def unlike(self, rect: Rect, pixels: Pixels) -> list[bool] | None:
        """For each row of tiles that *rect* touches, whether *pixels* may differ there from when it was last seen.

        None when nothing is known: anything may differ. *pixels* are (height, width, 4) uint8.
        """
        before = self._seen.get(rect)
        if before is None or not pixels.flags.c_contiguous:
            return None
        return [
            known is None or known != self._of(pixels[band]) for band, known in zip(bands_of(rect), before, strict=True)
        ]

    def seen(self, rect: Rect, pixels: Pixels, unlike: list[bool] | None, changes: Sequence[Change]) -> None:
        """The shadow is now as *pixels* in *rect*: all that differed, of what was *unlike*, is *changes*.

        What is known of other rectangles that it touches is so no longer.
        """
        before = self._seen.pop(rect, None)
        if rect.area >= WORTH and pixels.flags.c_contiguous:
            moved, bands = {row for change in changes for row in change.rows_within(rect)}, bands_of(rect)
            looked = unlike or [True] * len(bands)
            self._seen[rect] = [
                None if row in moved else self._of(pixels[band]) if asked else known
                for row, (band, asked, known) in enumerate(
                    zip(bands, looked, before or [None] * len(bands), strict=True)
                )
            ]
            while len(self._seen) > _KEPT:
                del self._seen[next(iter(self._seen))]
        for change in changes:
            where = change.rect
            for other in [other for other in self._seen if other != rect and other.intersection(where) is not None]:
                del self._seen[other]

    def clear(self) -> None:
        """The shadow is another one."""
        self._seen.clear()

    def _of(self, pixels: Pixels) -> int:
        return xxhash.xxh3_128_intdigest(pixels.data, self._seed)
