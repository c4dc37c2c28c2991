"""Keeping the window out of recordings, where the system offers that. Thin, behind one Protocol; decides nothing.

Windows leaves the window out of captures (SetWindowDisplayAffinity, from Windows 10 2004; older ones show it black).
macOS leaves it out of other programs' captures (NSWindow.sharingType none). X11 and Wayland offer nothing, and neither
stops a telephone's camera: that is what the mark is for.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Final, Protocol

EXCLUDE: Final = 0x11  # WDA_EXCLUDEFROMCAPTURE
BLACK: Final = 0x01  # WDA_MONITOR: what older systems offer
NONE: Final = 0  # NSWindowSharingNone


class Shield(Protocol):
    """What the system offers."""

    def cover(self, window: int) -> bool:
        """Keep the window (the system's own handle of it) out of recordings; whether the system does."""
        ...


class NoShield:
    """The system offers nothing."""

    def cover(self, window: int) -> bool:
        """It cannot be done, and is not claimed."""
        del window
        return False


class WindowsShield:
    """*affinity* is `user32.SetWindowDisplayAffinity`: a handle and a flag to whether it was done."""

    def __init__(self, affinity: Callable[[int, int], int]) -> None:
        self._affinity = affinity

    def cover(self, window: int) -> bool:
        """As `Shield` says; the older flag where the newer is not known."""
        return any(self._affinity(window, flag) for flag in (EXCLUDE, BLACK))


class MacShield:
    """*send* is Objective-C's `objc_msgSend` with a selector's name: receiver, name, arguments to what it returns."""

    def __init__(self, send: Callable[..., int]) -> None:
        self._send = send

    def cover(self, window: int) -> bool:
        """As `Shield` says. Qt's handle is a view, whose window is asked for and believed only when it answers."""
        owner = self._send(window, "window")
        if not owner:
            return False
        self._send(owner, "setSharingType:", NONE)
        return self._send(owner, "sharingType") == NONE


def shield_here() -> Shield:
    """What this system offers."""
    if sys.platform == "win32":
        affinity = ctypes.windll.user32.SetWindowDisplayAffinity
        affinity.argtypes, affinity.restype = (ctypes.c_void_p, ctypes.c_uint32), ctypes.c_int
        return WindowsShield(affinity)
    if sys.platform == "darwin":
        return MacShield(_objective_c())
    return NoShield()


def _objective_c() -> Callable[..., int]:
    """Messages to Objective-C's objects; not run on any Mac yet."""
    library = ctypes.CDLL("/usr/lib/libobjc.dylib")
    library.sel_registerName.restype, library.sel_registerName.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    library.objc_msgSend.restype = ctypes.c_void_p

    def send(receiver: int, name: str, *arguments: int) -> int:
        library.objc_msgSend.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_ulong] * len(arguments)]
        return int(library.objc_msgSend(receiver, library.sel_registerName(name.encode()), *arguments) or 0)

    return send
