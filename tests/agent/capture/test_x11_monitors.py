"""The monitors of a real X screen."""

import subprocess

import pytest

from agent.capture.x11 import X11Grabber
from tests.agent.capture.test_x11 import drain, until
from tests.rig.display import Display
from wire.geometry import Rect


def test_other_monitors_are_told_of(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A screen that is divided in two says so, the primary monitor first; its size stays."""
    log = tmp_path_factory.mktemp("two") / "xvfb.log"
    with Display(log, width=800, height=600) as display:
        grabber = X11Grabber(display.name)
        drain(grabber)
        assert grabber.monitors == [Rect(0, 0, 800, 600)]
        for name, place, output in (
            ("left", "300/80x600/150+0+0", "screen"),
            ("*right", "500/130x600/150+300+0", "none"),
        ):
            command = ["xrandr", "-display", display.name, "--setmonitor", name, place, output]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
        while len(grabber.monitors) < 2:
            until(grabber, "resized")
        assert grabber.monitors == [Rect(300, 0, 500, 600), Rect(0, 0, 300, 600)]
        assert grabber.size == (800, 600)
        grabber.close()


def test_a_screen_without_randr_is_one_monitor(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An X server that knows no monitors is shown whole."""
    log = tmp_path_factory.mktemp("old") / "xvfb.log"
    with Display(log, width=320, height=240, extensions_off=("RANDR",)) as display:
        grabber = X11Grabber(display.name)
        assert grabber.monitors == [Rect(0, 0, 320, 240)]
        grabber.close()
