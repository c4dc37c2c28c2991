"""How long to wait before the next try: full jitter, growing to a cap. Pure; takes its randomness.

The first tries come quickly, because most lines break for a second; the spread keeps ten thousand office PCs from
coming back in the same moment after the gateway restarts. Does not know what is tried.
"""

import random
from typing import Final

FIRST: Final = 0.5  # seconds: the widest first wait
CAP: Final = 30.0  # seconds: the widest wait of all
HEALTHY_AFTER: Final = 60.0  # seconds a line must have stood for the count to start anew
_DOUBLINGS: Final = 16  # 0.5 s * 2**16 is far above the cap; more would overflow after a long night


class Backoff:
    """Counts the tries of one line."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._tries = 0

    @property
    def ceiling(self) -> float:
        """The longest that the next wait can be, in seconds."""
        return min(CAP, FIRST * 2.0 ** min(self._tries, _DOUBLINGS))

    def failed(self, stood_for: float = 0.0, at_least: float = 0.0) -> float:
        """A try failed, or a line broke that had stood *stood_for* seconds: the seconds to wait before the next.

        *at_least* is what the gateway asked for; it is kept to, up to the cap.
        """
        if stood_for >= HEALTHY_AFTER:
            self._tries = 0
        wait = self._dice.uniform(0.0, self.ceiling)
        self._tries += 1
        return min(CAP, max(wait, at_least))
