"""The enrolment page: paste the invitation, scan the QR code, type one code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, qRgb
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from client import labels
from client.qr import squares
from client.qt.parts import CardPage, ProblemBox, label
from client.qt.signin import CodeField
from client.sentence import Language
from client.totp_uri import secret_of
from wire.reasons import Reason

_MODULE = 5  # pixels of one square of the QR code


class EnrolPage(CardPage):
    """`invited` carries the pasted line, `code_given` the code; `back_wanted` leaves an earlier enrolment as it is."""

    invited = Signal(str)
    code_given = Signal(str)
    back_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__(language, 560)
        self._problem = ProblemBox(language)
        self._hint = label(labels.INVITATION_HINT.say(language))
        self._invitation = QLineEdit()
        self._invitation.setAccessibleName(labels.INVITATION.say(language))
        self._invitation.setPlaceholderText("sekisho://")
        self._go = QPushButton(labels.CONTINUE.say(language))
        self._go.setObjectName("primary")
        self._qr = QLabel()
        self._qr.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._qr.setAccessibleName(labels.QR.say(language))
        self._by_hand = label("", "soft")
        self._caption = label(labels.CODE.say(language))
        self._code = CodeField(labels.CODE.say(language))
        self._caption.setBuddy(self._code)
        self._invitation.returnPressed.connect(self._submit)
        self._go.clicked.connect(self._submit)
        self._code.completed.connect(self._complete)
        self.card.addWidget(label(labels.ENROL.say(language), "title"))
        self.card.addWidget(self._problem)
        self.card.addWidget(self._hint)
        for part in (*self._first(), *self._second()):
            self.card.addWidget(part)
        self._back = QPushButton(labels.BACK_TO_SIGN_IN.say(language))
        self._back.setObjectName("link")
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        self.card.addWidget(self._back, 0, Qt.AlignmentFlag.AlignHCenter)
        self.begin()

    def may_go_back(self, *, possible: bool) -> None:
        """Whether there is an enrolment to go back to."""
        self._back.setVisible(possible)

    def begin(self) -> None:
        """The first step: the invitation."""
        self._turn(offered=False)
        self._invitation.setFocus()

    def fail(self, sentence: str) -> None:
        """The enrolment came to nothing: back to the first step, and say why."""
        self.begin()
        self._problem.show_text(sentence)

    def offer(self, uri: str) -> None:
        """The second step: the authenticator's secret, as a picture in memory and as text."""
        picture = _qr_of(uri)
        self._qr.setPixmap(picture)
        self._qr.setFixedHeight(picture.height())
        self._by_hand.setText(labels.BY_HAND.filled(secret_of(uri)).say(self.language))
        self._turn(offered=True)
        self._code.setFocus()

    def ask(self, refused: Reason | None) -> None:
        """A code is wanted; *refused* says why the last one was not taken."""
        self._code.clear()
        self._code.setEnabled(True)
        self._code.setFocus()
        if refused is None:
            self._problem.hide()
        else:
            self._problem.show_problem(refused)

    def _turn(self, *, offered: bool) -> None:
        self._problem.hide()
        self._hint.setText((labels.SCAN if offered else labels.INVITATION_HINT).say(self.language))
        for part in self._first():
            part.setVisible(not offered)
            part.setEnabled(True)
        for part in self._second():
            part.setVisible(offered)
        if not offered:
            self._qr.clear()
            self._by_hand.clear()

    def _first(self) -> tuple[QWidget, ...]:
        return self._invitation, self._go

    def _second(self) -> tuple[QWidget, ...]:
        return self._qr, self._by_hand, self._caption, self._code

    def _submit(self) -> None:
        text = self._invitation.text().strip()
        if text:
            self._go.setEnabled(False)
            self._problem.hide()
            self.invited.emit(text)

    def _complete(self, code: str) -> None:
        self._code.setEnabled(False)
        self.code_given.emit(code)


def _qr_of(uri: str) -> QPixmap:
    """The QR code of *uri*, made in memory."""
    rows = squares(uri)
    image = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    black, white = qRgb(0, 0, 0), qRgb(255, 255, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.setPixel(x, y, black if dark else white)
    return QPixmap.fromImage(image.scaled(image.size() * _MODULE))
