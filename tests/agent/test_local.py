"""This PC's own desktop."""

import pytest

from agent import local
from agent.errors import DesktopError
from agent.local import LocalDesktop
from tests.fakes.desktop import Painter, Typist
from tests.rig.display import Display, Hands


def test_nobody_logged_in_is_an_error() -> None:
    """Without a display there is no desk."""
    with pytest.raises(DesktopError):
        LocalDesktop(":997").open()


def test_what_is_pressed_is_let_go(display: Display, painter: Painter) -> None:
    """A key that somebody's hands have left down on this display comes up."""
    typist = Typist(painter)
    heard = (event for _ in range(1000) for event in typist.heard())
    with Hands(display.name) as hands:
        hands.press(42)
        assert next(heard) == ("down", 42)
    LocalDesktop(display.name).let_go()
    assert next(event for event in heard if event[0] == "up") == ("up", 42)
    painter.close(typist.number)


def test_the_lock_is_that_of_the_same_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """The display that is shown is the one that is locked."""
    locked: list[str | None] = []
    monkeypatch.setattr(local, "lock_desktop", locked.append)
    LocalDesktop(":7").lock()
    assert locked == [":7"]
