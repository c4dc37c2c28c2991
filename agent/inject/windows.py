"""Keys and pointer on Windows through SendInput, by scan code. Thin: the records are made in `send_input`.

Has not been run on Windows yet. Input for the secure desktop (UAC, lock screen) is refused by Windows itself.
"""

import sys

if sys.platform != "win32":
    raise ImportError("SendInput exists on Windows alone")

import ctypes
from collections.abc import Sequence
from ctypes import wintypes
from typing import ClassVar, Final

from agent.errors import DesktopError
from agent.inject.send_input import (
    KeyInput,
    MouseInput,
    button_input,
    key_input,
    pointer_input,
    released_buttons,
    released_keys,
    wheel_input,
)

_MOUSE: Final = 0
_KEYBOARD: Final = 1
_VIRTUAL_WIDTH: Final = 78  # SM_CXVIRTUALSCREEN
_IS_DOWN: Final = 0x8000  # of GetAsyncKeyState
_TO_SCAN_CODE: Final = 4  # MAPVK_VK_TO_VSC_EX: with the extended prefix in the high byte
_VIRTUAL_HEIGHT: Final = 79

_user32 = ctypes.WinDLL("user32", use_last_error=True)


class _Mouse(ctypes.Structure):
    _fields_: ClassVar = [
        ("dx", wintypes.LONG),
        ("dy", wintypes.LONG),
        ("data", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    ]


class _Keyboard(ctypes.Structure):
    _fields_: ClassVar = [
        ("key", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    ]


class _Either(ctypes.Union):
    _fields_: ClassVar = [("mouse", _Mouse), ("keyboard", _Keyboard)]


class _Input(ctypes.Structure):
    _fields_: ClassVar = [("kind", wintypes.DWORD), ("either", _Either)]


class WindowsInjector:
    """See `agent.inject.Injector`."""

    def key(self, code: int, down: bool) -> None:  # noqa: FBT001 - see the Protocol
        """By scan code."""
        self._send(key_input(code, down=down))

    def button(self, button: int, down: bool) -> None:  # noqa: FBT001 - see the Protocol
        """As the wire numbers them."""
        self._send(button_input(button, down=down))

    def pointer(self, x: int, y: int) -> None:
        """Absolute, over the whole virtual screen."""
        size = (_user32.GetSystemMetrics(_VIRTUAL_WIDTH), _user32.GetSystemMetrics(_VIRTUAL_HEIGHT))
        self._send(pointer_input(x, y, *size))

    def wheel(self, dx: int, dy: int) -> None:
        """In notches."""
        self._send(wheel_input(dx, dy))

    def let_go(self) -> None:
        """By Windows' own account of what is down."""
        down = [key for key in range(1, 255) if _user32.GetAsyncKeyState(key) & _IS_DOWN]
        self._send(released_buttons(down))
        self._send(released_keys([_user32.MapVirtualKeyW(key, _TO_SCAN_CODE) for key in down]))

    def close(self) -> None:
        """Nothing is held."""

    @staticmethod
    def _send(inputs: Sequence[KeyInput] | Sequence[MouseInput]) -> None:
        if not inputs:
            return
        records = (_Input * len(inputs))(*map(_record, inputs))
        if _user32.SendInput(len(inputs), records, ctypes.sizeof(_Input)) != len(inputs):
            raise DesktopError("Windows refused the input: another desktop (UAC, lock screen) has the keyboard.")


def _record(event: KeyInput | MouseInput) -> _Input:
    if isinstance(event, KeyInput):
        return _Input(_KEYBOARD, _Either(keyboard=_Keyboard(0, event.scan, event.flags, 0, 0)))
    return _Input(_MOUSE, _Either(mouse=_Mouse(event.dx, event.dy, event.data & 0xFFFFFFFF, event.flags, 0, 0)))
