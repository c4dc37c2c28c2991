"""The notice on the office screen while it is viewed from home, for colleagues who pass by.

It takes neither the focus nor clicks. Does not know why it shows.
"""

import sys
from typing import Protocol

from agent.errors import DesktopError

DEFAULT = "遠隔利用中 / in remote use"


class Notice(Protocol):
    """One notice, hidden at first."""

    def show(self, text: str) -> None:
        """Show *text* at the top of the screen."""
        ...

    def close(self) -> None:
        """Hide it for good. Twice is once."""
        ...


def open_notice(display: str | None) -> Notice:
    """The notice for this system; raises `DesktopError` when there is no desktop."""
    if sys.platform == "win32":
        from agent.notice.windows import WindowsNotice  # noqa: PLC0415 - only where it exists, or when it is needed

        return WindowsNotice()
    if sys.platform == "linux":
        from agent.notice.x11 import X11Notice  # noqa: PLC0415 - only where it exists, or when it is needed

        return X11Notice(display)
    raise DesktopError("Office PCs run Windows, or Linux with X11.")
