"""The posture between two looks at this PC: how old it is, whether it may be sent, when the next look is due.

Pure; takes now (seconds, monotonic). Does not look itself and does not judge what was seen.
"""

from typing import Final

import msgspec

from wire.limits import POSTURE_EVERY
from wire.messages import Posture

USABLE: Final = 45.0  # seconds; half of what the gateway accepts, the rest is for the way there


class Vigil:
    """Remembers the newest posture. A look is under way from `looking` until `seen`."""

    def __init__(self) -> None:
        self._posture: Posture | None = None
        self._at = float("-inf")
        self._due: float | None = None

    @property
    def due(self) -> float | None:
        """When to look again; None while a look is under way."""
        return self._due

    @property
    def under_way(self) -> bool:
        """Whether somebody is looking, or has not begun to."""
        return self._due is None

    def looking(self) -> None:
        """A look begins."""
        self._due = None

    def seen(self, posture: Posture, now: float) -> None:
        """A look has ended with *posture*."""
        self._posture, self._at, self._due = posture, now, now + POSTURE_EVERY

    def usable(self, now: float) -> bool:
        """Whether the posture is fresh enough to join with."""
        return self._posture is not None and now - self._at < USABLE

    def aged(self, now: float) -> Posture | None:
        """The posture with its age as of *now*; None before the first look has ended."""
        if self._posture is None:
            return None
        return msgspec.structs.replace(self._posture, age=max(0.0, now - self._at))
