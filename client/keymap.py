"""Keys as the office PC wants them: evdev codes, by position. Pure tables, one for each platform's own numbers.

Knows nothing of Qt: takes the native scan code and the native virtual key as plain numbers.
"""

import enum
from typing import Final


class Platform(enum.Enum):
    """Whose numbers they are."""

    EVDEV = "evdev"  # X11 and Wayland: the evdev code plus 8
    WINDOWS = "windows"  # set-1 scan codes, 0x100 for the extended ones
    MACOS = "macos"  # Carbon's virtual key codes; there is no scan code


_X11_OFFSET: Final = 8

# Set 1 and evdev agree from Esc (1) to F12 (88): evdev was numbered after set 1.
_SET1_SAME: Final = range(0x01, 0x59)
_SET1: Final[dict[int, int]] = {
    0x45: 119,  # Pause
    0x70: 93,  # カタカナ ひらがな
    0x73: 89,  # ろ
    0x79: 92,  # 変換
    0x7B: 94,  # 無変換
    0x7D: 124,  # ¥
    0x7E: 121,  # keypad comma
    0xF1: 123,  # 한자
    0xF2: 122,  # 한/영
    0x11C: 96,  # keypad Enter
    0x11D: 97,  # right Ctrl
    0x120: 113,  # mute
    0x12E: 114,  # volume down
    0x130: 115,  # volume up
    0x135: 98,  # keypad /
    0x136: 54,  # right Shift, as some keyboards send it
    0x137: 99,  # Print Screen
    0x138: 100,  # right Alt
    0x145: 69,  # Num Lock
    0x146: 119,  # Ctrl+Pause
    0x147: 102,  # Home
    0x148: 103,  # up
    0x149: 104,  # Page Up
    0x14B: 105,  # left
    0x14D: 106,  # right
    0x14F: 107,  # End
    0x150: 108,  # down
    0x151: 109,  # Page Down
    0x152: 110,  # Insert
    0x153: 111,  # Delete
    0x15B: 125,  # left Windows
    0x15C: 126,  # right Windows
    0x15D: 127,  # menu
}

# HIToolbox/Events.h kVK_* to evdev.
_MACOS: Final[dict[int, int]] = {
    0x00: 30, 0x01: 31, 0x02: 32, 0x03: 33, 0x04: 35, 0x05: 34, 0x06: 44, 0x07: 45,  # A S D F H G Z X
    0x08: 46, 0x09: 47, 0x0A: 86, 0x0B: 48, 0x0C: 16, 0x0D: 17, 0x0E: 18, 0x0F: 19,  # C V § B Q W E R
    0x10: 21, 0x11: 20, 0x12: 2, 0x13: 3, 0x14: 4, 0x15: 5, 0x16: 7, 0x17: 6,  # Y T 1 2 3 4 6 5
    0x18: 13, 0x19: 10, 0x1A: 8, 0x1B: 12, 0x1C: 9, 0x1D: 11, 0x1E: 27, 0x1F: 24,  # = 9 7 - 8 0 ] O
    0x20: 22, 0x21: 26, 0x22: 23, 0x23: 25, 0x24: 28, 0x25: 38, 0x26: 36, 0x27: 40,  # U [ I P Return L J '
    0x28: 37, 0x29: 39, 0x2A: 43, 0x2B: 51, 0x2C: 53, 0x2D: 49, 0x2E: 50, 0x2F: 52,  # K ; \ , / N M .
    0x30: 15, 0x31: 57, 0x32: 41, 0x33: 14, 0x35: 1, 0x36: 126, 0x37: 125,  # Tab Space ` Backspace Esc Cmd Cmd
    0x38: 42, 0x39: 58, 0x3A: 56, 0x3B: 29, 0x3C: 54, 0x3D: 100, 0x3E: 97,  # Shift Caps Option Ctrl, right ones
    0x41: 83, 0x43: 55, 0x45: 78, 0x47: 69, 0x4B: 98, 0x4C: 96, 0x4E: 74, 0x51: 117,  # keypad . * + Clear / Enter - =
    0x52: 82, 0x53: 79, 0x54: 80, 0x55: 81, 0x56: 75, 0x57: 76, 0x58: 77, 0x59: 71,  # keypad 0 to 7
    0x5B: 72, 0x5C: 73,  # keypad 8 9
    0x5D: 124, 0x5E: 89, 0x5F: 121, 0x66: 94, 0x68: 92,  # ¥ ろ keypad-comma 英数 かな
    0x60: 63, 0x61: 64, 0x62: 65, 0x63: 61, 0x64: 66, 0x65: 67, 0x67: 87, 0x6D: 68,  # F5 F6 F7 F3 F8 F9 F11 F10
    0x6F: 88, 0x76: 62, 0x78: 60, 0x7A: 59, 0x69: 99, 0x6B: 70, 0x71: 119,  # F12 F4 F2 F1 F13 F14 F15
    0x72: 110, 0x73: 102, 0x74: 104, 0x75: 111, 0x77: 107, 0x79: 109,  # Help Home PgUp Delete End PgDn
    0x7B: 105, 0x7C: 106, 0x7D: 108, 0x7E: 103,  # left right down up
}  # fmt: skip

# Keys whose release the local system swallows or invents: sent as a press and a release at once.
# Windows toggles 半角/全角, カタカナ and 英数 between two virtual keys; macOS reports Caps Lock only when it changes.
_MOMENTARY: Final[dict[Platform, frozenset[int]]] = {
    Platform.EVDEV: frozenset(),
    Platform.WINDOWS: frozenset({41, 58, 93}),
    Platform.MACOS: frozenset({58}),
}


def evdev_code(platform: Platform, scan: int, virtual: int) -> int | None:
    """The evdev code (1 to 255) of a key; None when it is not on the table and is not sent."""
    match platform:
        case Platform.EVDEV:
            code = scan - _X11_OFFSET
            return code if 0 < code < 256 else None
        case Platform.WINDOWS:
            return _SET1.get(scan, scan if scan in _SET1_SAME else None)
        case Platform.MACOS:
            return _MACOS.get(virtual)


def momentary(platform: Platform, code: int) -> bool:
    """Whether *code* is to be sent as a press and a release at once."""
    return code in _MOMENTARY[platform]
