"""The office screen in the window: paints the framebuffer, and turns keys and pointer into messages.

Decides nothing about the session. Never copies the picture: the image is a view of the framebuffer.
"""

import math
import sys
import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.framebuffer import Framebuffer
from client.keyboard import Keyboard
from client.keymap import Platform, evdev_code
from client.pointer import PointerPacer, WheelGatherer
from client.qt.style import NIGHT
from client.viewport import Viewport, Zoom, place, push
from wire import limits
from wire.geometry import Rect
from wire.message import Message
from wire.messages import Cursor, Resize

_BUTTONS: Final = {
    Qt.MouseButton.LeftButton: 1,
    Qt.MouseButton.MiddleButton: 2,
    Qt.MouseButton.RightButton: 3,
    Qt.MouseButton.BackButton: 8,
    Qt.MouseButton.ForwardButton: 9,
}
_CHORD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_PUSH_EVERY: Final = 16  # milliseconds
_REST: Final = 400  # milliseconds after which a window that was being dragged larger counts as at rest
_DIM: Final = QColor(20, 24, 28, 170)


def this_platform() -> Platform:
    """Whose key numbers Qt passes on here."""
    if sys.platform == "win32":
        return Platform.WINDOWS
    return Platform.MACOS if sys.platform == "darwin" else Platform.EVDEV


class ScreenWidget(QWidget):
    """The picture. `spoke` carries messages for the office PC, `painted` a picture's number and decode time."""

    spoke = Signal(object)
    painted = Signal(int, int)
    full_screen_wanted = Signal()
    bar_wanted = Signal()
    next_monitor_wanted = Signal()
    pointed = Signal(int)  # the pointer's row in this widget, in logical pixels

    def __init__(self, name: str, platform: Platform | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAcceptDrops(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)  # kana is made at the office
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._platform = platform or this_platform()
        self._framebuffer: Framebuffer | None = None
        self._image: QImage | None = None
        self._zoom = Zoom.FIT
        self._part: Rect | None = None  # the monitor that is shown; None: all of the office screen
        self._pushed = (0, 0)  # device pixels by which a picture that does not fit is moved to the left and up
        self._pointed_at = (0.0, 0.0)  # device pixels
        self._matching = False
        self._dimmed = False
        self._withheld = False
        self._keyboard = Keyboard(self._platform)
        self._pointer = PointerPacer()
        self._wheel = WheelGatherer()
        self._pointer_timer = QTimer(self)
        self._pointer_timer.setSingleShot(True)
        self._pointer_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._pointer_timer.timeout.connect(self._flush_pointer)
        self._push_timer = QTimer(self)
        self._push_timer.setInterval(_PUSH_EVERY)
        self._push_timer.timeout.connect(self._push)
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(_REST)
        self._rest_timer.timeout.connect(self._ask_for_size)

    # --- the picture ----------------------------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        """Whether there is a framebuffer behind the widget."""
        return self._framebuffer is not None

    def set_framebuffer(self, framebuffer: Framebuffer | None) -> None:
        """Show *framebuffer* from now on; None: nothing, at once."""
        self._framebuffer = framebuffer
        self._image = None
        if framebuffer is None:
            self.unsetCursor()
            self._dimmed = self._withheld = False
        else:
            width, height = framebuffer.width, framebuffer.height
            self._image = QImage(framebuffer.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.repaint()

    def show_changed(self, number: int, changed: Sequence[Rect], decode: int) -> None:
        """Paint what picture *number* has changed, now, and say so."""
        if self._framebuffer is not None and self.isVisible():
            viewport = self._viewport()
            region = QRegion()
            for rect in changed:
                region += self._logical(viewport.to_window(rect))
            self.repaint(region)
        self.painted.emit(number, decode)

    def set_zoom(self, zoom: Zoom) -> None:
        """Fit or one to one."""
        self._zoom = zoom
        self._pushed = (0, 0)
        self._push_timer.stop()
        self.update()

    def show_part(self, part: Rect | None) -> None:
        """Show one monitor of the office screen alone; None: all of it."""
        self._part = part
        self._pushed = (0, 0)
        self.update()

    def set_matching(self, matching: bool) -> None:  # noqa: FBT001 - a setter
        """Whether the office PC is asked for a screen as large as this widget, now and whenever that changes."""
        self._matching = matching
        if matching:
            self._rest_timer.start()
        else:
            self._rest_timer.stop()

    def set_dimmed(self, dimmed: bool) -> None:  # noqa: FBT001 - a setter
        """Darken the last picture, which is no longer true."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.repaint()

    def set_withheld(self, withheld: bool) -> None:  # noqa: FBT001 - a setter
        """Hide the picture while the office PC withholds it."""
        self._withheld = withheld
        self.repaint()

    def set_pointer_shape(self, shape: Cursor, pixels: bytes) -> None:
        """Show the office pointer's shape under the local pointer."""
        if not pixels:
            self.setCursor(Qt.CursorShape.BlankCursor)
            return
        image = QImage(pixels, shape.width, shape.height, shape.width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        pixmap = QPixmap.fromImage(image.copy())  # the bytes end with this call
        self.setCursor(QCursor(pixmap, min(shape.hot_x, shape.width - 1), min(shape.hot_y, shape.height - 1)))

    def _viewport(self) -> Viewport:
        ratio = self.devicePixelRatioF()
        window = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        framebuffer = self._framebuffer
        office = Rect(0, 0, framebuffer.width, framebuffer.height) if framebuffer is not None else Rect(0, 0, 1, 1)
        # A screen that has just become smaller may no longer hold the monitor that is shown.
        part = office if self._part is None else office.intersection(self._part) or office
        return place(self._zoom, window, part, self._pushed)

    def _logical(self, area: tuple[int, int, int, int]) -> QRect:
        """Device pixels as Qt's logical ones, rounded outwards."""
        ratio = self.devicePixelRatioF()
        left, top = math.floor(area[0] / ratio), math.floor(area[1] / ratio)
        right, bottom = math.ceil((area[0] + area[2]) / ratio), math.ceil((area[1] + area[3]) / ratio)
        return QRect(left, top, right - left, bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the part that Qt asks for (Qt calls this)."""
        painter = QPainter(self)
        framebuffer, image = self._framebuffer, self._image
        if framebuffer is None or image is None or self._withheld:
            painter.fillRect(event.rect(), QColor(NIGHT))
            return
        ratio, viewport = self.devicePixelRatioF(), self._viewport()
        shown = self._logical(viewport.to_window(viewport.part))
        if not shown.adjusted(3, 3, -3, -3).contains(event.rect()):
            painter.fillRect(event.rect(), QColor(NIGHT))
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(viewport.left, viewport.top)
        if viewport.scale != 1.0:
            painter.scale(viewport.scale, viewport.scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        part = viewport.part
        with framebuffer.lock:
            painter.drawImage(QPoint(0, 0), image, QRect(part.x, part.y, part.width, part.height))
        if self._dimmed:
            painter.resetTransform()
            painter.fillRect(event.rect(), _DIM)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another size of the window (Qt calls this): once it rests, the office PC is asked for it."""
        super().resizeEvent(event)
        if self._matching:
            self._rest_timer.start()

    def _ask_for_size(self) -> None:
        ratio, most = self.devicePixelRatioF(), limits.MAX_SIDE
        width, height = (min(max(1, round(side * ratio)), most) for side in (self.width(), self.height()))
        framebuffer = self._framebuffer
        if framebuffer is not None and (framebuffer.width, framebuffer.height) != (width, height):
            self._speak([Resize(width, height)])

    # --- keys -----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that Qt would keep for itself, Tab and shortcuts, belong to the office PC too (Qt calls this)."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A key went down (Qt calls this); to the office PC at once, but for our own three chords."""
        event.accept()
        if event.isAutoRepeat():
            return
        if event.modifiers() & _CHORD == _CHORD and self._own_chord(event.key()):
            return
        code = evdev_code(self._platform, event.nativeScanCode(), event.nativeVirtualKey())
        if code is not None:
            self._speak(self._keyboard.pressed(code))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A key went up (Qt calls this)."""
        event.accept()
        if event.isAutoRepeat():
            return
        code = evdev_code(self._platform, event.nativeScanCode(), event.nativeVirtualKey())
        if code is not None:
            self._speak(self._keyboard.released(code))

    def send_chord(self, codes: Sequence[int]) -> None:
        """Send keys that were chosen from the menu."""
        self._speak(self._keyboard.chord(codes))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _own_chord(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                wanted = self.full_screen_wanted
            case Qt.Key.Key_Home:
                wanted = self.bar_wanted
            case Qt.Key.Key_PageDown:
                wanted = self.next_monitor_wanted
            case _:
                return False
        self._speak(self._keyboard.release_all())
        wanted.emit()
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Another window has the keys now: nothing may stay down at the office (Qt calls this)."""
        self._speak(self._keyboard.release_all())
        super().focusOutEvent(event)

    # --- pointer --------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The pointer moved (Qt calls this): the newest position, every 8 ms at most."""
        self.pointed.emit(int(event.position().y()))
        self._point(event)
        due = self._pointer.due_in(time.monotonic())
        if due is not None and not self._pointer_timer.isActive():
            self._pointer_timer.start(math.ceil(due * 1000))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A button went down (Qt calls this)."""
        self._press(event, down=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The second press of a double click is a press like any other (Qt calls this)."""
        self._press(event, down=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A button went up (Qt calls this)."""
        self._press(event, down=False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel turned (Qt calls this); Qt counts up and left as positive."""
        event.accept()
        turned = self._wheel.turned(-event.angleDelta().x(), -event.angleDelta().y())
        self._flush_pointer()
        self._speak(turned)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The pointer has left (Qt calls this): the picture stays where it is."""
        self._push_timer.stop()
        super().leaveEvent(event)

    def _point(self, event: QMouseEvent) -> None:
        ratio = self.devicePixelRatioF()
        self._pointed_at = (event.position().x() * ratio, event.position().y() * ratio)
        if self._further() != self._pushed and not self._push_timer.isActive():
            self._push_timer.start()
        self._say_pointer()

    def _further(self) -> tuple[int, int]:
        """Where the picture would be pushed next."""
        if self._zoom is not Zoom.ACTUAL or self._framebuffer is None:
            return self._pushed
        ratio = self.devicePixelRatioF()
        window = (round(self.width() * ratio), round(self.height() * ratio))
        return push(self._pushed, self._pointed_at, window, self._viewport().part)

    def _push(self) -> None:
        """One step, as long as the pointer stays at the edge and there is more to see there."""
        further = self._further()
        if further == self._pushed:
            self._push_timer.stop()
            return
        self._pushed = further
        self.update()
        self._say_pointer()  # another office pixel lies under a pointer that has not moved

    def _say_pointer(self) -> None:
        x, y = self._viewport().to_office(*self._pointed_at)
        self._speak(self._pointer.moved(x, y, time.monotonic()))

    def _press(self, event: QMouseEvent, *, down: bool) -> None:
        event.accept()
        number = _BUTTONS.get(event.button())
        if number is None:
            return
        self._point(event)
        self._flush_pointer()
        self._speak(self._keyboard.button(number, down=down))

    def _flush_pointer(self) -> None:
        self._pointer_timer.stop()
        self._speak(self._pointer.flush(time.monotonic()))

    def _speak(self, messages: Sequence[Message]) -> None:
        if messages and self._framebuffer is not None and not self._dimmed:
            self.spoke.emit(messages)
