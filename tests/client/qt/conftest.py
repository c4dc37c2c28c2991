"""A Qt application without a screen, and a window with a bridge that leads nowhere."""

import io
import os
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from client.qt import style
from client.qt.bridge import Bridge, LoopThread
from client.qt.window import Window
from client.sentence import Language
from client.settings import Settings
from client.steps import Event
from client.watch import Watcher
from wire.message import Message

DEADLINE = 30.0  # seconds after which a wait has failed
Until = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="session")
def app() -> QApplication:
    """The one application that Qt allows."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["tests"])
    application.setStyleSheet(style.SHEET)
    return application


@pytest.fixture
def until(app: QApplication) -> Until:
    """Run Qt's loop until a condition holds."""

    def run(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass"
            app.processEvents()

    return run


class Listening(Bridge):
    """A bridge whose far side is a list."""

    def __init__(self, thread: LoopThread) -> None:
        super().__init__(thread)
        self.events: list[Event] = []
        self.messages: list[Message] = []
        self.acknowledged: list[int] = []

    def post(self, event: Event) -> None:
        """Remember *event*."""
        self.events.append(event)

    def send(self, messages: Sequence[Message]) -> None:
        """Remember *messages*."""
        self.messages.extend(messages)

    def acknowledge(self, number: int, decode: int) -> None:
        """Remember *number*."""
        del decode
        self.acknowledged.append(number)


def texts(widget: QWidget) -> str:
    """All that can be read on the page that shows."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget: QWidget, word: str) -> QAbstractButton:
    """The first button that says *word*."""
    return next(b for b in widget.findChildren(QAbstractButton) if b.text() == word and b.isVisible())


async def _nothing() -> None:
    """The last thing that the network's thread does."""


@pytest.fixture
def thread() -> Iterator[LoopThread]:
    """An event loop on its own thread."""
    running = LoopThread()
    yield running
    running.stop(_nothing())


@pytest.fixture
def bridge(app: QApplication, thread: LoopThread) -> Listening:
    """A bridge that remembers."""
    del app
    return Listening(thread)


@pytest.fixture
def told() -> io.StringIO:
    """What a program that watches `window` would read."""
    return io.StringIO()


@pytest.fixture
def window(bridge: Listening, told: io.StringIO) -> Iterator[Window]:
    """A shown window, in Japanese."""
    shown = Window(Language.JA, bridge, Watcher(Language.JA, on=True, stream=told), Settings())
    shown.of("131016-0001", "関所 花子")
    shown.show()
    yield shown
    shown.close()
