"""Top-level windows by title, on a real screen without a window manager."""

from collections.abc import Iterator

import pytest

from agent.capture.x11_windows import TopWindows
from agent.x11 import XConnection
from tests.fakes.desktop import Painter
from tests.rig.display import Display


@pytest.fixture
def windows(display: Display) -> Iterator[TopWindows]:
    """A list of windows."""
    connection = XConnection(display.name)
    yield TopWindows(connection)
    connection.close()


def test_a_window_without_a_manager_is_seen(windows: TopWindows, painter: Painter) -> None:
    """The root's own children count."""
    number = painter.window("住基照会")
    assert "住基照会" in windows.titles()
    painter.close(number)
    assert windows.titles() == []


def test_a_window_that_a_manager_lists_is_seen_although_it_is_hidden(windows: TopWindows, painter: Painter) -> None:
    """A minimised window counts: better blank once too often."""
    number = painter.window("住基照会")
    painter.core.UnmapWindow(number)
    painter.list_clients([number])
    assert "住基照会" in windows.titles()
    painter.list_clients([])
    assert windows.titles() == []
    painter.close(number)


def test_a_list_with_windows_that_have_gone_is_no_trouble(windows: TopWindows, painter: Painter) -> None:
    """A manager's list may be late."""
    painter.list_clients([0x7FFFFFF])
    assert windows.titles() == []
    painter.list_clients([])
