"""The notice on a real screen."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from agent.damage import part
from agent.errors import DesktopError
from agent.inject.x11 import X11Injector
from agent.notice.picture import drawn
from agent.notice.x11 import X11Notice
from tests.fakes.desktop import Painter, Typist
from tests.rig.display import Display
from wire.geometry import Rect

TEXT = "遠隔利用中 131016-0001 関所 花子"


def test_the_notice_shows_and_goes(display: Display, painter: Painter) -> None:
    """Its picture is at the top in the middle; after closing nothing is left of it."""
    notice = X11Notice(display.name)
    notice.show(TEXT)
    wanted = drawn(TEXT, 640)
    height, width = wanted.shape[:2]
    place = Rect((640 - width) // 2, 0, width, height)
    until(lambda: np.array_equal(part(painter.look(), place)[:, :, :3], wanted[:, :, :3]), "the notice shows")
    notice.close()
    notice.close()
    until(lambda: painter.children() == [], "nothing is left")


def test_the_notice_takes_neither_focus_nor_clicks(display: Display, painter: Painter) -> None:
    """A click on it reaches the window beneath, and the keyboard stays where it was."""
    typist = Typist(painter)
    painter.core.ConfigureWindow(typist.number, 0b1111, [0, 0, 640, 200])
    painter.sync()
    notice, injector = X11Notice(display.name), X11Injector(display.name)
    notice.show(TEXT)
    injector.pointer(320, 5)
    injector.button(1, True)
    injector.button(1, False)
    injector.key(30, True)
    injector.key(30, False)
    injector.close()
    assert typist.heard() == [("press", 1), ("release", 1), ("down", 30), ("up", 30)]
    notice.close()
    painter.close(typist.number)


def test_a_screen_that_is_not_there_is_a_sentence() -> None:
    """No display, no traceback."""
    with pytest.raises(DesktopError, match="cannot be opened"):
        X11Notice(":997")


def until(condition: Callable[[], bool], what: str) -> None:
    """Look until *condition* holds; each look is a round trip to the server."""
    end = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
