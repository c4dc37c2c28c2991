"""The few building blocks that all pages share."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from client.labels import APP
from client.sentence import Language
from client.text import Problem, problem_text


def label(text: str, name: str = "") -> QLabel:
    """A wrapping label; *name* chooses its style."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of *layout*, and off the window at once."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class CardPage(QWidget):
    """A page with one card in the middle, *width* pixels wide; fill `card`."""

    def __init__(self, language: Language, width: int) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.language = language
        frame = QFrame()
        frame.setObjectName("card")
        frame.setFixedWidth(width)
        self.card = QVBoxLayout(frame)
        self.card.setContentsMargins(40, 32, 40, 36)
        self.card.setSpacing(14)
        self.card.addWidget(label(APP.say(language), "brand"))
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        # Stretches, not an alignment: an aligned widget is not asked how high its wrapped text makes it.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)


class ProblemBox(QFrame):
    """What went wrong and what to do, or nothing at all."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.setObjectName("problem")
        self._language = language
        self._sentence = label("", "problemSentence")
        self._advice = label("", "")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(4)
        inside.addWidget(self._sentence)
        inside.addWidget(self._advice)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Explain *problem*; None hides the box."""
        if problem is None:
            self.hide()
            return
        explained = problem_text(problem)
        self.show_text(explained.sentence.say(self._language), explained.advice.say(self._language))

    def show_text(self, sentence: str, advice: str = "") -> None:
        """Say *sentence*, and *advice* when there is some."""
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(f"{sentence} {advice}".strip())
        self.show()
