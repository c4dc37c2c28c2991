"""The window: one page at a time, as the session says. Decides nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from client import labels
from client import pages as p
from client.framebuffer import Framebuffer
from client.qt.bar import HEIGHT
from client.qt.bridge import Bridge
from client.qt.checking import CheckingPage
from client.qt.choices import ChoicesDialog
from client.qt.enrolling import EnrolPage
from client.qt.office import OfficePage
from client.qt.pcs import OpeningPage, PcsPage
from client.qt.signin import SignInPage
from client.sentence import Language
from client.settings import Settings
from client.shield import Shield, shield_here
from client.steps import CodeGiven, Left, PcChosen, SignedOut
from client.watch import FIRST_PICTURE, GONE, Watcher
from wire.geometry import Rect
from wire.messages import Screen


class Window(QMainWindow):
    """All pages, the bridge's signals on one side and the person's acts on the other."""

    closed = Signal()
    rebuilt = Signal()  # all pages are new ones, in another language
    language_wanted = Signal(object)
    settings_chosen = Signal(object)

    def __init__(
        self,
        language: Language,
        bridge: Bridge,
        watcher: Watcher,
        settings: Settings,
        *,
        fullscreen: bool = False,
        shield: Shield | None = None,
    ) -> None:
        super().__init__()
        self._shield = shield or shield_here()
        self._language = language
        self._bridge = bridge
        self._watcher = watcher
        self._settings = settings
        self._fullscreen = fullscreen or settings.full_screen  # what viewing is to look like
        self._awaiting_first = False
        self._going = False  # the picture has been wiped, and its page is about to go
        self._whose = ("", "")
        self._asked = p.SignIn()
        self._build()
        self.resize(1280, 800)
        bridge.paged.connect(self.turn_to)
        bridge.announced.connect(self._watcher.announce)
        bridge.divided.connect(self._divided)
        bridge.framed.connect(self._framed)
        bridge.pictured.connect(self._pictured)

    def _build(self) -> None:
        """All pages, in the window's language."""
        language = self._language
        self.sign_in = SignInPage(language)
        self.checking = CheckingPage(language)
        self.pcs = PcsPage(language)
        self.opening = OpeningPage(language)
        self.office = OfficePage(language)
        self.enrol = EnrolPage(language)
        self._stack = QStackedWidget()
        for page in (self.sign_in, self.checking, self.pcs, self.opening, self.office, self.enrol):
            self._stack.addWidget(page)
        self.setCentralWidget(self._stack)  # the one before is deleted, and what was connected to its pages with it
        self.setWindowTitle(labels.APP.say(language))
        self.sign_in.of(*self._whose)
        self._listen()
        self._speak()

    def _listen(self) -> None:
        """What comes from the session to a page."""
        bridge, office = self._bridge, self.office
        bridge.checks.connect(self.checking.set_checks)
        bridge.shaped.connect(office.screen_widget.set_pointer_shape)
        bridge.withheld.connect(office.withhold)
        bridge.measured.connect(office.bar.show_line)

    def _speak(self) -> None:
        """What comes from the person."""
        bridge, office = self._bridge, self.office
        self.sign_in.code_given.connect(lambda code: bridge.post(CodeGiven(code)))
        self.sign_in.enrol_wanted.connect(lambda: self.show_enrolment(again=True))
        self.sign_in.language_wanted.connect(self.language_wanted)
        self.enrol.back_wanted.connect(lambda: self.turn_to(p.SignIn()))
        self.checking.back_wanted.connect(lambda: self.turn_to(p.SignIn()))
        self.pcs.chosen.connect(lambda pc: bridge.post(PcChosen(pc)))
        self.pcs.sign_out_wanted.connect(lambda: bridge.post(SignedOut()))
        self.pcs.settings_wanted.connect(self._show_settings)
        self.opening.cancelled.connect(lambda: bridge.post(Left()))
        office.left.connect(lambda: bridge.post(Left()))
        office.full_screen_wanted.connect(self._toggle_full_screen)
        office.screen_widget.spoke.connect(bridge.send)
        office.screen_widget.painted.connect(bridge.acknowledge)

    def of(self, identity: str, name: str) -> None:
        """Whose window this is."""
        self._whose = (identity, name)
        self.sign_in.of(identity, name)

    def speak(self, language: Language) -> None:
        """Go on in *language*, from the sign-in page as it was last shown."""
        self._language = language
        self._build()
        self._stack.show()
        self.turn_to(self._asked)
        self._keep_out()
        self.rebuilt.emit()

    def turn_to(self, page: p.Page) -> None:
        """Show *page*."""
        match page:
            case p.SignIn():
                self._asked = page
                self.sign_in.turn_to(page)
                self._show(self.sign_in)
            case p.Checking():
                self.checking.turn_to(page)
                self._show(self.checking)
            case p.PcList():
                self.pcs.turn_to(page)
                self._show(self.pcs)
            case p.Opening():
                self.opening.turn_to(page)
                self._show(self.opening)
            case p.Viewing(pc=pc):
                self._awaiting_first = True
                if self._stack.currentWidget() is not self.office:  # back after a lost line, it stays as it was
                    self.office.begin_with(self._settings)
                self._show(self.office)
                self.office.begin(pc.name)
                self.setWindowTitle(f"Sekisho — {pc.name}")
                self._set_full_screen(self._fullscreen)
            case p.Dimmed():
                self.office.dim()
                self._show(self.office)

    def show_enrolment(self, *, again: bool = False) -> None:
        """Show the enrolment page; *again* when there is an enrolment that holds until the new one is complete."""
        self._show(self.enrol)
        self.enrol.may_go_back(possible=again)
        self.enrol.begin()

    def _show(self, page: QWidget) -> None:
        if page is not self.office and self._stack.currentWidget() is self.office:
            self._set_full_screen(False, remember=False)
            self.setWindowTitle(labels.APP.say(self._language))
        self._stack.setCurrentWidget(page)
        if page is not self.office and self._going:
            self._going = False
            self.repaint()
            self._watcher.say(GONE)

    def _show_settings(self) -> None:
        dialog = ChoicesDialog(self._language, self._settings, self)
        dialog.changed.connect(self._choose)
        dialog.open()

    def _choose(self, settings: Settings) -> None:
        self._settings = settings
        self._fullscreen = settings.full_screen
        self.settings_chosen.emit(settings)

    # --- the picture ----------------------------------------------------------------------------------------

    def _divided(self, screen: Screen) -> None:
        self.office.arrange(screen)

    def _framed(self, framebuffer: Framebuffer | None) -> None:
        screen = self.office.screen_widget
        self._going = self._going or (framebuffer is None and screen.has_picture)
        screen.set_framebuffer(framebuffer)
        if framebuffer is not None:
            self._make_room(framebuffer)

    def _make_room(self, framebuffer: Framebuffer) -> None:
        """One office pixel for one pixel here, where this screen is large enough for it: scaled text is tiring."""
        if self.isFullScreen() or self.isMaximized() or self.office.matching:
            return
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(framebuffer.width / ratio), round(framebuffer.height / ratio) + HEIGHT)
        frame = self.frameGeometry().size() - self.size()
        room = self.screen().availableGeometry()
        if room.width() >= (wanted + frame).width() and room.height() >= (wanted + frame).height():
            self.resize(wanted)
            if not room.contains(self.frameGeometry()):
                self.move(room.topLeft())
        else:
            self.showMaximized()

    def _pictured(self, number: int, changed: Sequence[Rect], decode: int) -> None:
        self.office.screen_widget.show_changed(number, changed, decode)
        if self._awaiting_first and changed:
            self._awaiting_first = False
            self._watcher.say(FIRST_PICTURE)

    # --- full screen ----------------------------------------------------------------------------------------

    def _toggle_full_screen(self) -> None:
        self._set_full_screen(not self.isFullScreen())

    def _set_full_screen(self, full: bool, *, remember: bool = True) -> None:  # noqa: FBT001 - a setter
        if remember:
            self._fullscreen = full
        if full != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.office.set_full_screen(full)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Before the window is seen it is kept out of recordings, where that can be done (Qt calls this)."""
        self._keep_out()
        super().showEvent(event)

    def _keep_out(self) -> None:
        self.pcs.set_shielded(self._shield.cover(int(self.winId())))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The person closes the window (Qt calls this): wipe first, then go."""
        self.office.screen_widget.set_framebuffer(None)
        self.closed.emit()
        super().closeEvent(event)
