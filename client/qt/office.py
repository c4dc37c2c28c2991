"""The page with the office screen: bar above, picture below, and a sentence over it when there is something to say."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from client import labels
from client.qt.bar import HEIGHT, Bar
from client.qt.parts import label
from client.qt.screen import ScreenWidget
from client.sentence import Language
from client.settings import Settings
from client.text import reason_text
from client.viewport import Zoom
from wire.geometry import Rect
from wire.messages import Screen
from wire.reasons import Reason

_TOUCH = 2  # rows at the top that call the bar in full screen
_LINGER = 700  # milliseconds that the bar stays after the pointer has left it


class Saying(QFrame):
    """A sentence over the picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(480)
        self._sentence = label("", "identity")
        self._advice = label("", "soft")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(28, 22, 28, 22)
        inside.addWidget(self._sentence)
        inside.addWidget(self._advice)
        self.hide()

    def say(self, sentence: str, advice: str) -> None:
        """Show *sentence* and *advice* in the middle of the parent."""
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self.setAccessibleName(f"{sentence} {advice}")
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        self.centre()
        self.show()
        self.raise_()

    def centre(self) -> None:
        """Move to the middle of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)


class OfficePage(QWidget):
    """Bar and picture. `left` is said by the button; full screen is the window's to do."""

    left = Signal()
    full_screen_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._full = False
        self._resizable = False
        self.screen_widget = ScreenWidget(labels.OFFICE_SCREEN.say(language))
        self.bar = Bar(language)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.screen_widget, 1)
        self._saying = Saying(self)
        self._hide_bar = QTimer(self)
        self._hide_bar.setSingleShot(True)
        self._hide_bar.setInterval(_LINGER)
        self._hide_bar.timeout.connect(self._bar_away)
        self.bar.left.connect(self.left)
        self.bar.zoomed.connect(self.screen_widget.set_zoom)
        self.bar.chord_wanted.connect(self.screen_widget.send_chord)
        self.bar.full_screen_wanted.connect(self.full_screen_wanted)
        self.bar.monitors.chosen.connect(self._show_part)
        self.bar.matching_wanted.connect(self._match)
        self.screen_widget.full_screen_wanted.connect(self.full_screen_wanted)
        self.screen_widget.bar_wanted.connect(self._bar_by_key)
        self.screen_widget.next_monitor_wanted.connect(self.bar.monitors.next)
        self.screen_widget.pointed.connect(self._pointed)

    def begin(self, pc: str) -> None:
        """The picture of *pc* comes."""
        self.bar.of(pc)
        self._saying.hide()
        self.screen_widget.set_dimmed(False)
        self.screen_widget.setFocus()

    def begin_with(self, settings: Settings) -> None:
        """How the person likes it, when an office PC is opened."""
        zoom = Zoom.ACTUAL if settings.actual_size else Zoom.FIT
        self.bar.begin_with(zoom, matching=settings.match_window)

    def arrange(self, screen: Screen) -> None:
        """The office screen has these monitors."""
        self._resizable = screen.resizable
        self.bar.monitors.offer(screen.monitors)
        self.bar.offer_matching(possible=screen.resizable)
        self.screen_widget.set_matching(self.matching)

    @property
    def matching(self) -> bool:
        """Whether the office screen takes the window's size, so that the window need not take the screen's."""
        return self._resizable and self.bar.matching

    def dim(self) -> None:
        """The line is lost: keep the last picture, darkened, and say so."""
        self.screen_widget.set_dimmed(True)
        self.bar.show_lost()
        self._saying.say(labels.LINE_LOST.say(self._language), labels.LINE_LOST_HINT.say(self._language))

    def withhold(self, reason: Reason | None) -> None:
        """The office PC hides the picture because of *reason*; None: it is back."""
        self.screen_widget.set_withheld(reason is not None)
        if reason is None:
            self._saying.hide()
            return
        explained = reason_text(reason)
        self._saying.say(explained.sentence.say(self._language), explained.advice.say(self._language))

    def set_full_screen(self, full: bool) -> None:  # noqa: FBT001 - a setter
        """In full screen the bar lies over the picture, and only when it is called."""
        self._full = full
        self.bar.show_full_screen(full)
        if full:
            self._column.removeWidget(self.bar)
            self.bar.hide()
        else:
            self._hide_bar.stop()
            self._column.insertWidget(0, self.bar)
            self.bar.show()
        self.screen_widget.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what lies over the picture in its place (Qt calls this)."""
        super().resizeEvent(event)
        self._saying.centre()
        if self._full:
            self.bar.setGeometry(0, 0, self.width(), HEIGHT)

    def _pointed(self, row: int) -> None:
        if not self._full:
            return
        if row <= _TOUCH:
            self._bar_over()
        elif self.bar.isVisible() and not self._hide_bar.isActive():
            self._hide_bar.start()

    def _show_part(self, part: Rect | None) -> None:
        self.screen_widget.show_part(part)
        self.screen_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _match(self, _: bool) -> None:  # noqa: FBT001 - a signal's
        self.screen_widget.set_matching(self.matching)
        self.screen_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bar_over(self) -> None:
        self._hide_bar.stop()
        self.bar.setGeometry(0, 0, self.width(), HEIGHT)
        self.bar.show()
        self.bar.raise_()

    def _bar_away(self) -> None:
        if not self._full:
            return
        if self.bar.underMouse():
            # It may leave for another screen, of which nobody tells: look again.
            self._hide_bar.start()
            return
        self.bar.hide()
        self.screen_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bar_by_key(self) -> None:
        if self._full:
            self._bar_over()
        self.bar.take_focus()
