"""What to hand to Windows' SendInput for each input: pure records, so that they can be checked on any system.

Knows the flags of KEYBDINPUT and MOUSEINPUT. Does not call Windows (`windows`).
"""

import enum
from collections.abc import Sequence
from typing import Final, NamedTuple

from agent.inject.scancodes import scan_code

WHEEL_NOTCH: Final = 120  # WHEEL_DELTA
_RANGE: Final = 65536  # absolute coordinates run over the whole virtual screen


class KeyFlag(enum.IntFlag):
    """dwFlags of KEYBDINPUT."""

    EXTENDED = 0x0001
    UP = 0x0002
    SCAN_CODE = 0x0008


class MouseFlag(enum.IntFlag):
    """dwFlags of MOUSEINPUT."""

    MOVE = 0x0001
    LEFT_DOWN = 0x0002
    LEFT_UP = 0x0004
    RIGHT_DOWN = 0x0008
    RIGHT_UP = 0x0010
    MIDDLE_DOWN = 0x0020
    MIDDLE_UP = 0x0040
    X_DOWN = 0x0080
    X_UP = 0x0100
    WHEEL = 0x0800
    HWHEEL = 0x1000
    VIRTUAL_DESK = 0x4000
    ABSOLUTE = 0x8000


class KeyInput(NamedTuple):
    """A KEYBDINPUT."""

    scan: int
    flags: KeyFlag


class MouseInput(NamedTuple):
    """A MOUSEINPUT."""

    dx: int
    dy: int
    data: int
    flags: MouseFlag


_BUTTONS: Final[dict[int, tuple[MouseFlag, MouseFlag, int]]] = {  # down, up, which extra button
    1: (MouseFlag.LEFT_DOWN, MouseFlag.LEFT_UP, 0),
    2: (MouseFlag.MIDDLE_DOWN, MouseFlag.MIDDLE_UP, 0),
    3: (MouseFlag.RIGHT_DOWN, MouseFlag.RIGHT_UP, 0),
    8: (MouseFlag.X_DOWN, MouseFlag.X_UP, 1),
    9: (MouseFlag.X_DOWN, MouseFlag.X_UP, 2),
}

_VIRTUAL_BUTTONS: Final = {1: 1, 2: 3, 4: 2, 5: 8, 6: 9}  # VK_LBUTTON, VK_RBUTTON, VK_MBUTTON, VK_XBUTTON1 and 2
_EXTENDED_PREFIX: Final = 0xE0


def key_input(code: int, *, down: bool) -> list[KeyInput]:
    """The key with evdev *code*, by scan code: the office PC's own layout and input method decide what it writes."""
    found = scan_code(code)
    if found is None:
        return []
    flags = KeyFlag.SCAN_CODE
    if found.extended:
        flags |= KeyFlag.EXTENDED
    return [KeyInput(found.code, flags if down else flags | KeyFlag.UP)]


def button_input(button: int, *, down: bool) -> list[MouseInput]:
    """A pointer button as the wire numbers them; others have no meaning on Windows."""
    if button not in _BUTTONS:
        return []
    pressed, released, extra = _BUTTONS[button]
    return [MouseInput(0, 0, extra, pressed if down else released)]


def released_keys(scan_codes: Sequence[int]) -> list[KeyInput]:
    """The ups of keys by what MapVirtualKey says of them: the prefix 0xE0 in the high byte means extended; 0 no key."""
    flags = KeyFlag.SCAN_CODE | KeyFlag.UP
    return [
        KeyInput(code & 0xFF, flags | KeyFlag.EXTENDED if code >> 8 == _EXTENDED_PREFIX else flags)
        for code in scan_codes
        if code
    ]


def released_buttons(virtual_keys: Sequence[int]) -> list[MouseInput]:
    """The ups of the pointer buttons among *virtual_keys*, which Windows counts with the keys."""
    held = (_VIRTUAL_BUTTONS[key] for key in virtual_keys if key in _VIRTUAL_BUTTONS)
    return [released for button in held for released in button_input(button, down=False)]


def pointer_input(x: int, y: int, width: int, height: int) -> list[MouseInput]:
    """The middle of pixel (x, y) of a virtual screen of *width* x *height*, in Windows' 16-bit coordinates."""
    across = (min(x, width - 1) * 2 + 1) * _RANGE // (2 * width)
    down = (min(y, height - 1) * 2 + 1) * _RANGE // (2 * height)
    return [MouseInput(across, down, 0, MouseFlag.MOVE | MouseFlag.ABSOLUTE | MouseFlag.VIRTUAL_DESK)]


def wheel_input(dx: int, dy: int) -> list[MouseInput]:
    """Windows counts upwards as positive, the wire downwards."""
    turned = []
    if dy:
        turned.append(MouseInput(0, 0, -dy * WHEEL_NOTCH, MouseFlag.WHEEL))
    if dx:
        turned.append(MouseInput(0, 0, dx * WHEEL_NOTCH, MouseFlag.HWHEEL))
    return turned
