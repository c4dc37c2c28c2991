"""What RandR's resolution does that no other does: survive a kill, and leave a server without RandR alone."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from agent.resolution.x11 import X11Resolution
from tests.fakes.desktop import Painter
from tests.rig.display import Display

_KILLED = """
import os, sys
from agent.resolution.x11 import X11Resolution
X11Resolution(sys.argv[1]).follow(1000, 700)
os._exit(9)
"""


@pytest.fixture
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Display, Painter]]:
    """A virtual screen of 1280 x 800."""
    log = tmp_path_factory.mktemp("x") / "xvfb.log"
    with Display(log, width=1280, height=800) as display, Painter(display.name) as painter:
        yield display, painter


def size(painter: Painter) -> tuple[int, int]:
    """The screen's."""
    found = painter.core.GetGeometry(painter.root).reply()
    return found.width, found.height


def modes(display: Display) -> str:
    """What there is, as an administrator would list it."""
    done = subprocess.run(["xrandr", "-display", display.name], capture_output=True, text=True, check=True)  # noqa: S603, S607 - fixed words
    return done.stdout


def test_what_a_killed_agent_changed_is_restored_by_the_next(screen: tuple[Display, Painter]) -> None:
    """The size of before is kept on the screen itself, and no mode of ours remains."""
    display, painter = screen
    subprocess.run([sys.executable, "-c", _KILLED, display.name], check=False)  # noqa: S603 - fixed words
    assert "sekisho-1000x700" in modes(display)
    assert size(painter) == (1000, 700)
    again = X11Resolution(display.name)
    again.restore()
    assert size(painter) == (1280, 800)
    assert "sekisho" not in modes(display)
    again.close()


def test_what_the_server_cannot_be_is_not_asked_of_it(screen: tuple[Display, Painter]) -> None:
    """A window larger than the server's largest screen gets that one."""
    display, painter = screen
    resolution = X11Resolution(display.name)
    resolution.follow(5000, 3000)
    assert size(painter) == (1280, 800)
    resolution.close()


def test_a_screen_without_randr_is_left_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    """It may not follow, and asking it all the same does nothing and fails nothing."""
    log = tmp_path_factory.mktemp("old") / "xvfb.log"
    with Display(log, width=900, height=700, extensions_off=("RANDR",)) as display, Painter(display.name) as painter:
        resolution = X11Resolution(display.name)
        assert not resolution.may_follow
        resolution.follow(800, 600)
        resolution.restore()
        assert size(painter) == (900, 700)
        resolution.close()
