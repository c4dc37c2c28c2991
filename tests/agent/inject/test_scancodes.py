"""evdev codes to Windows' scan codes."""

import pytest

from agent.inject.scancodes import ScanCode, scan_code


@pytest.mark.parametrize(
    ("evdev", "code", "extended"),
    [
        (1, 0x01, False),  # Esc
        (30, 0x1E, False),  # A
        (41, 0x29, False),  # 半角/全角
        (93, 0x70, False),  # カタカナ/ひらがな
        (89, 0x73, False),  # ろ
        (92, 0x79, False),  # 変換
        (94, 0x7B, False),  # 無変換
        (124, 0x7D, False),  # ¥
        (103, 0x48, True),  # up
        (72, 0x48, False),  # keypad 8
        (96, 0x1C, True),  # keypad Enter
        (97, 0x1D, True),  # right Ctrl
        (125, 0x5B, True),  # left Windows
        (69, 0x45, True),  # Num Lock
    ],
)
def test_known_keys_have_their_scan_codes(evdev: int, code: int, extended: bool) -> None:  # noqa: FBT001 - a table
    """The codes agree with those that keyboards send, Japanese keys included."""
    assert scan_code(evdev) == ScanCode(code, extended)


def test_no_two_keys_share_a_scan_code() -> None:
    """Keys stay apart, but for 半角/全角 of rare keyboards, which Windows itself puts on F24's code."""
    seen: dict[ScanCode, int] = {}
    for evdev in range(1, 256):
        found = scan_code(evdev)
        if found is None or evdev == 85:
            continue
        assert found not in seen, f"{evdev} and {seen[found]}"
        assert 0 < found.code < 0x80
        seen[found] = evdev


def test_a_key_that_keyboards_never_had_is_none() -> None:
    """Unknown positions are passed over, not guessed."""
    assert scan_code(84) is None
    assert scan_code(255) is None
