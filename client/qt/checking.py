"""The checks of this PC, one by one: result, what was found, and what to do about a failure."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from client import labels
from client.pages import Checking
from client.posture.checks import Check, Result
from client.qt.parts import CardPage, ProblemBox, clear, label
from client.sentence import Language, Sentence

_STEP = 90  # milliseconds between two checks appearing: fast enough to wait for, slow enough to see

_RESULTS: dict[Result, tuple[str, Sentence, str]] = {
    Result.PASSED: ("✓", labels.PASSED, "good"),
    Result.FAILED: ("✕", labels.FAILED, "bad"),
    Result.UNKNOWN: ("－", labels.UNKNOWN, "soft"),
}


class CheckRow(QFrame):
    """One check."""

    def __init__(self, check: Check, language: Language) -> None:
        super().__init__()
        sign, word, style = _RESULTS[check.result]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        mark, result = label(sign, style), label(word.say(language), style)
        mark.setFixedWidth(22)
        result.setWordWrap(False)
        grid.addWidget(mark, 0, 0)
        grid.addWidget(label(check.title.say(language)), 0, 1)
        grid.addWidget(result, 0, 2)
        lines = [] if check.detail is None else [check.detail.say(language)]
        if check.advice is not None:
            lines.append(check.advice.say(language))
        if lines:
            grid.addWidget(label("　".join(lines), "soft"), 1, 1, 1, 2)
        self.setAccessibleName(" ".join([check.title.say(language), word.say(language), *lines]))


class CheckingPage(CardPage):
    """Shows the checks while the gateway looks at them, and afterwards when it was not satisfied."""

    back_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__(language, 560)
        self._problem = ProblemBox(language)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._status = label("", "soft")
        self._back = QPushButton(labels.BACK_TO_CODE.say(language))
        self._back.clicked.connect(self.back_wanted)
        self._waiting: list[Check] = []
        self._clock = QTimer(self)
        self._clock.setInterval(_STEP)
        self._clock.timeout.connect(self._next)
        self.card.addWidget(label(labels.THIS_PC.say(language), "title"))
        self.card.addWidget(self._problem)
        self.card.addLayout(self._rows)
        foot = QHBoxLayout()
        foot.addWidget(self._status, 1)
        foot.addWidget(self._back)
        self.card.addLayout(foot)
        self._checks: tuple[Check, ...] = ()

    def turn_to(self, page: Checking) -> None:
        """Show *page*: the checks as far as they are known, from the first on."""
        self._problem.show_problem(page.problem)
        self._status.setText("" if page.problem else labels.CONNECTING.say(self.language))
        self._back.setVisible(page.problem is not None)
        self._show_checks(at_once=page.problem is not None)

    def set_checks(self, checks: Sequence[Check]) -> None:
        """This PC has been looked at."""
        fresh = tuple(checks)
        if fresh != self._checks:
            self._checks = fresh
            self._show_checks(at_once=not self.isVisible() or bool(self._rows.count()))

    def _show_checks(self, *, at_once: bool) -> None:
        clear(self._rows)
        self._waiting = list(self._checks)
        if not self._checks:
            self._status.setText(labels.CHECKING.say(self.language))
        if at_once:
            while self._waiting:
                self._next()
        self._clock.start()

    def _next(self) -> None:
        if not self._waiting:
            self._clock.stop()
            return
        self._rows.addWidget(CheckRow(self._waiting.pop(0), self.language))
