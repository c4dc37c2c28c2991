"""Reads the home PC's own screen while the office screen works, and counts bytes, CPU and errors.

Knows one running setting and one mode at a time. Does not start desktops, and judges nothing.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.desk.office_app import REST
from bench.desk.stacks import Setting
from bench.idle import cpu_seconds, process_tree
from bench.key_to_pixel import counter
from bench.office_app import BITS, SQUARE
from tests.rig.display import SCAN_CODES, Eyes, Hands
from tests.rig.process import Program

WARM_UP: Final = 2.5  # seconds from the application's start to the first reading
STALL: Final = 5.0  # seconds that the viewer is stopped
STILL: Final = 0.6  # seconds without a change after which the home screen counts as settled
TOO_LATE: Final = 2.0  # seconds after which a key counts as lost
WRONG: Final = 24  # grey levels: more than both marks together may change


@dataclass(frozen=True, slots=True)
class Row:
    """One mode on one desktop. Times in ms, line in kB/s, CPU in cores; `wrong` in percent of the settled screen."""

    mode: str
    p50: float | None
    p95: float | None
    worst: float | None
    frames: float | None  # shown each second
    down: float
    up: float
    server_cpu: float
    viewer_cpu: float
    wrong: float
    settled: float | None  # ms from the office's last frame to the last change of the home screen
    memory: float = 0.0  # MiB that servers and relays have gained
    relay_cpu: float = 0.0


def run(setting: Setting, mode: str, seconds: float) -> Row:
    """Measure *mode* for *seconds*. The mode `stall` is the scrolling page before a viewer that is stopped for 5 s."""
    shown = "scroll" if mode == "stall" else mode
    drawing = seconds + WARM_UP + (STALL + 1 if mode == "stall" else 1)
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name, Eyes(setting.home) as eyes:
        log = Path(name) / "frames"
        argv = [sys.executable, "-m", "bench.desk.office_app", shown, str(drawing), str(log)]
        with Program(argv, log=Path(name) / "app.log", env={"DISPLAY": setting.office}) as app:
            time.sleep(WARM_UP)
            carried, before, memory = setting.line.carried(), _cores(setting), _memory(setting)
            begun = time.monotonic()
            if mode == "probe":
                late, frames = _keys(setting, eyes, seconds), None
            elif mode == "stall":
                late, frames = _stall(setting, eyes, log), None
            else:
                late, frames = _frames(eyes, log, seconds)
            took = time.monotonic() - begun
            down, up = (now - then for now, then in zip(setting.line.carried(), carried, strict=True))
            server, viewer, relay = (
                round((now - then) / took, 3) for now, then in zip(_cores(setting), before, strict=True)
            )
            memory = _memory(setting) - memory
            settled = _settled(eyes, log)
            with Eyes(setting.office) as office:
                gone = np.abs(office.look().astype(np.int16) - eyes.look().astype(np.int16))[SQUARE:]
            app.wait(REST + 30)
    return Row(
        mode,
        _percentile(late, 50),
        _percentile(late, 95),
        _percentile(late, 100),
        frames,
        round(down / took / 1e3, 1),
        round(up / took / 1e3, 2),
        server,
        viewer,
        round(float((gone.max(2) > WRONG).mean() * 100), 2),
        settled,
        round(memory / 2**20, 1),
        relay,
    )


def _stall(setting: Setting, eyes: Eyes, log: Path) -> list[float]:
    """Stop the viewer for a while: seconds from its going on to the first frame drawn since."""
    viewers = [process for viewer in setting.viewers for process in process_tree(viewer)]
    for process in viewers:
        process.suspend()
    try:
        time.sleep(STALL)
    finally:
        for process in viewers:
            process.resume()
    again = time.monotonic()
    while time.monotonic() < again + 10.0:
        drawn = _drawn(log)
        if drawn.get(_shown(eyes) or 0, 0.0) > again:
            return [time.monotonic() - again]
        time.sleep(0.002)
    return []


def _settled(eyes: Eyes, log: Path) -> float | None:
    """Wait until the office rests and the home screen as well: ms between the two; None when it does not."""
    while (rest := _drawn(log).get(-1)) is None:
        time.sleep(0.01)
    before, changed = eyes.look(), rest
    while (now := time.monotonic()) < rest + REST - 0.3:
        after = eyes.look()
        if not np.array_equal(before, after):
            before, changed = after, now
        if now - max(changed, rest) > STILL:
            return round(max(0.0, changed - rest) * 1e3)
        time.sleep(0.01)
    return None


def _keys(setting: Setting, eyes: Eyes, seconds: float) -> list[float]:
    """Push a key, wait for its frame; again until the time is over. Seconds each."""
    late: list[float] = []
    end = time.monotonic() + seconds
    with Hands(setting.home) as hands:
        hands.point(800, 450)
        while time.monotonic() < end:
            before, begin = _shown(eyes), time.monotonic()
            hands.press(SCAN_CODES["a"])
            while (now := _shown(eyes)) is None or now == before:
                if time.monotonic() - begin > TOO_LATE:
                    break
                time.sleep(0.0003)
            late.append(time.monotonic() - begin)
            hands.release(SCAN_CODES["a"])
            time.sleep(0.12 + 0.05 * (len(late) % 3))
    return late


def _frames(eyes: Eyes, log: Path, seconds: float) -> tuple[list[float], float]:
    """When each frame was first seen at home, against when it was drawn: seconds late, and frames shown a second."""
    seen: dict[int, float] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        number = _shown(eyes)
        if number is not None:
            seen.setdefault(number, time.monotonic())
        time.sleep(0.002)
    drawn = _drawn(log)
    late = [at - drawn[number] for number, at in seen.items() if number in drawn][1:]
    return late, round(len(seen) / seconds, 1)


def _drawn(log: Path) -> dict[int, float]:
    """When each counter was drawn."""
    lines = [line.split() for line in log.read_text().splitlines()]
    return {int(words[0]): float(words[1]) for words in lines if len(words) == 2}


def _shown(eyes: Eyes) -> int | None:
    return counter(eyes.look(0, 0, BITS * SQUARE, SQUARE))


def _percentile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)) * 1e3, 1) if values else None


def _cores(setting: Setting) -> tuple[float, float, float]:
    """CPU seconds of servers, viewers and relays, with their children, until now."""
    sides = (setting.servers, setting.viewers, setting.relays)
    servers, viewers, relays = (sum(map(cpu_seconds, side)) for side in sides)
    return servers, viewers, relays


def _memory(setting: Setting) -> int:
    """Resident bytes of servers and relays, with their children."""
    programs = (*setting.servers, *setting.relays)
    return sum(process.memory_info().rss for program in programs for process in process_tree(program))
