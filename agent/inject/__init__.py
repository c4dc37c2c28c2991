"""Pressing keys and moving the pointer on the office desktop: what every backend offers, and the choice among them.

Keys are positions (evdev codes), not characters: the input method lives on the office PC. Does not know which keys
are down (`session`) or who asked.
"""

import sys
from typing import Protocol

from agent.errors import DesktopError


class Injector(Protocol):
    """One desktop's keyboard and pointer. Every method may raise `DesktopError`."""

    def key(self, code: int, down: bool) -> None:  # noqa: FBT001 - a state, told by its name
        """Press or let go of the key with evdev *code*."""
        ...

    def button(self, button: int, down: bool) -> None:  # noqa: FBT001 - a state, told by its name
        """Press or let go of a pointer button: 1 left, 2 middle, 3 right, 8 back, 9 forward."""
        ...

    def pointer(self, x: int, y: int) -> None:
        """Move the pointer to a pixel of the screen."""
        ...

    def wheel(self, dx: int, dy: int) -> None:
        """Turn the wheel by notches: positive is right and down."""
        ...

    def let_go(self) -> None:
        """Release every key and button that is down: what an agent that was killed had pressed stays pressed."""
        ...

    def close(self) -> None:
        """Let go of the desktop. Twice is once."""
        ...


def open_injector(display: str | None) -> Injector:
    """The injector for this system; raises `DesktopError` when there is no desktop."""
    if sys.platform == "win32":
        from agent.inject.windows import WindowsInjector  # noqa: PLC0415 - only where it exists, or when it is needed

        return WindowsInjector()
    if sys.platform == "linux":
        from agent.inject.x11 import X11Injector  # noqa: PLC0415 - only where it exists, or when it is needed

        return X11Injector(display)
    raise DesktopError("Office PCs run Windows, or Linux with X11.")
