"""Records for SendInput, checked without Windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.inject.send_input import (
    KeyFlag,
    KeyInput,
    MouseFlag,
    MouseInput,
    button_input,
    key_input,
    pointer_input,
    released_buttons,
    released_keys,
    wheel_input,
)


def test_a_key_travels_as_scan_code_and_never_as_a_character() -> None:
    """変換 down and up; right Ctrl with its prefix."""
    assert key_input(92, down=True) == [KeyInput(0x79, KeyFlag.SCAN_CODE)]
    assert key_input(92, down=False) == [KeyInput(0x79, KeyFlag.SCAN_CODE | KeyFlag.UP)]
    assert key_input(97, down=True) == [KeyInput(0x1D, KeyFlag.SCAN_CODE | KeyFlag.EXTENDED)]


def test_an_unknown_key_or_button_sends_nothing() -> None:
    """What Windows has no record for is passed over."""
    assert key_input(255, down=True) == []
    assert button_input(5, down=True) == []


def test_what_windows_calls_down_is_released_as_it_was_pressed() -> None:
    """Left Shift, right Ctrl with its prefix; the left and the back button; what is neither is passed over."""
    up = KeyFlag.SCAN_CODE | KeyFlag.UP
    assert released_keys([0x2A, 0xE01D, 0]) == [KeyInput(0x2A, up), KeyInput(0x1D, up | KeyFlag.EXTENDED)]
    assert released_buttons([1, 5, 0xA0]) == [*button_input(1, down=False), *button_input(8, down=False)]


@given(st.integers(1, 16383), st.integers(1, 16383), st.data())
def test_the_pointer_lands_on_its_pixel(width: int, height: int, data: st.DataObject) -> None:
    """Windows' own arithmetic turns the 16-bit coordinates back into the same pixel."""
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    (event,) = pointer_input(x, y, width, height)
    assert (event.dx * width // 65536, event.dy * height // 65536) == (x, y)
    assert event.flags & MouseFlag.ABSOLUTE


@pytest.mark.parametrize(
    ("button", "flag"), [(1, MouseFlag.LEFT_DOWN), (2, MouseFlag.MIDDLE_DOWN), (9, MouseFlag.X_DOWN)]
)
def test_buttons_have_their_flags(button: int, flag: MouseFlag) -> None:
    """Left, middle and forward."""
    (event,) = button_input(button, down=True)
    assert event.flags == flag


def test_the_wheel_turns_the_right_way() -> None:
    """Down on the wire is negative on Windows; right is positive on both."""
    assert wheel_input(1, 2) == [MouseInput(0, 0, -240, MouseFlag.WHEEL), MouseInput(0, 0, 120, MouseFlag.HWHEEL)]
    assert wheel_input(0, 0) == []
