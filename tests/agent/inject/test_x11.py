"""XTEST on a real screen."""

from collections.abc import Iterator

import pytest

from agent.errors import DesktopError
from agent.inject.x11 import X11Injector
from tests.fakes.desktop import Painter, Typist
from tests.rig.display import Display, Hands


@pytest.fixture
def injector(display: Display) -> Iterator[X11Injector]:
    """Hands on the screen."""
    found = X11Injector(display.name)
    yield found
    found.close()


def heard(typist: Typist, count: int) -> list[tuple[str, int]]:
    """The next *count* events of the window."""
    found: list[tuple[str, int]] = []
    for _ in range(1000):
        found += typist.heard()
        if len(found) >= count:
            break
    return found


def test_keys_arrive_by_position(painter: Painter, injector: X11Injector) -> None:
    """半角/全角, ろ, 変換, か and ¥ arrive at the focused window as the keys that were pressed, in order."""
    typist = Typist(painter)
    codes = [41, 89, 92, 93, 124, 30]
    for code in codes:
        injector.key(code, True)
        injector.key(code, False)
    assert heard(typist, 12) == [event for code in codes for event in (("down", code), ("up", code))]
    painter.close(typist.number)


def test_the_pointer_goes_where_it_is_told_and_stays_on_the_screen(painter: Painter, injector: X11Injector) -> None:
    """A pixel is a pixel; beyond the edge is the edge."""
    injector.pointer(123, 45)
    painter.sync()
    assert wait_for_pointer(painter, (123, 45)) == (123, 45)
    injector.pointer(9999, 9999)
    assert wait_for_pointer(painter, (639, 479)) == (639, 479)


def test_buttons_and_wheel_reach_the_window_beneath(painter: Painter, injector: X11Injector) -> None:
    """A click is a click; the wheel is X's buttons 4 to 7, a click for each notch."""
    typist = Typist(painter)
    injector.pointer(40, 40)
    injector.button(3, True)
    injector.button(3, False)
    injector.wheel(-1, 2)
    clicks = [("press", 3), ("release", 3)] + [("press", 5), ("release", 5)] * 2 + [("press", 6), ("release", 6)]
    assert heard(typist, len(clicks)) == clicks
    painter.close(typist.number)


def test_a_key_that_x_cannot_name_is_passed_over(painter: Painter, injector: X11Injector) -> None:
    """Codes above 247 do nothing, and the next key still works."""
    typist = Typist(painter)
    injector.key(255, True)
    injector.key(255, False)
    injector.key(30, True)
    injector.key(30, False)
    assert heard(typist, 2) == [("down", 30), ("up", 30)]
    painter.close(typist.number)


def test_what_a_dead_client_pressed_is_let_go(painter: Painter, display: Display) -> None:
    """XTEST keeps the keys of a client that has vanished; the next one can release them."""
    typist = Typist(painter)
    with Hands(display.name) as dying:
        dying.press(111)
        assert heard(typist, 1) == [("down", 111)]
    injector = X11Injector(display.name)
    injector.let_go()
    injector.close()
    assert [event for event in heard(typist, 1) if event[0] == "up"] == [("up", 111)]
    painter.close(typist.number)


def test_a_screen_that_is_not_there_is_a_sentence() -> None:
    """No display, no traceback."""
    with pytest.raises(DesktopError, match="cannot be opened"):
        X11Injector(":997")


def wait_for_pointer(painter: Painter, wanted: tuple[int, int]) -> tuple[int, int]:
    """Where the pointer is, once it is there or after many looks."""
    looks = (painter.pointer()[:2] for _ in range(1000))
    return next((place for place in looks if place == wanted), painter.pointer()[:2])
