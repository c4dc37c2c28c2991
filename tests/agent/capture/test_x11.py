"""Reading a real X screen."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import xcffib.randr

from agent.capture import Happened
from agent.capture.x11 import X11Grabber
from agent.damage import part
from agent.errors import DesktopError
from tests.fakes.desktop import Painter
from tests.rig.display import Display
from wire.geometry import Rect


@pytest.fixture
def grabber(display: Display, painter: Painter) -> Iterator[X11Grabber]:
    """Eyes on a screen where nothing happens."""
    found = X11Grabber(display.name)
    drain(found)
    yield found
    found.close()


def drain(grabber: X11Grabber) -> None:
    """Forget what happened until now."""
    while grabber.wait(0.05) != Happened():
        grabber.damage()


def until(grabber: X11Grabber, field: str) -> None:
    """Wait for an event of one kind."""
    for _ in range(100):
        if getattr(grabber.wait(0.2), field):
            return
    raise AssertionError(f"never {field}")


def test_what_is_grabbed_is_what_the_screen_shows(grabber: X11Grabber, painter: Painter) -> None:
    """Any rectangle, odd ones too, has the pixels that GetImage gives for it."""
    rng = np.random.default_rng(4)
    painter.put(0, 0, rng.integers(0, 256, (480, 640, 4)).astype(np.uint8))
    painter.sync()
    screen = painter.look()
    for rect in (Rect(0, 0, 640, 480), Rect(1, 3, 7, 5), Rect(639, 479, 1, 1), Rect(100, 0, 33, 480)):
        assert np.array_equal(grabber.grab(rect)[:, :, :3], part(screen, rect)[:, :, :3])


def test_damage_tells_where_something_was_drawn(grabber: X11Grabber, painter: Painter) -> None:
    """A rectangle drawn is damage that covers it and not the screen; asked again there is none."""
    painter.fill(Rect(50, 60, 20, 10), 0xFF0000)
    until(grabber, "damaged")
    found = grabber.damage()
    assert any(rect.union(Rect(50, 60, 20, 10)) == rect for rect in found)
    assert all(rect.area < 10_000 for rect in found)
    assert grabber.damage() == []


def test_a_thousand_scattered_changes_are_one_rectangle(grabber: X11Grabber, painter: Painter) -> None:
    """A long list of damage becomes its bounds: comparing is quicker than listing."""
    for step in range(200):
        painter.fill(Rect(step * 3, step * 2, 1, 1), step)
    painter.sync()
    until(grabber, "damaged")
    (found,) = grabber.damage()
    assert found == Rect(0, 0, 598, 399)


def test_nothing_happens_while_nothing_changes(grabber: X11Grabber) -> None:
    """A wait on a still screen ends by its timeout alone, with nothing to tell."""
    assert grabber.wait(0.2) == Happened()


def test_wake_ends_a_wait_from_another_thread(grabber: X11Grabber) -> None:
    """A wait without a timeout ends when somebody wakes it, and a wake before the wait is not lost."""
    timer = threading.Timer(0.05, grabber.wake)
    timer.start()
    assert grabber.wait(None) == Happened()
    timer.join()
    grabber.wake()
    assert grabber.wait(None) == Happened()


def test_the_cursor_has_a_shape_and_tells_of_a_new_one(grabber: X11Grabber, painter: Painter) -> None:
    """Premultiplied BGRA of its size; another cursor is an event."""
    font, cursor = painter._connection.generate_id(), painter._connection.generate_id()
    painter.core.OpenFont(font, 6, "cursor")
    painter.core.CreateGlyphCursor(cursor, font, font, 34, 35, 65535, 0, 0, 0, 0, 0)
    painter.core.ChangeWindowAttributes(painter.root, xcffib.xproto.CW.Cursor, [cursor])
    painter.sync()
    until(grabber, "pointer")
    shape = grabber.cursor()
    assert len(shape.pixels) == shape.width * shape.height * 4 > 0
    pixels = np.frombuffer(shape.pixels, np.uint8).reshape(-1, 4)
    assert (pixels[:, :3] <= pixels[:, 3:]).all(), "premultiplied"
    assert pixels[:, 2].max() == 255, "the glyph is red"


def test_windows_are_listed_by_title_and_told_of(grabber: X11Grabber, painter: Painter) -> None:
    """A window that comes, is renamed, or goes is an event, and its title is in the list while it is there."""
    window = painter.window("住基照会")
    until(grabber, "windows")
    assert "住基照会" in grabber.window_titles()
    painter.rename(window, "起案文書")
    until(grabber, "windows")
    assert "起案文書" in grabber.window_titles()
    painter.close(window)
    until(grabber, "windows")
    assert "起案文書" not in grabber.window_titles()


def test_another_screen_size_is_told_and_grabbed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """After RandR has changed the size, size and pixels are the new ones."""
    log = tmp_path_factory.mktemp("small") / "xvfb.log"
    with Display(log, width=800, height=600) as display, Painter(display.name) as painter:
        grabber = X11Grabber(display.name)
        drain(grabber)
        resize(painter, 640, 480)
        until(grabber, "resized")
        assert grabber.size == (640, 480)
        painter.fill(Rect(0, 0, 640, 480), 0x00FF00)
        painter.sync()
        assert (grabber.grab(Rect(0, 0, 640, 480))[:, :, 1] == 255).all()
        grabber.close()


def resize(painter: Painter, width: int, height: int) -> None:
    """Give the screen of *painter* another size: its one output off, then the screen as large as wanted."""
    randr = painter._connection(xcffib.randr.key)
    randr.QueryVersion(1, 3).reply()
    found = randr.GetScreenResourcesCurrent(painter.root).reply()
    for crtc in found.crtcs:
        randr.SetCrtcConfig(crtc, 0, found.config_timestamp, 0, 0, 0, 1, 0, []).reply()
    randr.SetScreenSize(painter.root, width, height, width, height)
    painter.sync()


def test_closing_twice_is_once(display: Display) -> None:
    """A grabber may be closed again, and a wake after that does nothing."""
    grabber = X11Grabber(display.name)
    grabber.close()
    grabber.close()
    grabber.wake()


def test_a_screen_that_goes_is_a_sentence(tmp_path_factory: pytest.TempPathFactory) -> None:
    """When the X server ends, every call says that the desktop has gone."""
    display = Display(tmp_path_factory.mktemp("gone") / "xvfb.log", width=320, height=240)
    grabber = X11Grabber(display.name)
    drain(grabber)
    display.stop()
    with pytest.raises(DesktopError, match="gone"):
        grabber.wait(5.0)
    with pytest.raises(DesktopError, match="gone"):
        grabber.damage()
    grabber.close()


def test_a_screen_that_is_not_there_is_a_sentence() -> None:
    """No display, no traceback."""
    with pytest.raises(DesktopError, match="cannot be opened"):
        X11Grabber(":997")
