"""The notice on Windows: a topmost label that is never active and lets clicks through. Has not been run there yet.

A window belongs to the thread that made it, which must read its messages: hence a thread of its own.
"""

import sys

if sys.platform != "win32":
    raise ImportError("this notice exists on Windows alone")

import ctypes
import threading
from ctypes import wintypes
from typing import Final

# WS_EX_LAYERED | TRANSPARENT | TOPMOST | NOACTIVATE | TOOLWINDOW
_EXTENDED: Final = 0x00080000 | 0x00000020 | 0x00000008 | 0x08000000 | 0x00000080
_STYLE: Final = 0x80000000 | 0x10000000 | 0x0200 | 0x0001  # WS_POPUP | WS_VISIBLE | SS_CENTERIMAGE | SS_CENTER
_OPAQUE: Final = 2  # LWA_ALPHA
_QUIT: Final = 0x0012  # WM_QUIT
_WIDTH: Final = 480  # pixels
_HEIGHT: Final = 24

_user32 = ctypes.WinDLL("user32", use_last_error=True)
_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)


class WindowsNotice:
    """See `agent.notice.Notice`."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._number = 0
        self._ready = threading.Event()

    def show(self, text: str) -> None:
        """At the top, in the middle of the first monitor."""
        self._thread = threading.Thread(target=self._run, args=(text,), name="notice", daemon=True)
        self._thread.start()
        self._ready.wait()

    def _run(self, text: str) -> None:
        self._number = _kernel32.GetCurrentThreadId()
        left = (_user32.GetSystemMetrics(0) - _WIDTH) // 2
        window = _user32.CreateWindowExW(
            _EXTENDED, "STATIC", text, _STYLE, left, 0, _WIDTH, _HEIGHT, None, None, None, None
        )
        _user32.SetLayeredWindowAttributes(window, 0, 230, _OPAQUE)
        self._ready.set()
        message = wintypes.MSG()
        while _user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            _user32.TranslateMessage(ctypes.byref(message))
            _user32.DispatchMessageW(ctypes.byref(message))
        _user32.DestroyWindow(window)

    def close(self) -> None:
        """End the thread, which takes the window with it."""
        if self._thread is not None:
            _user32.PostThreadMessageW(self._number, _QUIT, 0, 0)
            self._thread.join()
            self._thread = None
