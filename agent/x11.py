"""One connection to an X server: opening, extensions, atoms, events. What both capture and input stand on.

Turns every failure of the library into `DesktopError`. Does not know what the events mean.
"""

import contextlib
import struct
from collections.abc import Iterator
from typing import TypeVar

import xcffib
import xcffib.xproto

from agent.errors import DesktopError

_Extension = TypeVar("_Extension", bound=xcffib.Extension)
ANY_PROPERTY = 0
_WORDS = 64 * 1024  # 32-bit words of a property read at once: more titles than a desktop has


class XConnection:
    """A connection to display *name*; None takes $DISPLAY. Belongs to one thread at a time."""

    def __init__(self, name: str | None) -> None:
        try:
            self.raw = xcffib.connect(display=name)
            self.screen: xcffib.xproto.SCREEN = self.raw.get_setup().roots[self.raw.pref_screen]
        except (xcffib.XcffibException, struct.error, IndexError, AttributeError) as error:
            raise DesktopError(f"The X display {name or '$DISPLAY'} cannot be opened.") from error
        self.core = xcffib.xproto.xprotoExtension(self.raw)
        self.root: int = self.screen.root
        self._atoms: dict[str, int] = {}
        self._closed = False

    def extension(self, kind: type[_Extension], key: xcffib.ExtensionKey, name: str) -> _Extension:
        """The requests of the extension called *name*; raises `DesktopError` when the server lacks it."""
        # Asked first: the library would only find out by breaking the connection.
        if not self.core.QueryExtension(len(name), name).reply().present:
            raise DesktopError(f"The X server lacks {name}.")
        found = self.raw(key)
        if not isinstance(found, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        return found

    def atom(self, name: str) -> int:
        """The server's number for *name*."""
        if name not in self._atoms:
            self._atoms[name] = self.core.InternAtom(False, len(name), name).reply().atom
        return self._atoms[name]

    def text_property(self, window: int, name: str) -> str:
        """A property as text; empty when the window or the property is not there."""
        return self._property(window, name).decode("utf-8", "replace").replace("\0", " ").strip()

    def window_property(self, window: int, name: str) -> list[int]:
        """A property as window numbers; empty when it is not there."""
        data = self._property(window, name)
        return [number for (number,) in struct.iter_unpack("=I", data[: len(data) // 4 * 4])]

    def _property(self, window: int, name: str) -> bytes:
        try:
            reply = self.core.GetProperty(False, window, self.atom(name), ANY_PROPERTY, 0, _WORDS).reply()
        except xcffib.Error:
            return b""  # the window has gone in the meantime
        return bytes(reply.value.buf())

    def events(self) -> Iterator[xcffib.Event]:
        """The events that have arrived, without waiting. Late errors about vanished windows are passed over."""
        while True:
            try:
                event = self.raw.poll_for_event()
            except xcffib.Error:
                continue
            except xcffib.XcffibException as error:
                raise DesktopError("The desktop has gone.") from error
            if event is None:
                return
            yield event

    def check(self) -> None:
        """Raises `DesktopError` when the connection has broken."""
        if self._closed or self.raw.has_error():
            raise DesktopError("The desktop has gone.")

    def finish(self) -> None:
        """Wait until the server has done everything asked so far; nothing to wait for when it has gone."""
        if not self._closed:
            with contextlib.suppress(xcffib.XcffibException):
                self.core.GetInputFocus().reply()

    def close(self) -> None:
        """Disconnect. Twice is once."""
        if not self._closed:
            self._closed = True
            self.raw.disconnect()
