"""The settings: how an office PC is opened, and which keys there are. Knows choices; does not keep them."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client import labels
from client.qt.parts import label
from client.sentence import Language, Sentence
from client.settings import Settings

_WIDTH = 520  # logical pixels


class ChoicesDialog(QDialog):
    """`changed` carries the settings after each tick: there is nothing to confirm."""

    changed = Signal(object)

    def __init__(self, language: Language, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._settings = settings
        self.setObjectName("page")
        self.setWindowTitle(labels.SETTINGS.say(language))
        self.setFixedWidth(_WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 26, 32, 24)
        self._column.setSpacing(8)
        self._column.addWidget(label(labels.SETTINGS.say(language), "title"))
        self.full_screen = self._choice(labels.OPEN_FULL_SCREEN, None, "full_screen")
        self.actual_size = self._choice(labels.OPEN_ACTUAL, labels.OPEN_ACTUAL_HINT, "actual_size")
        self.match_window = self._choice(labels.OPEN_MATCHED, labels.OPEN_MATCHED_HINT, "match_window")
        self._column.addSpacing(10)
        self._column.addWidget(label(labels.SHORTCUTS.say(language), "identity"))
        self._column.addLayout(self._keys())
        self.close_button = QPushButton(labels.CLOSE.say(language))
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self._column.addSpacing(8)
        self._column.addLayout(foot)

    def _choice(self, words: Sentence, hint: Sentence | None, field: str) -> QCheckBox:
        box = QCheckBox(words.say(self._language))
        box.setChecked(bool(getattr(self._settings, field)))
        box.toggled.connect(lambda on: self._choose(field, on=on))
        self._column.addWidget(box)
        if hint is not None:
            box.setAccessibleDescription(hint.say(self._language))
            below = label(hint.say(self._language), "soft")
            below.setContentsMargins(28, 0, 0, 6)
            self._column.addWidget(below)
        return box

    def _choose(self, field: str, *, on: bool) -> None:
        self._settings = msgspec.structs.replace(self._settings, **{field: on})
        self.changed.emit(self._settings)

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for row, (keys, words) in enumerate(labels.SHORTCUT_LIST):
            grid.addWidget(label(keys, "soft"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(words.say(self._language)), row, 1)
        grid.setColumnStretch(1, 1)
        return grid
