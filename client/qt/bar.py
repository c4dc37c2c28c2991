"""The thin bar over the office screen: which PC, how the line is, and the way out."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy

from client import labels
from client.chords import CHORDS
from client.qt.monitors import MonitorTabs
from client.quality import Grade, Quality, Why
from client.sentence import Language
from client.viewport import Zoom

HEIGHT = 36  # logical pixels
_GRADES = {
    Grade.GOOD: (labels.LINE_GOOD, "#6fcf97"),
    Grade.FAIR: (labels.LINE_FAIR, "#f2d06b"),
    Grade.SLOW: (labels.LINE_SLOW, "#f0a35e"),
    Grade.SILENT: (labels.LINE_SILENT, "#f0a35e"),
}
_WHYS = {
    Why.FAR: labels.WHY_FAR,
    Why.BUSY: labels.WHY_BUSY,
    Why.THIS_PC: labels.WHY_THIS_PC,
    Why.SILENT: labels.WHY_SILENT,
}


class Bar(QFrame):
    """Says what the line is like; its signals say what the person wants."""

    left = Signal()
    zoomed = Signal(object)
    chord_wanted = Signal(object)  # evdev codes
    full_screen_wanted = Signal()
    matching_wanted = Signal(bool)

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
        self._why = QLabel()
        # A narrow window cuts the reason short rather than the buttons.
        self._why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._keys_button = QPushButton(labels.KEYS.say(language))
        self._keys_button.setAccessibleName(labels.KEYS_NAME.say(language))
        self._keys_button.setMenu(self._chords())
        self.monitors = MonitorTabs(language)
        self._match_button = QPushButton(labels.MATCH.say(language))
        self._match_button.setCheckable(True)
        self._match_button.setAccessibleDescription(labels.MATCH_HINT.say(language))
        self._match_button.toggled.connect(self.matching_wanted)
        self._match_button.hide()
        self._zoom_button = QPushButton()
        self._full_button = QPushButton(labels.FULL_SCREEN.say(language))
        self._leave_button = QPushButton(labels.LEAVE.say(language))
        self._leave_button.setObjectName("leave")
        buttons = (self._keys_button, self._zoom_button, self._match_button, self._full_button, self._leave_button)
        for button in buttons:
            button.setToolTip(labels.KEYS_HINT.say(language))
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self._match_button.setToolTip(labels.MATCH_HINT.say(language))
        self._zoom_button.clicked.connect(self._toggle_zoom)
        self._full_button.clicked.connect(self.full_screen_wanted)
        self._leave_button.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(self._name)
        row.addSpacing(8)
        row.addWidget(self._line)
        row.addWidget(self._why, 1)
        row.addWidget(self.monitors)
        for button in buttons:
            row.addWidget(button)
        self._show_zoom()

    def _chords(self) -> QMenu:
        menu = QMenu(self)
        for words, codes in CHORDS:
            menu.addAction(words.say(self._language)).triggered.connect(partial(self._want_chord, codes))
        return menu

    def _want_chord(self, codes: tuple[int, ...], *_checked: bool) -> None:
        self.chord_wanted.emit(codes)

    def of(self, pc: str) -> None:
        """Show which office PC it is."""
        self._name.setText(pc)
        self._line.setText("")
        self._why.setText("")

    def begin_with(self, zoom: Zoom, *, matching: bool) -> None:
        """How the picture is to be shown at first."""
        if zoom is not self._zoom:
            self._toggle_zoom()
        self._match_button.setChecked(matching)

    def offer_matching(self, *, possible: bool) -> None:
        """Whether the office PC takes another resolution."""
        self._match_button.setVisible(possible)

    @property
    def matching(self) -> bool:
        """Whether the office PC is to take the window's size."""
        return self._match_button.isChecked()

    def show_line(self, quality: Quality) -> None:
        """How the line is, and why it is slow when it is: in a word, with the whole sentence for whoever asks."""
        word, colour = _GRADES[quality.grade]
        why = "" if quality.why is None else _WHYS[quality.why].say(self._language)
        text = word.say(self._language)
        if quality.milliseconds is not None:
            text = f"{text}　{quality.milliseconds:.0f} ms"
        self._line.setText(f'<span style="color:{colour}">●</span> {text}')
        self._line.setToolTip(why)
        self._line.setAccessibleName(f"{text} {why}".strip())
        self._why.setText("" if quality.grade in (Grade.GOOD, Grade.FAIR) else why)

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
