"""This PC's own desktop, as the service asks for it."""

import contextlib

from agent.desk import Desk, open_desk
from agent.inject import open_injector
from agent.lock import lock_desktop
from agent.resolution import open_resolution


class LocalDesktop:
    """See `agent.desk.Desktop`. *display* names an X display; None is the session's own."""

    def __init__(self, display: str | None) -> None:
        self._display = display

    def open(self) -> Desk:
        """Open it for one session."""
        return open_desk(self._display)

    def let_go(self) -> None:
        """Release what is pressed, and give the screen its own resolution back."""
        with contextlib.closing(open_injector(self._display)) as injector:
            injector.let_go()
        with contextlib.closing(open_resolution(self._display)) as resolution:
            resolution.restore()

    def lock(self) -> None:
        """Lock it where that is offered."""
        lock_desktop(self._display)
