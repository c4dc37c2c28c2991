"""The sign-in page: the ID, the code, and what went wrong last time."""

from PySide6.QtCore import QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QRegularExpressionValidator, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from client import labels
from client.pages import SignIn
from client.qt.parts import CardPage, ProblemBox, label
from client.sentence import Language, Sentence

_DIGITS = 6
_EMERGENCY_DIGITS = 10


class CodeField(QLineEdit):
    """Six digits, large, or ten of an emergency code; `completed` is said once they are all there.

    Full-width digits count as digits.
    """

    completed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("code")
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        face = QFont(self.font())
        face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 10)
        self.setFont(face)
        self.expect(_DIGITS)
        self.textChanged.connect(self._changed)

    def expect(self, digits: int) -> None:
        """Take so many digits from now on."""
        self._digits = digits
        self.clear()
        self.setMaxLength(digits)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9０-９]{{0,{digits}}}"), self))

    def _changed(self, text: str) -> None:
        if len(text) == self._digits:
            self.completed.emit("".join(str(int(digit)) for digit in text))


class SignInPage(CardPage):
    """Asks for the code; its signals say what the person did."""

    code_given = Signal(str)
    enrol_wanted = Signal()
    language_wanted = Signal(object)

    def __init__(self, language: Language) -> None:
        super().__init__(language, 460)
        self._problem = ProblemBox(language)
        self._identity = label("", "identity")
        self._code = CodeField(labels.CODE.say(language))
        self._hint = label(labels.CODE_HINT.say(language), "soft")
        self._wait = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._second)
        self._code.completed.connect(self._complete)
        self._emergency = QPushButton(labels.EMERGENCY.say(language))
        self._emergency.setObjectName("link")
        self._emergency.setCheckable(True)
        self._emergency.toggled.connect(self._switch)
        self._enrol = QPushButton(labels.NEW_INVITATION.say(language))
        self._enrol.setObjectName("link")
        self._enrol.clicked.connect(self.enrol_wanted)
        self._tongue = QPushButton(language.other.own_name)
        self._tongue.setObjectName("link")
        self._tongue.clicked.connect(lambda: self.language_wanted.emit(language.other))
        self._lay_out()

    def _lay_out(self) -> None:
        caption = label(labels.CODE.say(self.language))
        caption.setBuddy(self._code)
        self.card.addWidget(label(labels.SIGN_IN.say(self.language), "title"))
        self.card.addWidget(self._problem)
        self.card.addSpacing(6)
        self.card.addWidget(label(labels.ID.say(self.language), "soft"))
        self.card.addWidget(self._identity)
        self.card.addSpacing(6)
        self.card.addWidget(caption)
        self.card.addWidget(self._code)
        self.card.addWidget(self._hint)
        self.card.addSpacing(6)
        self.card.addWidget(self._emergency, 0, Qt.AlignmentFlag.AlignHCenter)
        self.card.addWidget(self._enrol, 0, Qt.AlignmentFlag.AlignHCenter)
        self.card.addWidget(self._tongue, 0, Qt.AlignmentFlag.AlignHCenter)

    def of(self, identity: str, name: str) -> None:
        """Show whose sign-in this is."""
        self._identity.setText(f"{identity}　{name}")

    def turn_to(self, page: SignIn) -> None:
        """Show *page*."""
        self._problem.show_problem(page.problem)
        self._code.clear()
        self._wait = int(page.retry_after + 0.999)
        self._second_shown()
        if self._wait:
            self._clock.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The code field has the focus as soon as the page shows (Qt calls this)."""
        super().showEvent(event)
        self._code.setFocus()

    def _switch(self, emergency: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._emergency.setText((labels.ORDINARY if emergency else labels.EMERGENCY).say(self.language))
        self._code.expect(_EMERGENCY_DIGITS if emergency else _DIGITS)
        self._second_shown()

    def _complete(self, code: str) -> None:
        self._code.setEnabled(False)
        self.code_given.emit(code)

    def _hinted(self) -> Sentence:
        return labels.EMERGENCY_HINT if self._emergency.isChecked() else labels.CODE_HINT

    def _second(self) -> None:
        self._wait -= 1
        self._second_shown()

    def _second_shown(self) -> None:
        waiting = self._wait > 0
        self._code.setEnabled(not waiting)
        text = labels.WAIT_SECONDS.filled(str(self._wait)) if waiting else self._hinted()
        self._hint.setText(text.say(self.language))
        if not waiting:
            self._clock.stop()
            self._code.setFocus()
