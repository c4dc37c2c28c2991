"""Key positions of the three platforms."""

import pytest

from client import keymap
from client.keymap import Platform, evdev_code, momentary

# name, X11 keycode, Windows scan code, macOS virtual key, evdev code
KEYS = [
    ("Esc", 9, 0x01, 0x35, 1),
    ("A", 38, 0x1E, 0x00, 30),
    ("Enter", 36, 0x1C, 0x24, 28),
    ("Space", 65, 0x39, 0x31, 57),
    ("left Shift", 50, 0x2A, 0x38, 42),
    ("right Ctrl", 105, 0x11D, 0x3E, 97),
    ("F12", 96, 0x58, 0x6F, 88),
    ("up", 111, 0x148, 0x7E, 103),
    ("Delete", 119, 0x153, 0x75, 111),
    ("keypad Enter", 104, 0x11C, 0x4C, 96),
    ("ろ", 97, 0x73, 0x5E, 89),
    ("¥", 132, 0x7D, 0x5D, 124),
    ("変換 / かな of a Mac", 100, 0x79, 0x68, 92),
    ("無変換 / 英数 of a Mac", 102, 0x7B, 0x66, 94),
]


@pytest.mark.parametrize(("name", "x11", "windows", "macos", "code"), KEYS)
def test_a_key_is_the_same_key_on_every_platform(name: str, x11: int, windows: int, macos: int, code: int) -> None:
    """The same physical key has the same code at the office, wherever it was pressed."""
    assert evdev_code(Platform.EVDEV, x11, 0) == code, name
    assert evdev_code(Platform.WINDOWS, windows, 0) == code, name
    assert evdev_code(Platform.MACOS, 0, macos) == code, name


@pytest.mark.parametrize(
    ("windows", "code"), [(0x29, 41), (0x70, 93), (0x45, 119), (0x145, 69), (0x137, 99), (0x15B, 125)]
)
def test_windows_keys_that_have_tricked_others(windows: int, code: int) -> None:
    """半角/全角, カタカナ, Pause, Num Lock (extended on Windows), Print Screen and the Windows key."""
    assert evdev_code(Platform.WINDOWS, windows, 0) == code


@pytest.mark.parametrize("platform", Platform)
def test_a_key_without_a_number_is_not_sent(platform: Platform) -> None:
    """A synthetic event without a native code, or one beyond the table, becomes nothing rather than a wrong key."""
    for number in (0x1FF, 0x3FF):
        assert evdev_code(platform, number, number) is None
    if platform is not Platform.MACOS:
        assert evdev_code(platform, 0, 0) is None


@pytest.mark.parametrize("table", [keymap._SET1, keymap._MACOS])
def test_every_code_of_a_table_fits_the_wire(table: dict[int, int]) -> None:
    """All codes are what a `Key` message may carry."""
    assert all(1 <= code <= 255 for code in table.values())


def test_no_two_mac_keys_are_one_key() -> None:
    """The Mac's table does not fold two keys into one."""
    codes = list(keymap._MACOS.values())
    assert len(set(codes)) == len(codes)


def test_windows_toggles_are_momentary() -> None:
    """Keys whose release Windows swallows are momentary there, and ordinary keys elsewhere."""
    assert momentary(Platform.WINDOWS, 41)
    assert momentary(Platform.WINDOWS, 93)
    assert not momentary(Platform.EVDEV, 41)
    assert not momentary(Platform.WINDOWS, 30)
