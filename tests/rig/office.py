"""An office desktop as a town hall has it: Japanese locale, input method, a text editor and a terminal.

Knows which programs stand on it and how their text can be read back from disk. Does not know Sekisho.
"""

import atexit
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.rig.display import LEFT_CTRL, SCAN_CODES, Display, Hands, focus, windows
from tests.rig.process import Program, wait_until

SAMPLE: Final = """住民票の写し交付申請書（控え）
  申請者  関所 花子　　受付番号 第1016号
  令和八年十一月二十三日　総務課 庶務係

  一、本人確認書類を確認のうえ処理する。
  二、写しの交付は一通三百円とする。
"""


@cache
def _japanese() -> str:
    """A folder with the Japanese locale, without which the input method does not start; the same for all desktops.

    Compiled here, so that the machine's own list of locales stays as it is.
    """
    folder = tempfile.mkdtemp(prefix="sekisho-locale-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    localedef = shutil.which("localedef") or "/usr/bin/localedef"
    target = str(Path(folder) / "ja_JP.UTF-8")
    subprocess.run([localedef, "-i", "ja_JP", "-f", "UTF-8", target], check=True, capture_output=True)  # noqa: S603
    return folder


class Office:
    """A desktop with a memo open in the editor and a document shown in the terminal."""

    def __init__(self, folder: Path, *, width: int = 1600, height: int = 900) -> None:
        self._stack = ExitStack()
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.memo = folder / "memo.txt"
        self.display = self._stack.enter_context(Display(folder / "xvfb.log", width=width, height=height))

    def __enter__(self) -> Self:
        self._stack.enter_context(self.display.window_manager(self.folder / "openbox.log"))
        self.display.paint(0x3A6EA5)
        self._terminal()
        self._editor()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def env(self) -> dict[str, str]:
        """The environment of a program on this desktop."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            **self.display.env(),
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "LANG": "ja_JP.UTF-8",
            "LC_ALL": "ja_JP.UTF-8",
            "LOCPATH": _japanese(),
            "GTK_IM_MODULE": "uim",
            "GTK_THEME": "Adwaita",
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
        }

    def _terminal(self) -> None:
        document = self.folder / "document.txt"
        document.write_text(SAMPLE)
        self._stack.enter_context(
            Program(
                [
                    "xterm",
                    "-u8",
                    "-fa",
                    "DejaVu Sans Mono",
                    "-fd",
                    "IPAGothic",
                    "-fs",
                    "11",
                    "-geometry",
                    "64x22+880+60",
                    "-T",
                    "Terminal",
                    "-e",
                    "sh",
                    "-c",
                    f"cat '{document}'; exec sleep 86400",
                ],
                log=self.folder / "xterm.log",
                env=self.env(),
            )
        )
        wait_until("the terminal", lambda: "Terminal" in windows(self.display.name))

    def _editor(self) -> None:
        self.memo.write_text("(memo)\n")
        editor = Program(
            ["mousepad", "--disable-server", str(self.memo)], log=self.folder / "mousepad.log", env=self.env()
        )
        self._stack.enter_context(editor)
        window = focus(self.display.name, "memo.txt")
        subprocess.run(  # noqa: S603
            ["xdotool", "windowsize", str(window), "800", "640", "windowmove", str(window), "40", "80"],  # noqa: S607
            env=self.env(),
            check=False,
            capture_output=True,
        )
        self._wake_editor()

    def _wake_editor(self) -> None:
        """Wait until the editor takes keys: a fresh GTK window has the focus before it listens."""
        with Hands(self.display.name) as hands:
            title = self.memo.name

            def changed() -> bool:
                hands.tap(SCAN_CODES["x"])
                return any(text.startswith("*") and title in text for text in windows(self.display.name))

            wait_until("the editor to take keys", changed, every=0.3)
            hands.tap(LEFT_CTRL, SCAN_CODES["a"])
            hands.tap(14)
            self.save(hands)
            wait_until("an empty memo", lambda: self.memo.read_text() == "")

    def save(self, hands: Hands) -> None:
        """Press the editor's save keys."""
        hands.tap(LEFT_CTRL, SCAN_CODES["s"])
