"""The tabs of the office PC's monitors: all of them together, or one. Hidden where there is only one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from client import labels
from client.qt.parts import clear
from client.sentence import Language
from wire.geometry import Rect


class MonitorTabs(QWidget):
    """`chosen` carries the rectangle to show, None for all of them."""

    chosen = Signal(object)

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._monitors: tuple[Rect, ...] = ()
        self._number = 0  # of the tab: 0 is all of them
        self.setAccessibleName(labels.MONITORS.say(language))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._turn_to)
        self.hide()

    def offer(self, monitors: Sequence[Rect]) -> None:
        """These are the monitors now; the tab that was chosen stays, where it still exists."""
        self._monitors = tuple(monitors)
        for button in self._group.buttons():
            self._group.removeButton(button)
        clear(self._row)
        several = len(self._monitors) > 1
        if several:
            for number in range(len(self._monitors) + 1):
                self._add(number)
        self.setVisible(several)
        self._turn_to(self._number if several and self._number <= len(self._monitors) else 0)

    def next(self) -> None:
        """The tab after this one; after the last, all of them."""
        if len(self._monitors) > 1:
            self._turn_to((self._number + 1) % (len(self._monitors) + 1))

    def _add(self, number: int) -> None:
        words = labels.MONITOR.filled(str(number)) if number else labels.ALL_MONITORS
        button = QPushButton(words.say(self._language))
        button.setCheckable(True)
        size = f" {self._monitors[number - 1].width}×{self._monitors[number - 1].height}" if number else ""
        button.setAccessibleName(f"{labels.MONITORS.say(self._language)}: {words.say(self._language)}{size}")
        button.setToolTip(labels.KEYS_HINT.say(self._language))
        self._group.addButton(button, number)
        self._row.addWidget(button)

    def _turn_to(self, number: int) -> None:
        self._number = number
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)
        self.chosen.emit(self._monitors[number - 1] if number else None)
