"""From evdev key codes to the set-1 scan codes that Windows' SendInput takes. Pure data and one look-up.

evdev took its first 83 codes from set 1, so those are themselves; the others are listed. `extended` is the E0 prefix.
"""

from typing import Final, NamedTuple


class ScanCode(NamedTuple):
    """One key of a PC keyboard."""

    code: int
    extended: bool


_SAME: Final = range(1, 84)  # Esc to keypad dot

_LISTED: Final[dict[int, tuple[int, bool]]] = {
    85: (0x76, False),  # 全角/半角 of some keyboards; the usual one is 41
    86: (0x56, False),  # the key between left Shift and Z of 102-key keyboards
    87: (0x57, False),  # F11
    88: (0x58, False),  # F12
    89: (0x73, False),  # ろ
    90: (0x78, False),  # カタカナ
    91: (0x77, False),  # ひらがな
    92: (0x79, False),  # 変換
    93: (0x70, False),  # カタカナ/ひらがな
    94: (0x7B, False),  # 無変換
    96: (0x1C, True),  # keypad Enter
    97: (0x1D, True),  # right Ctrl
    98: (0x35, True),  # keypad /
    99: (0x37, True),  # Print Screen
    100: (0x38, True),  # right Alt
    102: (0x47, True),  # Home
    103: (0x48, True),  # up
    104: (0x49, True),  # Page Up
    105: (0x4B, True),  # left
    106: (0x4D, True),  # right
    107: (0x4F, True),  # End
    108: (0x50, True),  # down
    109: (0x51, True),  # Page Down
    110: (0x52, True),  # Insert
    111: (0x53, True),  # Delete
    113: (0x20, True),  # mute
    114: (0x2E, True),  # quieter
    115: (0x30, True),  # louder
    117: (0x59, False),  # keypad =
    119: (0x46, True),  # Pause, as Ctrl+Pause sends it: SendInput knows no E1 prefix
    121: (0x7E, False),  # keypad ,
    124: (0x7D, False),  # ¥
    125: (0x5B, True),  # left Windows
    126: (0x5C, True),  # right Windows
    127: (0x5D, True),  # menu
    183: (0x64, False),  # F13 …
    184: (0x65, False),
    185: (0x66, False),
    186: (0x67, False),
    187: (0x68, False),
    188: (0x69, False),
    189: (0x6A, False),
    190: (0x6B, False),
    191: (0x6C, False),
    192: (0x6D, False),
    193: (0x6E, False),  # … F23
    194: (0x76, False),  # F24
}


def scan_code(evdev: int) -> ScanCode | None:
    """The scan code of the key with *evdev* code; None for a key that PC keyboards never had."""
    if evdev in _SAME:
        # Num Lock's own set-1 code carries the prefix in Windows' eyes: 0x45 without it is Pause.
        return ScanCode(evdev, evdev == 69)
    listed = _LISTED.get(evdev)
    return None if listed is None else ScanCode(*listed)
