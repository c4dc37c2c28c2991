"""The thin bar over the office screen: which PC, how the line is, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from client import labels
from client.sentence import Language
from client.viewport import Zoom

HEIGHT = 36  # logical pixels
_GOOD, _FAIR = 60.0, 150.0  # milliseconds of round trip: unnoticed, and noticed but usable


class Bar(QFrame):
    """Says what the line is like; its signals say what the person wants."""

    left = Signal()
    zoomed = Signal(object)
    full_screen_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        self._language = language
        self._zoom = Zoom.FIT
        self._name = QLabel()
        self._name.setObjectName("pcName")
        self._line = QLabel()
        self._line.setAccessibleName(labels.LINE_GOOD.say(language))
        self._zoom_button = QPushButton()
        self._full_button = QPushButton(labels.FULL_SCREEN.say(language))
        self._leave_button = QPushButton(labels.LEAVE.say(language))
        self._leave_button.setObjectName("leave")
        for button in (self._zoom_button, self._full_button, self._leave_button):
            button.setToolTip(labels.KEYS_HINT.say(language))
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self._zoom_button.clicked.connect(self._toggle_zoom)
        self._full_button.clicked.connect(self.full_screen_wanted)
        self._leave_button.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(self._name)
        row.addSpacing(8)
        row.addWidget(self._line)
        row.addStretch(1)
        for button in (self._zoom_button, self._full_button, self._leave_button):
            row.addWidget(button)
        self._show_zoom()

    def of(self, pc: str) -> None:
        """Show which office PC it is."""
        self._name.setText(pc)
        self._line.setText("")

    def show_line(self, milliseconds: float | None) -> None:
        """The round trip to the office PC; None: no answer."""
        if milliseconds is None:
            text, colour = labels.LINE_SILENT.say(self._language), "#f0a35e"
        else:
            words = labels.LINE_GOOD if milliseconds < _GOOD else labels.LINE_FAIR
            words = labels.LINE_SLOW if milliseconds >= _FAIR else words
            colour = {labels.LINE_GOOD: "#6fcf97", labels.LINE_FAIR: "#f2d06b"}.get(words, "#f0a35e")
            text = f"{words.say(self._language)}　{milliseconds:.0f} ms"
        self._line.setText(f'<span style="color:{colour}">●</span> {text}')
        self._line.setAccessibleName(text)

    def show_lost(self) -> None:
        """The line is gone."""
        self._line.setText(f'<span style="color:#ef7d78">●</span> {labels.LINE_LOST.say(self._language)}')

    def show_full_screen(self, full: bool) -> None:  # noqa: FBT001 - a setter
        """The button says what it will do next."""
        self._full_button.setText((labels.LEAVE_FULL_SCREEN if full else labels.FULL_SCREEN).say(self._language))

    def take_focus(self) -> None:
        """For the keyboard: the way out has the focus."""
        self._leave_button.setFocus()

    def _toggle_zoom(self) -> None:
        self._zoom = Zoom.ACTUAL if self._zoom is Zoom.FIT else Zoom.FIT
        self._show_zoom()
        self.zoomed.emit(self._zoom)

    def _show_zoom(self) -> None:
        word = labels.ACTUAL if self._zoom is Zoom.FIT else labels.FIT
        self._zoom_button.setText(word.say(self._language))
