"""When to try again: pure, with jitter, so that a town hall of clients does not return all at once."""

from collections.abc import Callable
from typing import Final

FIRST: Final = 0.25  # seconds; a line that blinks is back at once
FACTOR: Final = 1.7
WATCHED: Final = 1.0  # seconds; a person is looking at the dimmed picture
PATIENCE: Final = 240  # tries, of some three minutes in all; after that hardly anybody is looking
LONGEST: Final = 8.0  # seconds


class Backoff:
    """Growing delays. *chance* gives numbers in [0, 1)."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._tries = 0

    def next(self) -> float:
        """Seconds to wait before the next try: between half of the nominal delay and all of it."""
        tries, longest = (self._tries, WATCHED) if self._tries < PATIENCE else (self._tries - PATIENCE, LONGEST)
        nominal = min(longest, FIRST * FACTOR**tries)
        self._tries = min(self._tries + 1, PATIENCE + 32)
        return nominal * (0.5 + 0.5 * self._chance())

    def reset(self) -> None:
        """It worked: begin again with the shortest delay."""
        self._tries = 0
