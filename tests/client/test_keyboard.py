"""No key is ever left down."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.keyboard import Keyboard
from client.keymap import Platform
from wire.message import Message
from wire.messages import Button, Key, ReleaseAll

ACTS = st.tuples(st.sampled_from(["press", "release", "button", "unbutton", "all"]), st.sampled_from([1, 3, 9]))


@given(st.lists(ACTS), st.sampled_from(Platform))
def test_downs_and_ups_balance(acts: list[tuple[str, int]], platform: Platform) -> None:
    """Whatever the window reports, the office sees each key go down and up in turn, and nothing held at the end."""
    keyboard = Keyboard(platform)
    held: set[tuple[str, int]] = set()
    doing: dict[str, Callable[[int], list[Message]]] = {
        "press": keyboard.pressed,
        "release": keyboard.released,
        "button": lambda number: keyboard.button(number, down=True),
        "unbutton": lambda number: keyboard.button(number, down=False),
        "all": lambda _: keyboard.release_all(),
    }
    for name, number in [*acts, ("all", 0)]:
        for message in doing[name](number):
            match message:
                case Key(code=code, down=down):
                    assert down != (("key", code) in held)
                    (held.add if down else held.discard)(("key", code))
                case Button(button=button, down=down):
                    assert down != (("button", button) in held)
                    (held.add if down else held.discard)(("button", button))
                case ReleaseAll():
                    held.clear()
                case _:
                    pytest.fail(f"{message} is no input")
    assert not held


def test_a_swallowed_release_is_made_up() -> None:
    """半角/全角 on Windows goes down and up at once, and its own release, if it comes, is not sent again."""
    keyboard = Keyboard(Platform.WINDOWS)
    assert keyboard.pressed(41) == [Key(41, down=True), Key(41, down=False)]
    assert keyboard.released(41) == []


def test_nothing_is_released_when_nothing_is_down() -> None:
    """Losing the focus with no key down sends nothing."""
    assert Keyboard(Platform.EVDEV).release_all() == []


def test_a_chord_lets_go_of_what_was_down_and_leaves_nothing_down() -> None:
    """Keys from the menu go down in order and up in the other, after a release of whatever was held."""
    keyboard = Keyboard(Platform.EVDEV)
    keyboard.pressed(30)
    sent = keyboard.chord((29, 56, 111))
    assert sent[0] == ReleaseAll()
    assert [(key.code, key.down) for key in sent[1:] if isinstance(key, Key)] == [
        (29, True),
        (56, True),
        (111, True),
        (111, False),
        (56, False),
        (29, False),
    ]
    assert keyboard.release_all() == []
