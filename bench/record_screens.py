"""Record office screens as real programs draw them, for `make bench-codecs`: `make record-screens`.

office     a text editor's window is dragged across a desktop with a terminal on it
browser    Chromium scrolls a page of text with pictures, a wheel's notch at a time

Each picture is taken when the screen has come to rest. The recordings are facts and lie in the repository: fonts and
programs differ from machine to machine.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from html import escape
from pathlib import Path
from typing import Final

import numpy as np

from bench.codecs.recorded import Screen, keep
from tests.fakes.browser import CHROMIUM, sandbox
from tests.rig.display import Eyes, focus
from tests.rig.office import SAMPLE, Office
from tests.rig.process import Program, wait_until

PICTURES: Final = 24
REST: Final = 0.06  # seconds in which nothing changes
PATIENCE: Final = 5.0  # seconds
_ROOT: Final = Path(__file__).parent.parent


def _xdotool(office: Office, *words: str) -> None:
    subprocess.run(["xdotool", *words], env={**os.environ, **office.env()}, check=True, capture_output=True)  # noqa: S603, S607


def _at_rest(eyes: Eyes, before: Screen | None) -> Screen:
    """The screen once it differs from *before* and changes no more."""

    def resting() -> list[Screen]:
        shown = eyes.look().copy()
        time.sleep(REST)
        moves = not np.array_equal(shown, eyes.look())
        return [] if moves or (before is not None and np.array_equal(shown, before)) else [shown]

    return wait_until("the screen to come to rest", resting, PATIENCE)[0]


def _recorded(office: Office, step: Callable[[int], None]) -> list[Screen]:
    screens: list[Screen] = []
    with Eyes(office.display.name) as eyes:
        for number in range(PICTURES):
            step(number)
            screens.append(_at_rest(eyes, screens[-1] if screens else None))
    return screens


def office_windows(office: Office, stack: ExitStack) -> list[Screen]:
    """A window with text is dragged over others."""
    letter = office.folder / "letter.txt"
    letter.write_text("\n".join([SAMPLE] * 6), encoding="utf-8")
    argv = ["mousepad", "--disable-server", str(letter)]
    stack.enter_context(Program(argv, log=office.folder / "letter.log", env=office.env()))
    window = str(focus(office.display.name, letter.name))
    _xdotool(office, "windowsize", "--sync", window, "760", "560")

    def step(number: int) -> None:
        _xdotool(office, "windowmove", window, str(120 + 24 * number), str(90 + 8 * number))

    return _recorded(office, step)


def browser(office: Office, stack: ExitStack) -> list[Screen]:
    """A page is scrolled by its arrow key."""
    page = office.folder / "page.html"
    picture = (_ROOT / "docs/overview.ja.svg").as_uri()
    words = escape((_ROOT / "README.ja.md").read_text(encoding="utf-8"))
    head = f"<meta charset=utf-8><title>Sekisho</title><img width=900 src='{picture}'>"
    page.write_text(f"{head}<p style='white-space:pre-wrap'>{words}", encoding="utf-8")
    profile = office.folder / "profile"
    argv = [
        CHROMIUM,
        *sandbox(),
        "--no-first-run",
        "--disable-smooth-scrolling",
        "--disable-gpu",
        f"--user-data-dir={profile}",
    ]
    # `--test-type`: nothing of the sandbox on the screen.
    argv += ["--test-type", "--window-size=1600,900", "--window-position=0,0", f"--app={page.as_uri()}"]
    stack.enter_context(Program(argv, log=office.folder / "chromium.log", env=office.env()))
    focus(office.display.name, "Sekisho", 30.0)
    with Eyes(office.display.name) as eyes:
        _at_rest(eyes, None)

    def step(number: int) -> None:
        if number:
            _xdotool(office, "key", "Down")

    return _recorded(office, step)


SCENES: Final = {"office": office_windows, "browser": browser}


def main() -> None:
    """Record all of them anew."""
    for name, record in SCENES.items():
        with tempfile.TemporaryDirectory() as folder, Office(Path(folder) / "office") as office, ExitStack() as stack:
            screens = record(office, stack)
        keep(name, screens)
        print(f"{name}: {len(screens)} pictures", flush=True)


if __name__ == "__main__":
    main()
