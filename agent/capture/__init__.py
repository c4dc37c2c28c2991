"""Reading the office screen: what every backend offers, and the choice among them.

A backend belongs to one thread, apart from `wake`. Does not know stamping, coding or the line.
"""

import sys
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from agent.damage import Pixels
from agent.errors import DesktopError
from wire.geometry import Rect


class Happened(NamedTuple):
    """What a wait has seen."""

    damaged: bool = False
    resized: bool = False  # the screen, or its division into monitors
    pointer: bool = False  # another cursor shape
    windows: bool = False  # a window came, went or changed its title

    def __or__(self, other: "Happened") -> "Happened":
        """What either has seen."""
        return Happened(
            self.damaged or other.damaged,
            self.resized or other.resized,
            self.pointer or other.pointer,
            self.windows or other.windows,
        )


@dataclass(frozen=True, slots=True)
class CursorShape:
    """A pointer: *pixels* is premultiplied BGRA, width x height x 4 bytes; empty when it is hidden."""

    width: int
    height: int
    hot_x: int
    hot_y: int
    pixels: bytes


class Grabber(Protocol):
    """One office screen. Every method may raise `DesktopError` when the desktop has gone."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as of the last `wait` that said *resized*."""
        ...

    @property
    def monitors(self) -> list[Rect]:
        """The parts of the screen that are monitors, the first one first; at least one."""
        ...

    def wait(self, timeout: float | None) -> Happened:
        """Block until something happens, `wake` is called or *timeout* seconds have passed; None waits for ever."""
        ...

    def wake(self) -> None:
        """End a `wait`, from any thread."""
        ...

    def damage(self) -> list[Rect]:
        """What may have changed since the last call, clipped to the screen."""
        ...

    def grab(self, rect: Rect) -> Pixels:
        """The screen without its cursor: (height, width, 4) BGRX, valid until the next `grab`."""
        ...

    def cursor(self) -> CursorShape:
        """The pointer's shape now."""
        ...

    def window_titles(self) -> list[str]:
        """The titles and class names of all top-level windows."""
        ...

    def close(self) -> None:
        """Let go of the screen. Twice is once."""
        ...


def open_grabber(display: str | None) -> Grabber:
    """The grabber for this system. *display* names an X display; None is the session's own.

    Raises `DesktopError` when there is no desktop to be opened.
    """
    if sys.platform == "win32":
        from agent.capture.windows import WindowsGrabber  # noqa: PLC0415 - only where it exists, or when it is needed

        return WindowsGrabber()
    if sys.platform == "linux":
        from agent.capture.x11 import X11Grabber  # noqa: PLC0415 - only where it exists, or when it is needed

        return X11Grabber(display)
    raise DesktopError("Office PCs run Windows, or Linux with X11.")
