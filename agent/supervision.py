"""When a service should start the agent in the desktop session of whoever is logged in. Pure; takes *now*.

A Windows service lives in session 0, which has no desktop: the agent itself must run in the console's session and
follow it when another person logs in. Knows session numbers and exits; starts nothing.
"""

from dataclasses import dataclass
from typing import Final

NOBODY: Final = 0xFFFFFFFF  # what Windows answers while the console changes hands
PAUSE: Final = 5.0  # seconds between an agent's end and its next start


@dataclass(frozen=True, slots=True)
class Start:
    """Start the agent in desktop session *session*."""

    session: int


@dataclass(frozen=True, slots=True)
class StopAgent:
    """End the agent: its session is no longer the console's."""


class Supervisor:
    """Looks at the console's session and at the agent's life, and says what to do."""

    def __init__(self) -> None:
        self._running_in: int | None = None
        self._not_before = 0.0

    def look(self, console: int, *, alive: bool, now: float) -> Start | StopAgent | None:
        """What to do, given the *console*'s session and whether the agent started last is still *alive*."""
        if self._running_in is not None and not alive:
            self._running_in = None
            self._not_before = now + PAUSE
        if self._running_in is not None:
            return StopAgent() if console != self._running_in else None
        if console == NOBODY or now < self._not_before:
            return None
        self._running_in = console
        return Start(console)
