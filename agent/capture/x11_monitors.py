"""The monitors of an X screen, by RandR 1.5. Knows rectangles; does not know what is on them."""

import sys
from typing import Final

import xcffib
import xcffib.randr
import xcffib.xproto

from agent.errors import DesktopError
from agent.x11 import XConnection
from wire import limits
from wire.geometry import Rect

if sys.platform != "linux":
    raise ImportError("X11 runs on Linux alone")

_VERSION: Final = (1, 5)  # the first that knows monitors
_CHANGES: Final = xcffib.randr.NotifyMask.ScreenChange | xcffib.randr.NotifyMask.CrtcChange


class Monitors:
    """Asks over *x*, and hears there of changes. A server without RandR 1.5 has one monitor: the screen."""

    def __init__(self, x: XConnection) -> None:
        self._x = x
        self._randr: xcffib.randr.randrExtension | None = None
        try:
            randr = x.extension(xcffib.randr.randrExtension, xcffib.randr.key, "RANDR")
            version = randr.QueryVersion(*_VERSION).reply()
        except DesktopError:
            return
        if (version.major_version, version.minor_version) >= _VERSION:
            randr.SelectInput(x.root, _CHANGES)
            self._randr = randr

    def concerns(self, event: xcffib.Event) -> bool:
        """Whether *event* may mean other monitors."""
        return isinstance(event, xcffib.randr.ScreenChangeNotifyEvent | xcffib.randr.NotifyEvent)

    def within(self, width: int, height: int) -> list[Rect]:
        """The monitors that lie on a screen of this size, the primary first, then from left to right."""
        whole = Rect(0, 0, width, height)
        if self._randr is None:
            return [whole]
        try:
            told = list(self._randr.GetMonitors(self._x.root, True).reply().monitors)
        except xcffib.Error:
            return [whole]
        told.sort(key=lambda monitor: (not monitor.primary, monitor.x, monitor.y))
        parts = [_clipped(one, width, height) for one in told[: limits.MAX_MONITORS]]
        return list(dict.fromkeys(part for part in parts if part is not None)) or [whole]


def _clipped(area: xcffib.randr.MonitorInfo, width: int, height: int) -> Rect | None:
    """The part of *area* that lies on a screen of this size; None when none of it does."""
    x, y = max(0, area.x), max(0, area.y)
    right, bottom = min(width, area.x + area.width), min(height, area.y + area.height)
    return Rect(x, y, right - x, bottom - y) if right > x and bottom > y else None
