"""The office screen's resolution following the viewer's window: what every backend offers, and the choice among them.

Changed for the time of a session only. Does not know who asks, or what is on the screen.
"""

import sys
from typing import Protocol

from agent.errors import DesktopError


class Resolution(Protocol):
    """One desktop's resolution. A change that the system refuses is logged; it never ends a session."""

    @property
    def may_follow(self) -> bool:
        """Whether there is one monitor, so that another size moves nothing else."""
        ...

    def follow(self, width: int, height: int) -> None:
        """Give the screen *width* x *height* pixels, or the largest of its sizes that fits in there."""
        ...

    def restore(self) -> None:
        """Back to the size that the first `follow` found, also that of an agent that was killed since."""
        ...

    def close(self) -> None:
        """Restore, and let go of the desktop. Twice is once."""
        ...


def open_resolution(display: str | None) -> Resolution:
    """The resolution of this system's desktop; raises `DesktopError` when there is no desktop."""
    if sys.platform == "win32":
        from agent.resolution.windows import WindowsResolution  # noqa: PLC0415 - only where it exists

        return WindowsResolution()
    if sys.platform == "linux":
        from agent.resolution.x11 import X11Resolution  # noqa: PLC0415 - only where it exists, or when it is needed

        return X11Resolution(display)
    raise DesktopError("Office PCs run Windows, or Linux with X11.")
