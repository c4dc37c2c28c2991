"""What the window, or a test, must be able to show. Every method may be called from any thread and must not block."""

from collections.abc import Sequence
from typing import Protocol

from client.framebuffer import Framebuffer
from client.pages import Page
from client.posture.checks import Check
from client.quality import Quality
from client.steps import Announce
from wire.geometry import Rect
from wire.messages import Cursor, Screen
from wire.reasons import Reason


class Display(Protocol):
    """The person's side of a session."""

    def show(self, page: Page) -> None:
        """Turn to *page*."""
        ...

    def checked(self, checks: Sequence[Check]) -> None:
        """This PC's posture has been looked at again."""
        ...

    def announce(self, announcement: Announce) -> None:
        """Tell whoever watches this program."""
        ...

    def arranged(self, screen: Screen) -> None:
        """The office screen is this large and has these monitors; a picture of it comes next."""
        ...

    def picture_of(self, framebuffer: Framebuffer | None) -> None:
        """From now on the picture is in *framebuffer*; None: there is none, and the old one is gone from memory."""
        ...

    def drawn(self, number: int, changed: tuple[Rect, ...], decode: int) -> None:
        """Picture *number* is in the framebuffer after *decode* µs: show it, then acknowledge it."""
        ...

    def cursor(self, shape: Cursor, pixels: bytes) -> None:
        """The pointer has this shape: premultiplied BGRA *pixels*, empty when hidden."""
        ...

    def blanked(self, reason: Reason | None) -> None:
        """The office PC withholds the picture, or shows it again."""
        ...

    def line(self, quality: Quality) -> None:
        """How good the line to the office PC is now."""
        ...
