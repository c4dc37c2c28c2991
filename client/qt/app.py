"""The composition of the desktop program: Qt's loop on this thread, the network's on another, one window.

Knows everybody; decides only what to do with a failure before there is a session.
"""

import asyncio
import signal
import sys
from collections.abc import Sequence
from typing import Final, TextIO

import msgspec
from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from client import settings
from client.codes import CodeFile
from client.config import CODE_FILE_WAIT, Config
from client.enrolment import enrol, read_invitation
from client.errors import ClientError
from client.exits import Exit, exit_of
from client.logs import note_refusal
from client.posture import collector
from client.qt import style
from client.qt.bridge import Bridge, LoopThread
from client.qt.window import Window
from client.sentence import Language, system_language
from client.service import Credentials, Service, credentials_in
from client.state import StateDirectory
from client.steps import Announce, CodeGiven, Happening
from client.text import Trouble, problem_text
from client.watch import Watcher, problem_of
from wire.reasons import Reason

SWITCH_INTERVAL: Final = 0.0005  # seconds; Python's usual 5 ms would let one thread keep a key press waiting
_AIR: Final = 200  # milliseconds


def language_here() -> Language:
    """The language of this PC; Qt knows it where the environment does not say."""
    if sys.platform in ("win32", "darwin"):
        return Language.JA if QLocale.system().language() == QLocale.Language.Japanese else Language.EN
    return system_language()


class Enrolling(QObject):
    """The window's side of an enrolment: an `Authenticator` between the loop and the page."""

    offered_here = Signal(str)
    asked = Signal(object)
    done = Signal()
    failed = Signal(object)

    def __init__(self, thread: LoopThread, state: StateDirectory) -> None:
        super().__init__()
        self._thread = thread
        self._state = state
        self._answer: asyncio.Future[str] | None = None
        self._task: asyncio.Task[None] | None = None

    async def offered(self, uri: str) -> None:
        """See `Authenticator`."""
        self.offered_here.emit(uri)

    async def code(self, refused: Reason | None) -> str:
        """See `Authenticator`."""
        self._answer = asyncio.get_running_loop().create_future()
        self.asked.emit(refused)
        return await self._answer

    def begin(self, text: str) -> None:
        """The person pasted *text*."""
        self._thread.call(lambda: self._spawn(text))

    def stop(self) -> None:
        """The person thought better of it: nothing is kept."""
        self._thread.call(self._cancel)

    def answer(self, code: str) -> None:
        """The person typed *code*."""
        self._thread.call(lambda: self._resolve(code))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _spawn(self, text: str) -> None:
        self._cancel()
        self._task = self._thread.loop.create_task(self._run(text))

    def _resolve(self, code: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(code)

    async def _run(self, text: str) -> None:
        try:
            await enrol(read_invitation(text), self._state, self, replace=True)
        except ClientError as error:
            self.failed.emit(error)
        else:
            self.done.emit()


class Application(QObject):
    """The running program. *config* says what was asked for on the command line."""

    def __init__(self, config: Config, app: QApplication, *, errors: TextIO = sys.stderr) -> None:
        super().__init__()
        self._config = config
        self._app = app
        self._errors = errors
        self._settings = settings.load(config.state)
        self._language = self._settings.language or language_here()
        app.setFont(style.font(self._language))
        self._state = StateDirectory(config.state)
        self._thread = LoopThread()
        self._bridge = Bridge(self._thread)
        self._service: Service | None = None
        self._viewed = False
        watcher = Watcher(self._language, on=config.json)
        self.window = Window(self._language, self._bridge, watcher, self._settings, fullscreen=config.fullscreen)
        self._bridge.announced.connect(self._announced)
        self.window.language_wanted.connect(self._speak)
        self.window.rebuilt.connect(self._connect_enrolment)
        self.window.settings_chosen.connect(self._choose)
        self._enrolling = Enrolling(self._thread, self._state)
        self._enrolling.failed.connect(self._enrolment_failed)
        self._enrolling.done.connect(self._enrolled)
        self._connect_enrolment()

    def _connect_enrolment(self) -> None:
        """The enrolment page, which is a new one whenever the language has changed."""
        page, enrolling = self.window.enrol, self._enrolling
        page.invited.connect(enrolling.begin)
        page.code_given.connect(enrolling.answer)
        page.back_wanted.connect(enrolling.stop)
        enrolling.offered_here.connect(page.offer)
        enrolling.asked.connect(page.ask)

    def _speak(self, language: Language) -> None:
        self._language = language
        self._keep(msgspec.structs.replace(self._settings, language=language))
        self._app.setFont(style.font(language))
        self.window.speak(language)

    def _choose(self, chosen: settings.Settings) -> None:
        self._keep(msgspec.structs.replace(chosen, language=self._settings.language))

    def _keep(self, chosen: settings.Settings) -> None:
        self._settings = chosen
        settings.keep(self._config.state, chosen)

    def _enrolment_failed(self, error: ClientError) -> None:
        self.window.enrol.fail(error.sentence.say(self._language))

    def run(self) -> int:
        """Show the window until it is closed; returns the exit code."""
        try:
            if self._state.enrolled() or self._config.code_from is not None:
                self._begin(credentials_in(self._state))
            else:
                self.window.show_enrolment()
        except ClientError as error:
            self._stop()
            return self._say(error)
        self.window.show()
        try:
            return self._app.exec()
        finally:
            self._stop()

    def _enrolled(self) -> None:
        try:
            self._begin(credentials_in(self._state))
        except ClientError as error:
            self._enrolment_failed(error)

    def _begin(self, credentials: Credentials) -> None:
        enrolment = credentials.enrolment
        self.window.of(enrolment.identity, enrolment.name)
        earlier = self._service
        service = Service(self._state, credentials, collector(), self._bridge, wanted=self._config.pc)
        self._service = service
        if earlier is not None:
            asyncio.run_coroutine_threadsafe(earlier.stop(), self._thread.loop)
        self._bridge.attach(service)
        self._thread.call(service.start)
        if self._config.code_from is not None:
            asyncio.run_coroutine_threadsafe(self._code_from_file(CodeFile(self._config.code_from)), self._thread.loop)

    async def _code_from_file(self, file: CodeFile) -> None:
        try:
            self._bridge.post(CodeGiven(await file.next(within=CODE_FILE_WAIT)))
        except ClientError as error:
            self._bridge.announced.emit(Announce(Happening.REFUSED, problem=Reason.TIMEOUT.value))
            self._errors.write(error.sentence.say(self._language) + "\n")

    def _announced(self, announcement: Announce) -> None:
        """With a code from a file nobody reads the window: a refusal before the first picture ends the program."""
        if announcement.what is Happening.VIEWING:
            self._viewed = True
        problem = problem_of(announcement)
        if announcement.what is not Happening.REFUSED or problem is None or self._viewed:
            return
        if self._config.code_from is not None:
            self._errors.write(problem_text(problem).whole.say(self._language) + "\n")
            self._app.exit(Exit.UNREACHABLE if problem is Trouble.UNREACHABLE else Exit.REFUSED)

    def _say(self, error: ClientError) -> int:
        note_refusal("window_not_opened", error)
        self._errors.write(error.sentence.say(self._language) + "\n")
        return exit_of(error)

    def _stop(self) -> None:
        self._thread.stop(self._last())

    async def _last(self) -> None:
        if self._service is not None:
            await self._service.stop()


def run(config: Config, arguments: Sequence[str] = ()) -> int:
    """Open the window; returns when it is closed, with the exit code."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication(["sekisho-client", *arguments])
    app.setApplicationName("Sekisho")
    app.setDesktopFileName("sekisho-client")
    app.setStyle("Fusion")
    app.setStyleSheet(style.SHEET)
    application = Application(config, app)
    air = _end_on_signals(app)
    try:
        return application.run()
    finally:
        air.stop()


def _end_on_signals(app: QApplication) -> QTimer:
    """SIGINT and SIGTERM close the program properly. Python sees a signal only when Qt's loop comes up for air."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: app.quit())
    air = QTimer(app)
    air.timeout.connect(lambda: None)
    air.start(_AIR)
    return air
