"""The office screen's widget: what is painted, and what a person's hands become."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.framebuffer import Framebuffer
from client.keymap import Platform
from client.qt.screen import ScreenWidget
from client.viewport import Zoom
from tests.client.qt.conftest import Until
from wire.geometry import Rect
from wire.message import Message
from wire.messages import Button, Cursor, Key, Pointer, ReleaseAll, Resize, Wheel

A, TAB, ENTER = 38, 23, 36  # X11 keycodes


class Screen:
    """A shown widget over a grey 320 x 200 office screen, and all that it said."""

    def __init__(self, platform: Platform = Platform.EVDEV) -> None:
        self.widget = ScreenWidget("screen", platform)
        self.said: list[Message] = []
        self.painted: list[int] = []
        self.widget.spoke.connect(self.said.extend)
        self.widget.painted.connect(lambda number, _: self.painted.append(number))
        self.widget.resize(320, 200)
        self.framebuffer = Framebuffer(320, 200)
        self.framebuffer.pixels[:, :, :3] = 128
        self.widget.set_framebuffer(self.framebuffer)
        self.widget.show()
        self.widget.setFocus()

    def key(self, scan: int, *, down: bool, repeat: bool = False, key: int = 0, virtual: int = 0) -> None:
        """A native key event."""
        kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
        none = Qt.KeyboardModifier.NoModifier
        modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier if key else none
        event = QKeyEvent(kind, key, modifiers, scan, virtual, 0, "", repeat)
        QApplication.sendEvent(self.widget, event)

    def colour(self, x: int, y: int) -> tuple[int, int, int]:
        """What the window shows at a place."""
        colour = QColor(self.widget.grab().toImage().pixel(x, y))
        return colour.red(), colour.green(), colour.blue()


@pytest.fixture
def screen(app: QApplication) -> Iterator[Screen]:
    """A screen on X11."""
    del app
    made = Screen()
    yield made
    made.widget.close()


def test_the_picture_is_shown_as_it_is(screen: Screen) -> None:
    """At the office's size every pixel is shown unscaled, and the colours are not swapped."""
    screen.framebuffer.pixels[10, 20, :3] = (10, 60, 200)  # blue, green, red
    screen.widget.show_changed(1, (Rect(20, 10, 1, 1),), 100)
    assert screen.colour(20, 10) == (200, 60, 10)
    assert screen.colour(21, 10) == (128, 128, 128)


def test_every_picture_is_acknowledged_after_it_was_painted(screen: Screen) -> None:
    """The acknowledgement follows the painting, also when nothing has changed and when the window is hidden."""
    screen.widget.show_changed(1, (Rect(0, 0, 320, 200),), 100)
    screen.widget.show_changed(2, (), 100)
    screen.widget.hide()
    screen.widget.show_changed(3, (Rect(0, 0, 9, 9),), 100)
    assert screen.painted == [1, 2, 3]


def test_only_what_has_changed_is_painted(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small change repaints a small region."""
    regions: list[QRect] = []
    monkeypatch.setattr(screen.widget, "repaint", lambda region: regions.append(region.boundingRect()))
    screen.widget.show_changed(1, (Rect(30, 40, 5, 6), Rect(33, 44, 5, 6)), 100)
    assert regions == [QRect(30, 40, 8, 10)]


def test_after_the_end_nothing_of_the_picture_is_shown(screen: Screen) -> None:
    """Without a framebuffer the window shows its own dark ground, at once."""
    screen.widget.set_framebuffer(None)
    assert screen.colour(100, 100) == (0x20, 0x26, 0x2D)


def test_a_dimmed_picture_is_darker_and_takes_no_keys(screen: Screen) -> None:
    """What is no longer true is darkened, and keys typed at it go nowhere."""
    screen.widget.set_dimmed(True)
    assert max(screen.colour(100, 100)) < 100
    screen.key(A, down=True)
    assert screen.said == []


def test_a_withheld_picture_is_not_shown(screen: Screen) -> None:
    """While the office PC withholds the picture none of the old one stays."""
    screen.widget.set_withheld(True)
    assert screen.colour(100, 100) == (0x20, 0x26, 0x2D)


def test_keys_go_by_position(screen: Screen) -> None:
    """A key goes down and up with its evdev code; Tab and Enter belong to the office PC too."""
    for scan in (A, TAB, ENTER):
        screen.key(scan, down=True)
        screen.key(scan, down=False)
    assert screen.said == [Key(code, down) for code in (30, 15, 28) for down in (True, False)]


def test_local_repeats_are_dropped(screen: Screen) -> None:
    """A held key is one press and one release: the office PC repeats by itself."""
    screen.key(A, down=True)
    for _ in range(5):
        screen.key(A, down=False, repeat=True)
        screen.key(A, down=True, repeat=True)
    screen.key(A, down=False)
    assert screen.said == [Key(30, down=True), Key(30, down=False)]


def test_losing_the_focus_releases_everything(screen: Screen) -> None:
    """A key held while the window loses the focus does not stay down at the office."""
    screen.key(A, down=True)
    QApplication.sendEvent(screen.widget, QFocusEvent(QEvent.Type.FocusOut))
    screen.key(A, down=False)
    assert screen.said == [Key(30, down=True), ReleaseAll()]


def test_a_synthetic_key_without_a_position_is_not_sent(screen: Screen) -> None:
    """What a local input method or a macro makes up has no position and does not travel."""
    QTest.keyClick(screen.widget, Qt.Key.Key_A)
    assert screen.said == []


def test_the_local_input_method_is_off(screen: Screen) -> None:
    """Kana is made at the office, not here."""
    assert not screen.widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_our_own_chord_releases_the_keys_and_does_not_travel(screen: Screen) -> None:
    """Ctrl+Alt+Enter is for the window; the keys held for it are let go at the office."""
    wanted: list[bool] = []
    screen.widget.full_screen_wanted.connect(lambda: wanted.append(True))
    screen.key(37, down=True)
    screen.key(ENTER, down=True, key=Qt.Key.Key_Return)
    assert wanted == [True]
    assert screen.said == [Key(29, down=True), ReleaseAll()]


def test_a_windows_toggle_key_is_complete(app: QApplication) -> None:
    """半角/全角 on Windows is a press and a release, although Windows swallows the release."""
    del app
    screen = Screen(Platform.WINDOWS)
    screen.key(0x29, down=True)
    assert screen.said == [Key(41, down=True), Key(41, down=False)]
    screen.widget.close()


def test_a_click_happens_where_the_pointer_is(screen: Screen) -> None:
    """The position goes before the button, whatever was thinned before it."""
    for x in range(20, 40):
        QTest.mouseMove(screen.widget, QPoint(x, 50))
    QTest.mouseClick(screen.widget, Qt.MouseButton.RightButton, pos=QPoint(60, 70))
    down = screen.said.index(Button(3, down=True))
    assert screen.said[down - 1] == Pointer(60, 70)
    assert screen.said[-1] == Button(3, down=False)


def test_a_place_in_a_scaled_picture_is_the_office_s_pixel(screen: Screen) -> None:
    """In a window of twice the size, the pointer names the pixel that it is over."""
    screen.widget.resize(640, 400)
    QTest.mouseClick(screen.widget, Qt.MouseButton.LeftButton, pos=QPoint(401, 203))
    assert Pointer(200, 101) in screen.said
    screen.widget.set_zoom(Zoom.ACTUAL)
    screen.said.clear()
    QTest.mouseClick(screen.widget, Qt.MouseButton.LeftButton, pos=QPoint(160 + 7, 100 + 9))
    assert Pointer(7, 9) in screen.said


def test_the_wheel_turns_down_and_right_as_positive(screen: Screen) -> None:
    """One notch towards the person is one down; half notches add up."""
    for angle in (-60, -60, 120):
        event = QWheelEvent(
            QPointF(10, 10),
            QPointF(10, 10),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(screen.widget, event)
    assert [message for message in screen.said if isinstance(message, Wheel)] == [Wheel(0, 1), Wheel(0, -1)]


def test_the_office_pointer_s_shape_is_shown_here(screen: Screen) -> None:
    """The shape and its hot spot are the local pointer's; an empty shape hides it."""
    pixels = np.full((4, 6, 4), 255, np.uint8).tobytes()
    screen.widget.set_pointer_shape(Cursor(6, 4, 2, 3, b""), pixels)
    cursor = screen.widget.cursor()
    assert (cursor.pixmap().width(), cursor.pixmap().height()) == (6, 4)
    assert cursor.hotSpot() == QPoint(2, 3)
    screen.widget.set_pointer_shape(Cursor(0, 0, 0, 0, b""), b"")
    assert screen.widget.cursor().shape() == Qt.CursorShape.BlankCursor


def test_nothing_can_be_dropped_on_the_picture(screen: Screen) -> None:
    """The widget takes no drops."""
    assert not screen.widget.acceptDrops()


def test_one_monitor_alone_is_shown_and_pointed_at(screen: Screen) -> None:
    """The right half fills the window from its left edge; a click there names the pixel of the whole office screen."""
    screen.framebuffer.pixels[:, 160:, :3] = 250
    screen.widget.show_part(Rect(160, 0, 160, 200))
    screen.widget.resize(160, 200)
    assert screen.colour(1, 100) == (250, 250, 250)
    QTest.mouseClick(screen.widget, Qt.MouseButton.LeftButton, pos=QPoint(5, 7))
    assert Pointer(165, 7) in screen.said
    screen.widget.show_part(None)
    assert screen.colour(1, 70) == (128, 128, 128)


def test_a_monitor_that_has_gone_shows_the_whole(screen: Screen) -> None:
    """Until the office PC has told of its monitors anew, a part beyond the screen is not sought."""
    screen.widget.show_part(Rect(900, 0, 160, 200))
    assert screen.colour(160, 100) == (128, 128, 128)


def test_at_one_to_one_the_edge_pushes_the_picture(screen: Screen, until: Until) -> None:
    """With the pointer at the right edge the rest comes into view, and the office pointer goes with it."""
    screen.framebuffer.pixels[:, 319, :3] = 250
    screen.widget.set_zoom(Zoom.ACTUAL)
    screen.widget.resize(200, 120)
    QTest.mouseMove(screen.widget, QPoint(199, 60))
    until(lambda: screen.colour(199, 60) == (250, 250, 250))
    until(lambda: screen.said[-1] == Pointer(319, 60))


def test_a_window_at_rest_asks_for_its_size_once(screen: Screen, until: Until) -> None:
    """Only when matching is on, only when the size differs, and only after it has rested."""
    screen.widget.resize(400, 300)
    screen.widget.set_matching(True)
    for width in range(401, 421):
        screen.widget.resize(width, 300)
    until(lambda: Resize(420, 300) in screen.said)
    assert [message for message in screen.said if isinstance(message, Resize)] == [Resize(420, 300)]
    screen.widget.set_framebuffer(Framebuffer(420, 300))
    screen.widget.set_matching(False)
    screen.widget.resize(500, 300)
    assert not screen.widget._rest_timer.isActive()


def test_control_alt_page_down_is_ours(screen: Screen) -> None:
    """The next monitor is called for; the office PC does not see the chord."""
    wanted: list[bool] = []
    screen.widget.next_monitor_wanted.connect(lambda: wanted.append(True))
    screen.key(117, down=True, key=Qt.Key.Key_PageDown)
    assert wanted == [True]
    assert not any(isinstance(message, Key) and message.down for message in screen.said)
