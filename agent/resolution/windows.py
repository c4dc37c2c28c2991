"""The resolution on Windows: the sizes that the display driver offers, changed for a while and not for good.

Thin; which size is `choice`'s to say. Has not been run on Windows yet.
"""

import sys

if sys.platform != "win32":
    raise ImportError("this desktop exists on Windows alone")

import ctypes
from collections.abc import Iterator
from ctypes import wintypes
from typing import ClassVar, Final

import structlog

from agent.resolution.choice import at_least, choose

_log = structlog.get_logger()

_MONITORS: Final = 80  # SM_CMONITORS
_CURRENT: Final = -1  # ENUM_CURRENT_SETTINGS
_FOR_A_WHILE: Final = 4  # CDS_FULLSCREEN: Windows itself goes back when the user logs off
_FIELDS: Final = 0x80000 | 0x100000  # DM_PELSWIDTH and DM_PELSHEIGHT
_CHANGED: Final = 0  # DISP_CHANGE_SUCCESSFUL

_user32 = ctypes.WinDLL("user32", use_last_error=True)


class _Mode(ctypes.Structure):
    """DEVMODEW, as far as a display fills it in."""

    _fields_: ClassVar = [
        ("device", wintypes.WCHAR * 32),
        ("versions", wintypes.WORD * 2),
        ("size", wintypes.WORD),
        ("extra", wintypes.WORD),
        ("fields", wintypes.DWORD),
        ("position", wintypes.LONG * 2),
        ("orientation", wintypes.DWORD * 2),
        ("shorts", ctypes.c_short * 5),
        ("form", wintypes.WCHAR * 32),
        ("pixels", wintypes.WORD),
        ("bits", wintypes.DWORD),
        ("width", wintypes.DWORD),
        ("height", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("frequency", wintypes.DWORD),
        ("colours", wintypes.DWORD * 8),
    ]


class WindowsResolution:
    """See `agent.resolution.Resolution`."""

    def __init__(self) -> None:
        self._changed = False

    @property
    def may_follow(self) -> bool:
        """One monitor."""
        return bool(_user32.GetSystemMetrics(_MONITORS) == 1)

    def follow(self, width: int, height: int) -> None:
        """The largest size of the driver's that fits."""
        wanted = at_least((width, height))
        best = choose(((mode.width, mode.height) for mode in _modes()), wanted)
        now = _mode(_CURRENT)
        if not self.may_follow or best is None or (now is not None and (now.width, now.height) == best):
            return
        mode = _Mode(size=ctypes.sizeof(_Mode), fields=_FIELDS, width=best[0], height=best[1])
        outcome = _user32.ChangeDisplaySettingsW(ctypes.byref(mode), _FOR_A_WHILE)
        self._changed = self._changed or outcome == _CHANGED
        if outcome == _CHANGED:
            _log.info("resolution_changed", width=best[0], height=best[1])
        else:
            _log.warning("resolution_not_changed", wanted=wanted, cause=outcome)

    def restore(self) -> None:
        """What the registry says, which a change for a while does not touch: also that of an agent that was killed."""
        _user32.ChangeDisplaySettingsW(None, 0)
        self._changed = False

    def close(self) -> None:
        """Restore what was changed."""
        if self._changed:
            self.restore()


def _modes() -> Iterator[_Mode]:
    number = 0
    while (mode := _mode(number)) is not None:
        yield mode
        number += 1


def _mode(number: int) -> _Mode | None:
    mode = _Mode(size=ctypes.sizeof(_Mode))
    return mode if _user32.EnumDisplaySettingsW(None, number, ctypes.byref(mode)) else None
