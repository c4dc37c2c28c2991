"""One connection to an X server: opening, extensions, atoms, events. What both capture and input stand on.

Turns every failure of the library into `DesktopError`. Does not know what the events mean.
"""

import contextlib
import struct
from collections.abc import Iterator
from typing import Final, TypeVar

import xcffib
import xcffib.xproto
from xcffib import lib
from xcffib.ffi import ffi

from agent.errors import DesktopError

_Extension = TypeVar("_Extension", bound=xcffib.Extension)
ANY_PROPERTY = 0
_SENT: Final = 0x80  # in an event's number: another program has sent it
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
        self._first_events: dict[str, int] = {}
        self._closed = False

    def extension(self, kind: type[_Extension], key: xcffib.ExtensionKey, name: str) -> _Extension:
        """The requests of the extension called *name*; raises `DesktopError` when the server lacks it."""
        # Asked first: the library would only find out by breaking the connection.
        asked = self.core.QueryExtension(len(name), name).reply()
        if not asked.present:
            raise DesktopError(f"The X server lacks {name}.")
        self._first_events[name] = asked.first_event
        found = self.raw(key)
        if not isinstance(found, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        return found

    def first_event(self, name: str) -> int:
        """The number of the first kind of event of the extension *name*, which has been asked for before."""
        return self._first_events[name]

    @property
    def link(self) -> object:
        """What libxcb calls this connection. Raises `DesktopError` once it is closed."""
        if self._closed:
            raise DesktopError("The desktop has gone.")
        return self.raw._conn  # noqa: SLF001 - the library has no other way to it

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

    def events(self, bare: int | None = None) -> Iterator[xcffib.Event | None]:
        """The events that have arrived, without waiting. Late errors about vanished windows are passed over.

        Those with the number *bare* come as None: nothing of them is read but that they are there.
        """
        while True:
            link = self.link
            event = lib.xcb_poll_for_event(link)
            if not event:
                if lib.xcb_connection_has_error(link):
                    raise DesktopError("The desktop has gone.")
                return
            event = ffi.gc(event, lib.free)
            if event.response_type & ~_SENT == bare:
                yield None
                continue
            with contextlib.suppress(xcffib.Error):
                yield self.raw.hoist_event(event)

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
