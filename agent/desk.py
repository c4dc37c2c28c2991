"""The office desktop, opened for one session: its screen and resolution, its keyboard and pointer, its notice.

Owns them and closes them together. Knows no line and no viewer.
"""

import contextlib
from dataclasses import dataclass
from typing import Protocol

from agent.capture import Grabber, open_grabber
from agent.inject import Injector, open_injector
from agent.notice import Notice, open_notice
from agent.resolution import Resolution, open_resolution
from agent.session import Input
from wire import messages as m


class Desktop(Protocol):
    """What the service needs of the PC it runs on."""

    def open(self) -> "Desk":
        """Open the desktop for one session; raises `DesktopError` when nobody is logged in, or it may not be seen."""
        ...

    def let_go(self) -> None:
        """Undo what an agent that was killed had left: pressed keys, another resolution.

        Raises `DesktopError` when nobody is logged in.
        """
        ...

    def lock(self) -> None:
        """Lock the desktop, where it offers that."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """An opened desktop."""

    grabber: Grabber
    injector: Injector
    notice: Notice
    resolution: Resolution

    def inject(self, event: Input) -> None:
        """Perform one input."""
        match event:
            case m.Key():
                self.injector.key(event.code, event.down)
            case m.Pointer():
                self.injector.pointer(event.x, event.y)
            case m.Button():
                self.injector.button(event.button, event.down)
            case m.Wheel():
                self.injector.wheel(event.dx, event.dy)
            case m.Resize():
                self.resolution.follow(event.width, event.height)

    def close(self) -> None:
        """Let go of everything but the grabber of a pipeline that has started: that one closes its own."""
        self.notice.close()
        self.injector.close()
        self.resolution.close()


def open_desk(display: str | None) -> Desk:
    """Open this PC's desktop, all of it or nothing. Raises `DesktopError`."""
    with contextlib.ExitStack() as undo:
        grabber = open_grabber(display)
        undo.callback(grabber.close)
        injector = open_injector(display)
        undo.callback(injector.close)
        notice = open_notice(display)
        undo.callback(notice.close)
        resolution = open_resolution(display)
        undo.pop_all()
    return Desk(grabber, injector, notice, resolution)
