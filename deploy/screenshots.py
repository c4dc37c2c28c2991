"""Draw the client's pages into docs/client/: `make screenshots`. Sample data, no gateway, both languages.

Knows the window's pages. Does not know when each is shown.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from client import pages as p
from client.framebuffer import Framebuffer
from client.posture.checks import checks_of
from client.qt import style
from client.qt.bridge import Bridge, LoopThread
from client.qt.choices import ChoicesDialog
from client.qt.window import Window
from client.quality import Grade, Quality, Why
from client.sentence import Language
from client.settings import Settings
from client.text import Trouble, problem_text
from client.watch import Watcher
from tests.fakes.marked import marked
from wire.geometry import Rect
from wire.messages import Antivirus, Pc, Posture, Screen
from wire.reasons import Reason

SIZE: Final = (900, 620)
PCS: Final = (
    Pc("pc-131016-0001", "総務課-012", "ready"),
    Pc("pc-131016-0002", "総務課-013", "busy"),
    Pc("pc-131016-0003", "総務課-014", "off"),
)
URI: Final = "otpauth://totp/Sekisho:131016-0001?secret=JBSWY3DPEHPK3PXP&issuer=Sekisho"
MOST: Final = 400_000  # bytes of a picture in the manual: a marked screen does not shrink well


def posture(*, running: bool) -> Posture:
    """A home PC in order, or one whose antivirus is stopped."""
    now = int(time.time())
    return Posture("linux", "Debian 12", "pc", (Antivirus("ClamAV", running, now - 3600),), True, now - 86400, 0.0)


class Album:
    """A window of one language, and the pages to take of it."""

    def __init__(self, language: Language, thread: LoopThread) -> None:
        self._language = language
        self.window = Window(language, Bridge(thread), Watcher(language, on=False), Settings())
        self.window.resize(*SIZE)
        self.window.of("131016-0001", "関所 花子")
        self.window.show()

    def pages(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Names, and what shows each."""
        window = self.window
        yield "enrol", window.show_enrolment
        yield "authenticator", self._offered
        yield "sign-in", lambda: window.turn_to(p.SignIn())
        yield "checks", lambda: self._checked(running=True, problem=None)
        yield "pcs", lambda: window.turn_to(p.PcList("関所 花子", PCS, ""))
        yield "line-lost", lambda: window.turn_to(p.Dimmed(PCS[0]))
        yield "viewing", self._viewing
        yield "monitors", self._monitors
        yield "settings", self._settings
        yield "antivirus-stopped", lambda: self._checked(running=False, problem=Reason.ANTIVIRUS_STOPPED)

    def failures(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Every page that a problem can lead to, for whoever reads the sentences."""
        window = self.window
        for problem in (*Reason, *Trouble):
            yield f"sign-in-{problem.value}", lambda problem=problem: window.turn_to(p.SignIn(problem))  # type: ignore[misc]
        for reason in (Reason.PC_OFF, Reason.PC_BUSY, Reason.PC_RETIRED, Reason.ENDED_BY_ADMIN, Reason.PROTOCOL):
            yield f"pcs-{reason.value}", lambda reason=reason: window.turn_to(p.PcList("関所 花子", PCS, "", reason))  # type: ignore[misc]
        yield "enrol-invitation_spent", self._spent

    def _offered(self) -> None:
        self.window.enrol.offer(URI)
        self.window.enrol.ask(None)

    def _viewing(self) -> None:
        picture = marked("document")
        framebuffer = Framebuffer(picture.shape[1], picture.shape[0])
        framebuffer.pixels[:, :, :3] = picture
        self.window.turn_to(p.Viewing(PCS[0], 1))
        self.window.office.screen_widget.set_framebuffer(framebuffer)
        self.window.office.bar.show_line(Quality(Grade.SLOW, 412.0, Why.BUSY))

    def _monitors(self) -> None:
        left, right = Rect(0, 0, 800, 900), Rect(800, 0, 800, 900)
        self._viewing()
        self.window.office.arrange(Screen(Rect(0, 0, 1600, 900), (left, right), resizable=False))
        self.window.office.bar.monitors.next()
        self.window.office.bar.show_line(Quality(Grade.GOOD, 31.0, None))

    def _settings(self) -> None:
        self.window.turn_to(p.PcList("関所 花子", PCS, ""))
        self.window.pcs.settings_wanted.emit()

    def _spent(self) -> None:
        self.window.show_enrolment(again=True)
        self.window.enrol.fail(problem_text(Reason.INVITATION_SPENT).whole.say(self._language))

    def _checked(self, *, running: bool, problem: Reason | None) -> None:
        self.window.checking.set_checks(checks_of(posture(running=running), time.time()))
        self.window.turn_to(p.Checking(problem))


def take(album: Album, app: QApplication, folder: Path, *, every: bool) -> None:
    """Write the pages of *album* into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, show in (*album.pages(), *(album.failures() if every else ())):
        show()
        until = time.monotonic() + 1.2  # the checks appear one by one
        while time.monotonic() < until:
            app.processEvents()
            if name not in {"checks", "antivirus-stopped"} and time.monotonic() > until - 1.0:
                break
        path = folder / f"{name}.png"
        dialog = album.window.findChild(ChoicesDialog)
        shown = album.window if dialog is None else dialog
        shown.grab().save(str(path), "PNG", 0)
        if dialog is not None:
            dialog.close()
            dialog.setParent(None)
        if path.stat().st_size > MOST:
            raise SystemExit(f"{path} is larger than {MOST} bytes.")


def main() -> int:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path("docs/client"), help="the folder to write to")
    parser.add_argument("--every", action="store_true", help="also every page that a problem can lead to")
    options = parser.parse_args()
    app = QApplication(["sekisho-client", "-platform", "offscreen"])
    app.setStyle("Fusion")
    app.setStyleSheet(style.SHEET)
    thread = LoopThread()
    try:
        for language in Language:
            app.setFont(style.font(language))
            take(Album(language, thread), app, options.out / language.value, every=options.every)
    finally:
        thread.stop(_nothing())
    return 0


async def _nothing() -> None:
    """There is no session to end."""


if __name__ == "__main__":
    sys.exit(main())
