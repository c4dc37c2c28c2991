"""Reads the home PC's own screen while the office screen works, and counts bytes, CPU and errors.

Knows one running setting and one mode at a time. Does not start desktops, and judges nothing.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.desk.stacks import Setting
from bench.idle import cpu_seconds
from bench.key_to_pixel import counter
from bench.office_app import BITS, SQUARE
from tests.rig.display import SCAN_CODES, Eyes, Hands
from tests.rig.process import Program

WARM_UP: Final = 2.5  # seconds from the application's start to the first reading
SETTLE: Final = 1.5  # seconds from its end to the comparison of the two screens
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


def run(setting: Setting, mode: str, seconds: float) -> Row:
    """Measure *mode* for *seconds*."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name, Eyes(setting.home) as eyes:
        log = Path(name) / "frames"
        argv = [sys.executable, "-m", "bench.desk.office_app", mode, str(seconds + WARM_UP + 1), str(log)]
        with Program(argv, log=Path(name) / "app.log", env={"DISPLAY": setting.office}) as app:
            time.sleep(WARM_UP)
            carried, server, viewer = setting.line.carried(), _cpu(setting.servers), _cpu(setting.viewers)
            if mode == "probe":
                late, frames = _keys(setting, eyes, seconds), None
            else:
                late, frames = _frames(eyes, log, seconds)
            down, up = (now - then for now, then in zip(setting.line.carried(), carried, strict=True))
            server, viewer = _cpu(setting.servers) - server, _cpu(setting.viewers) - viewer
            app.wait(seconds + 30)
        time.sleep(SETTLE)
        with Eyes(setting.office) as office:
            gone = np.abs(office.look().astype(np.int16) - eyes.look().astype(np.int16))[SQUARE:]
    return Row(
        mode,
        _percentile(late, 50),
        _percentile(late, 95),
        _percentile(late, 100),
        frames,
        round(down / seconds / 1e3, 1),
        round(up / seconds / 1e3, 2),
        round(server / seconds, 3),
        round(viewer / seconds, 3),
        round(float((gone.max(2) > WRONG).mean() * 100), 2),
    )


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
    lines = [line.split() for line in log.read_text().splitlines()]
    drawn = {int(words[0]): float(words[1]) for words in lines if len(words) == 2}
    late = [at - drawn[number] for number, at in seen.items() if number in drawn][1:]
    return late, round(len(seen) / seconds, 1)


def _shown(eyes: Eyes) -> int | None:
    return counter(eyes.look(0, 0, BITS * SQUARE, SQUARE))


def _percentile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)) * 1e3, 1) if values else None


def _cpu(programs: Sequence[Program]) -> float:
    """CPU seconds of the programs and their children until now."""
    return sum(map(cpu_seconds, programs))


def as_table(rows: dict[str, list[Row]]) -> str:
    """Markdown: a line for each stack and mode."""
    lines = [
        "| | mode | p50 | p95 | worst | fps | down kB/s | up kB/s | server | viewer | wrong % |",
        "|---" * 11 + "|",
    ]
    for stack, measured in rows.items():
        for row in measured:
            cells = ["–" if value is None else str(value) for value in asdict(row).values()]
            lines.append(f"| {stack} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
