"""A virtual screen with a Japanese keyboard, and what can be seen and typed on it.

Knows X11 (Xvfb, XTEST, MIT-SHM through mss). Does not know who draws there.
"""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import mss
import numpy as np
import xcffib
import xcffib.xproto
import xcffib.xtest
from numpy.typing import NDArray

from tests.rig.process import PATIENCE, Program, RigError, wait_until

_PRESS: Final = 2
_RELEASE: Final = 3
_MOTION: Final = 6
_HELD: Final = 0.01  # seconds; input methods take events of the same millisecond in any order

# evdev codes of a jp106 keyboard, by what the unshifted key writes
_ROWS: Final = {2: "1234567890-^", 16: "qwertyuiop@[", 30: "asdfghjkl;:", 44: "zxcvbnm,./"}
SCAN_CODES: Final[dict[str, int]] = {
    **{char: first + index for first, row in _ROWS.items() for index, char in enumerate(row)},
    " ": 57,
    "\n": 28,
    "\t": 15,
}
ZENKAKU: Final = 41
ENTER: Final = 28
ESCAPE: Final = 1
BACKSPACE: Final = 14
LEFT_CTRL: Final = 29
LEFT_SHIFT: Final = 42


class Display:
    """An Xvfb of its own, on a free number."""

    def __init__(self, log: Path, *, width: int = 1600, height: int = 900, extensions_off: Sequence[str] = ()) -> None:
        self.width = width
        self.height = height
        read_end, write_end = os.pipe()
        try:
            # Closed in the child except for the number's pipe; Program gives no pass_fds, hence Popen here.
            with log.open("ab") as err:
                self._process = subprocess.Popen(  # noqa: S603
                    [  # noqa: S607 - the distribution's Xvfb
                        "Xvfb",
                        "-displayfd",
                        str(write_end),
                        "-screen",
                        "0",
                        f"{width}x{height}x24",
                        "-nolisten",
                        "tcp",
                        "-noreset",
                        *(word for name in extensions_off for word in ("-extension", name)),
                    ],
                    pass_fds=(write_end,),
                    stdin=subprocess.DEVNULL,
                    stdout=err,
                    stderr=err,
                    start_new_session=True,
                )
        finally:
            os.close(write_end)
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RigError(f"Xvfb did not start\n{log.read_text(errors='replace')[-2000:]}")
        self.name = f":{number}"
        subprocess.run(  # noqa: S603
            ["setxkbmap", "-display", self.name, "-rules", "evdev", "-model", "jp106", "-layout", "jp"],  # noqa: S607
            check=True,
            capture_output=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the screen and whoever draws on it."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def env(self) -> dict[str, str]:
        """What a program needs in its environment to draw here."""
        return {"DISPLAY": self.name, "XAUTHORITY": "/dev/null", "QT_QPA_PLATFORM": "xcb"}

    def paint(self, colour: int) -> None:
        """Give the root window a plain 0xRRGGBB background."""
        connection: Any = xcffib.connect(display=self.name)
        try:
            root = connection.get_setup().roots[0].root
            connection.core.ChangeWindowAttributes(root, xcffib.xproto.CW.BackPixel, [colour])
            connection.core.ClearArea(False, root, 0, 0, 0, 0)
            connection.flush()
            connection.core.GetInputFocus().reply()  # a round trip: the server has done it
        finally:
            connection.disconnect()

    def window_manager(self, log: Path) -> Program:
        """An openbox on this screen."""
        return Program(["openbox"], log=log, env=self.env())


class Eyes:
    """Looks at a display."""

    def __init__(self, display: str) -> None:
        self._mss = mss.MSS(display=display)
        monitor = self._mss.monitors[0]
        self.width, self.height = int(monitor["width"]), int(monitor["height"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mss.close()

    def look(self, x: int = 0, y: int = 0, width: int | None = None, height: int | None = None) -> NDArray[np.uint8]:
        """The pixels of a part of the screen, (height, width, 3) BGR."""
        area = {"left": x, "top": y, "width": width or self.width - x, "height": height or self.height - y}
        shot = self._mss.grab(area)
        pixels: NDArray[np.uint8] = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)[:, :, :3]
        return pixels


class Hands:
    """Types and points on a display, as a person at its keyboard would: by scan code, through XTEST."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        self._xtest: Any = self._connection(xcffib.xtest.key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        self._xtest.FakeInput(kind, detail, 0, 0, x, y, 0)
        self._connection.flush()

    def press(self, code: int) -> None:
        """Push a key down, by evdev code."""
        self._fake(_PRESS, code + 8)

    def release(self, code: int) -> None:
        """Let a key go."""
        self._fake(_RELEASE, code + 8)

    def tap(self, *codes: int) -> None:
        """Push keys down in order and let them go in reverse, as for Ctrl+S."""
        for code in codes:
            self.press(code)
            time.sleep(_HELD)
        for code in reversed(codes):
            self.release(code)
            time.sleep(_HELD)

    def type(self, text: str, *, every: float = 0.03) -> None:
        """Type the keys that write *text* unshifted, one every *every* seconds, as fingers do."""
        for char in text:
            self.tap(SCAN_CODES[char])
            time.sleep(every)

    def point(self, x: int, y: int) -> None:
        """Move the pointer to a pixel."""
        self._fake(_MOTION, 0, x, y)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move there and click."""
        self.point(x, y)
        self._fake(4, button)
        self._fake(5, button)


def opens(display: str | None) -> bool:
    """Whether there is such a display, and it lets us in."""
    try:
        xcffib.connect(display=display).disconnect()
    except xcffib.XcffibException:
        return False
    return display is not None


def windows(display: str) -> dict[str, int]:
    """The titled windows on a display: title to window number."""
    connection: Any = xcffib.connect(display=display)
    try:
        core = connection.core
        found: dict[str, int] = {}
        utf8 = _atom(connection, "UTF8_STRING")
        name = _atom(connection, "_NET_WM_NAME")
        old_name = _atom(connection, "WM_NAME")
        pending = [connection.get_setup().roots[0].root]
        while pending:
            window = pending.pop()
            try:
                pending.extend(core.QueryTree(window).reply().children)
                title = core.GetProperty(False, window, name, utf8, 0, 256).reply().value.to_utf8() or core.GetProperty(
                    False, window, old_name, 0, 0, 256
                ).reply().value.buf().decode("latin-1")
            except xcffib.XcffibException:
                continue  # it closed while we looked
            if title:
                found[title] = window
        return found
    finally:
        connection.disconnect()


def _atom(connection: Any, name: str) -> int:  # noqa: ANN401 - xcffib has no types
    atom: int = connection.core.InternAtom(False, len(name), name).reply().atom
    return atom


def focus(display: str, title_part: str, timeout: float = PATIENCE) -> int:
    """Give the keyboard to the window whose title holds *title_part*, once it is there; returns its number."""

    def found() -> int | None:
        return next((window for title, window in windows(display).items() if title_part in title), None)

    window = wait_until(f"a window titled {title_part!r}", found, timeout)
    subprocess.run(  # noqa: S603
        ["xdotool", "windowactivate", "--sync", str(window)],  # noqa: S607
        env={**os.environ, "DISPLAY": display},
        check=True,
        capture_output=True,
        timeout=timeout,
    )
    return window
