"""The office screen on Windows: DXGI duplication through dxcam where it works, GDI through mss elsewhere.

Thin: polling, cursor bitmaps and comparison are in files of their own. Has not been run on Windows yet. The secure
desktop (UAC, lock screen) cannot be captured: the picture then stands still.
"""

import sys

if sys.platform != "win32":
    raise ImportError("this desktop exists on Windows alone")

import ctypes
import importlib
from ctypes import wintypes
from typing import Protocol, cast

import numpy as np

from agent.capture.mss_source import MssSource
from agent.capture.polling import FrameSource, PollingGrabber
from agent.capture.windows_cursor import current_shape
from agent.damage import Pixels
from agent.errors import DesktopError
from wire.geometry import Rect

_user32 = ctypes.WinDLL("user32", use_last_error=True)
_EachWindow = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
_EachMonitor = ctypes.WINFUNCTYPE(
    wintypes.BOOL, wintypes.HMONITOR, wintypes.HDC, ctypes.POINTER(wintypes.RECT), wintypes.LPARAM
)
_MONITORS = 80  # SM_CMONITORS
_ORIGIN = (76, 77)  # SM_XVIRTUALSCREEN, SM_YVIRTUALSCREEN: where the primary monitor's upper left is counted from


class _Camera(Protocol):
    """What is used of dxcam's camera."""

    def grab(self) -> Pixels | None: ...

    def release(self) -> None: ...


class _Dxcam(Protocol):
    """What is used of the dxcam module."""

    def create(self, *, output_color: str) -> _Camera | None: ...


class DxcamSource:
    """See `agent.capture.polling.FrameSource`. Serves one monitor."""

    def __init__(self) -> None:
        try:
            camera = cast("_Dxcam", importlib.import_module("dxcam")).create(output_color="BGRA")
        except (ImportError, OSError, RuntimeError) as error:
            raise DesktopError("DXGI duplication does not work here.") from error
        if camera is None:
            raise DesktopError("DXGI duplication does not work here.")
        self._camera = camera

    def newest(self) -> Pixels | None:
        """None while the desktop has not been drawn anew."""
        frame = self._camera.grab()
        return None if frame is None else np.ascontiguousarray(frame)

    def close(self) -> None:
        """Release the duplication."""
        self._camera.release()


class WindowsGrabber(PollingGrabber):
    """See `agent.capture.Grabber`."""

    def __init__(self) -> None:
        super().__init__(_source(), current_shape, _titles, _monitors)


def _source() -> FrameSource:
    """Dxcam sees one monitor; several are taken together by mss."""
    if _user32.GetSystemMetrics(_MONITORS) == 1:
        try:
            return DxcamSource()
        except DesktopError:
            pass
    return MssSource()


def _monitors() -> list[Rect]:
    """The monitors, counted from the upper left of the whole desktop, the primary one first."""
    left, top = (_user32.GetSystemMetrics(which) for which in _ORIGIN)
    found: list[Rect] = []

    def look(_monitor: int, _context: int, place: "ctypes._Pointer[wintypes.RECT]", _: int) -> bool:
        area = place.contents
        found.append(Rect(area.left - left, area.top - top, area.right - area.left, area.bottom - area.top))
        return True

    _user32.EnumDisplayMonitors(None, None, _EachMonitor(look), 0)
    return sorted(found, key=lambda monitor: (monitor.x != -left or monitor.y != -top, monitor.x))


def _titles() -> list[str]:
    """The titles of all visible top-level windows."""
    found: list[str] = []

    def look(window: int, _: int) -> bool:
        if _user32.IsWindowVisible(window):
            text = ctypes.create_unicode_buffer(512)
            if _user32.GetWindowTextW(window, text, len(text)):
                found.append(text.value)
        return True

    _user32.EnumWindows(_EachWindow(look), 0)
    return found
