"""The office PCs that this person may use, each with its state and a button."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from client import labels
from client.pages import Opening, PcList
from client.qt.parts import CardPage, ProblemBox, clear, label
from client.sentence import Language, Sentence
from wire.messages import Pc

_STATES: dict[str, tuple[Sentence, str]] = {
    "ready": (labels.READY, "good"),
    "busy": (labels.BUSY, "soft"),
    "off": (labels.OFF, "soft"),
}


class PcRow(QFrame):
    """One office PC."""

    def __init__(self, pc: Pc, language: Language, chosen: Signal) -> None:
        super().__init__()
        self.setObjectName("card")
        word, style = _STATES.get(pc.state, (labels.UNKNOWN, "soft"))
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(label(pc.name, "identity"))
        names.addWidget(label(word.say(language), style))
        button = QPushButton(labels.CONNECT.say(language))
        button.setObjectName("primary")
        button.setEnabled(pc.state == "ready")
        button.setAccessibleName(f"{labels.CONNECT.say(language)} {pc.name} {word.say(language)}")
        button.clicked.connect(lambda: chosen.emit(pc.pc))  # type: ignore[attr-defined]  # a bound signal
        inside = QHBoxLayout(self)
        inside.setContentsMargins(20, 14, 16, 14)
        inside.addLayout(names, 1)
        inside.addWidget(button)
        self.button = button


class PcsPage(CardPage):
    """The list; `chosen` carries an office PC's identifier."""

    chosen = Signal(str)
    sign_out_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__(language, 620)
        self._who = label("", "soft")
        self._problem = ProblemBox(language)
        self._notice = label("", "soft")
        inner = QWidget()
        inner.setObjectName("list")
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setMinimumHeight(240)
        leave = QPushButton(labels.SIGN_OUT.say(language))
        leave.clicked.connect(self.sign_out_wanted)
        self.card.addWidget(label(labels.OFFICE_PCS.say(language), "title"))
        self.card.addWidget(self._who)
        self.card.addWidget(self._problem)
        self.card.addWidget(self._notice)
        self.card.addWidget(area)
        self._unshielded = label(labels.NOT_SHIELDED.say(language), "soft")
        self.card.addWidget(self._unshielded)
        choose = QPushButton(labels.SETTINGS.say(language))
        choose.setObjectName("link")
        choose.clicked.connect(self.settings_wanted)
        foot = QHBoxLayout()
        foot.addWidget(choose)
        foot.addStretch(1)
        foot.addWidget(leave)
        self.card.addLayout(foot)

    def set_shielded(self, shielded: bool) -> None:  # noqa: FBT001 - a setter
        """Say plainly where this system cannot keep the picture out of recordings."""
        self._unshielded.setVisible(not shielded)

    def turn_to(self, page: PcList) -> None:
        """Show *page*."""
        self._who.setText(labels.WELCOME.filled(page.name).say(self.language))
        self._problem.show_problem(page.problem)
        self._notice.setText(page.notice)
        self._notice.setVisible(bool(page.notice))
        clear(self._rows)
        rows = [PcRow(pc, self.language, self.chosen) for pc in page.pcs]  # type: ignore[arg-type]  # a bound signal
        for row in rows:
            self._rows.addWidget(row)
        if not rows:
            self._rows.addWidget(label(labels.NO_PCS.say(self.language)))
        self._rows.addStretch(1)
        ready = next((row for row in rows if row.button.isEnabled()), None)
        if ready is not None:
            ready.button.setFocus()


class OpeningPage(CardPage):
    """The moment between choosing an office PC and seeing it."""

    cancelled = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__(language, 460)
        self._what = label("", "identity")
        cancel = QPushButton(labels.CANCEL.say(language))
        cancel.clicked.connect(self.cancelled)
        self.card.addWidget(self._what)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        self.card.addLayout(foot)

    def turn_to(self, page: Opening) -> None:
        """Show *page*."""
        self._what.setText(labels.OPENING.filled(page.pc.name).say(self.language))
