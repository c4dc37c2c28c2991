"""The office PC's monitors in the window, and its resolution matched to it."""

from client import labels, pages
from client.framebuffer import Framebuffer
from client.qt.window import Window
from tests.client.qt.conftest import Listening, Until, button
from tests.fakes.client_play import PC
from wire.geometry import Rect
from wire.messages import Resize, Screen

VIEWING = pages.Viewing(PC, 7)
TWO = Screen(Rect(0, 0, 640, 200), (Rect(0, 0, 320, 200), Rect(320, 0, 320, 200)), resizable=False)
ONE = Screen(Rect(0, 0, 320, 200), (Rect(0, 0, 320, 200),), resizable=True)


def show_monitors(window: Window, bridge: Listening, screen: Screen) -> None:
    """The office PC tells of its screen; the right monitor is lighter than the left one."""
    framebuffer = Framebuffer(screen.size.width, screen.size.height)
    framebuffer.pixels[:, :320, :3] = 100
    framebuffer.pixels[:, 320:, :3] = 200
    window.turn_to(VIEWING)
    bridge.arranged(screen)
    bridge.picture_of(framebuffer)
    bridge.drawn(1, (screen.size,), 500)


def test_each_monitor_has_a_tab(window: Window, bridge: Listening, until: Until) -> None:
    """Two monitors: all of them, the first, the second, by mouse or by key; one monitor: no tabs."""
    show_monitors(window, bridge, TWO)
    bar, screen = window.office.bar, window.office.screen_widget
    until(bar.monitors.isVisible)
    button(bar, "画面 2").click()
    assert screen._part == TWO.monitors[1]
    screen.next_monitor_wanted.emit()
    assert screen._part is None
    assert button(bar, "すべて").isChecked()
    screen.next_monitor_wanted.emit()
    assert screen._part == TWO.monitors[0]
    show_monitors(window, bridge, ONE)
    until(lambda: not bar.monitors.isVisible())
    assert screen._part is None


def test_a_tab_stays_when_the_line_comes_back(window: Window, bridge: Listening, until: Until) -> None:
    """The monitor that was looked at is looked at again."""
    show_monitors(window, bridge, TWO)
    until(window.office.bar.monitors.isVisible)
    button(window.office.bar, "画面 2").click()
    window.turn_to(pages.Dimmed(PC))
    show_monitors(window, bridge, TWO)
    until(lambda: window.office.screen_widget._part == TWO.monitors[1])


def test_matching_is_offered_where_the_office_pc_allows_it(window: Window, bridge: Listening, until: Until) -> None:
    """With one monitor the window's size is asked for, and the window keeps it; with two nothing is offered."""
    show_monitors(window, bridge, ONE)
    match = button(window.office.bar, labels.MATCH.ja)
    until(match.isVisible)
    match.click()
    screen = window.office.screen_widget
    until(lambda: Resize(screen.width(), screen.height()) in bridge.messages)
    size = window.size()
    show_monitors(window, bridge, ONE)
    until(lambda: len(bridge.acknowledged) == 2)
    assert window.size() == size
    show_monitors(window, bridge, TWO)
    until(lambda: not match.isVisible())
    assert not window.office.matching
