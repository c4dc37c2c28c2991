"""The top-level windows of an X desktop, by title and class, and which events concern them.

Reads what the window manager lists and, beside it, the root's own children: a window without a manager shows too.
Windows that are minimised count: better blank once too often. Does not know what is forbidden.
"""

from typing import Final

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, EventMask, MapState

from agent.x11 import XConnection

_TITLES: Final = ("_NET_WM_NAME", "WM_NAME", "WM_CLASS")


class TopWindows:
    """Shares the grabber's connection."""

    def __init__(self, x: XConnection) -> None:
        self._x = x
        self._watched: set[int] = set()
        self._names = frozenset(x.atom(name) for name in (*_TITLES, "_NET_CLIENT_LIST"))

    def concerns(self, event: xcffib.Event) -> bool:
        """Whether *event* may have changed the answer of `titles`."""
        match event:
            case xcffib.xproto.PropertyNotifyEvent():
                return event.atom in self._names
            case xcffib.xproto.DestroyNotifyEvent():
                self._watched.discard(event.window)
                return True
            case (
                xcffib.xproto.MapNotifyEvent() | xcffib.xproto.UnmapNotifyEvent() | xcffib.xproto.ReparentNotifyEvent()
            ):
                return True
            case _:
                return False

    def titles(self) -> list[str]:
        """The title and class of every top-level window."""
        found: list[str] = []
        for window in self._windows():
            self._watch(window)
            found.extend(text for name in _TITLES if (text := self._x.text_property(window, name)))
        return found

    def _windows(self) -> list[int]:
        listed = self._x.window_property(self._x.root, "_NET_CLIENT_LIST")
        try:
            children = list(self._x.core.QueryTree(self._x.root).reply().children)
        except xcffib.Error:
            children = []
        return list(dict.fromkeys([*listed, *filter(self._viewable, children)]))

    def _viewable(self, window: int) -> bool:
        try:
            state: int = self._x.core.GetWindowAttributes(window).reply().map_state
        except xcffib.Error:
            return False
        return state == MapState.Viewable

    def _watch(self, window: int) -> None:
        """Hear of this window's new titles."""
        if window not in self._watched:
            self._watched.add(window)
            self._x.core.ChangeWindowAttributes(window, CW.EventMask, [EventMask.PropertyChange])
