"""Whole pictures through mss, here on X11."""

import numpy as np
import pytest

from agent.capture.mss_source import MssSource
from agent.errors import DesktopError
from tests.fakes.desktop import Painter
from tests.rig.display import Display
from wire.geometry import Rect


def test_a_frame_comes_once_for_each_change(display: Display, painter: Painter) -> None:
    """The first look has the screen, the second nothing, and after a change there is a new one."""
    source = MssSource(display.name)
    first = source.newest()
    assert first is not None
    assert np.array_equal(first[:, :, :3], painter.look()[:, :, :3])
    assert source.newest() is None
    painter.fill(Rect(1, 1, 5, 5), 0xFF0000)
    painter.sync()
    changed = source.newest()
    assert changed is not None
    assert (changed[1:6, 1:6, 2] == 255).all()
    source.close()


def test_a_screen_that_is_not_there_is_a_sentence() -> None:
    """No display, no traceback."""
    with pytest.raises(DesktopError):
        MssSource(":997")
