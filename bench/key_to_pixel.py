"""From a key pushed on the home PC's keyboard to the changed pixel on the home PC's screen, through the whole chain.

The client's own screen is read, so Sekisho and a rival are held against each other by the same ruler, in turns, on
the same machine in the same minutes. Measures; draws nothing, judges nothing.
"""

import contextlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.office_app import BITS, SQUARE
from tests.rig.display import SCAN_CODES, Display, Eyes, Hands, focus
from tests.rig.process import Program, RigError, wait_until
from tests.rig.system import free_port
from tests.rig.town import PC_NAME, Town

WIDTH: Final = 1600
HEIGHT: Final = 900


@dataclass(frozen=True, slots=True)
class Figures:
    """Latency in milliseconds."""

    p50: float
    p95: float
    worst: float
    keys: int


def counter(strip: NDArray[np.uint8]) -> int | None:
    """The number shown in *strip* ((16, 256, 3) BGR), None while it is not clearly black or white."""
    samples = strip[SQUARE // 2, SQUARE // 2 :: SQUARE, 1]
    if ((samples > 70) & (samples < 185)).any():
        return None
    return int(sum(1 << bit for bit in range(BITS) if samples[bit] > 127))


def probe(display: str, keys: int) -> Figures:
    """Push *keys* keys on *display* and time each until its picture shows there."""
    trips = []
    with Hands(display) as hands, Eyes(display) as eyes:

        def now() -> int | None:
            return counter(eyes.look(0, 0, BITS * SQUARE, SQUARE))

        def steady() -> bool:
            before = now()
            time.sleep(0.2)
            return before is not None and before == now()

        wait_until("a readable picture", steady, timeout=20)
        for index in range(keys):
            before, begin = now(), time.perf_counter()
            hands.press(SCAN_CODES["a"])
            while (shown := now()) is None or shown == before:
                if time.perf_counter() - begin > 2:
                    raise RigError("a key did not show within 2 s")
                time.sleep(0.0003)
            trips.append((time.perf_counter() - begin) * 1e3)
            hands.release(SCAN_CODES["a"])
            time.sleep(0.12 + 0.05 * (index % 3))
    return Figures(
        round(statistics.median(trips), 1), round(float(np.percentile(trips, 95)), 1), round(max(trips), 1), keys
    )


@contextlib.contextmanager
def sekisho() -> Iterator[str]:
    """The display of a home PC that views an office PC through the whole of Sekisho, full screen, mark on."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        folder = Path(name)
        with Town(folder, "関所 花子") as town:
            town.open_plain_office(width=WIDTH, height=HEIGHT)
            town.open_home(width=WIDTH, height=HEIGHT)
            town.open_gateway()
            town.issue()
            town.attend()
            employee = town.enrol()
            with (
                _office_app(town.office_display.env(), folder),
                employee.connect(pc=PC_NAME, log=folder / "client.log", extra=["--fullscreen"]) as client,
            ):
                client.wait_event("first_picture")
                focus(town.home.name, PC_NAME)
                yield town.home.name


@dataclass(frozen=True, slots=True)
class Vnc:
    """TigerVNC's parts while they run."""

    office: Display
    home: Display
    server: Program
    viewer: Program


@contextlib.contextmanager
def tigervnc_programs(folder: Path) -> Iterator[Vnc]:
    """TigerVNC's screen server and viewer, at their defaults: no relay, no encryption, no mark."""
    server_path, viewer_path = shutil.which("X0tigervnc"), shutil.which("xtigervncviewer")
    if server_path is None or viewer_path is None:
        raise SystemExit("TigerVNC is not installed: run this through `make bench`")
    port = free_port()
    serve = [server_path, "-rfbport", str(port), "-SecurityTypes", "None", "-localhost=1"]
    view = [viewer_path, "-FullScreen", "-SecurityTypes", "None", f"127.0.0.1::{port}"]
    with (
        Display(folder / "office.log", width=WIDTH, height=HEIGHT) as office,
        Display(folder / "home.log", width=WIDTH, height=HEIGHT) as home,
        Program([*serve, "-display", office.name], log=folder / "server.log", env=office.env()) as server,
    ):
        time.sleep(1.5)  # it says nowhere that it listens, and a viewer that comes too early gives up
        with Program(view, log=folder / "viewer.log", env=home.env()) as viewer:
            yield Vnc(office, home, server, viewer)


@contextlib.contextmanager
def tigervnc() -> Iterator[str]:
    """The display of a home PC that views an office PC through TigerVNC, full screen."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        folder = Path(name)
        with tigervnc_programs(folder) as vnc, _office_app(vnc.office.env(), folder):
            yield vnc.home.name


def _office_app(env: dict[str, str], folder: Path) -> Program:
    return Program([sys.executable, "-m", "bench.office_app"], log=folder / "app.log", env={**os.environ, **env})


def measure(rounds: int = 3, keys: int = 60) -> dict[str, Figures]:
    """For each chain the round with the median p50; the chains take turns."""
    chains = {"sekisho": sekisho, "tigervnc": tigervnc}
    taken: dict[str, list[Figures]] = {name: [] for name in chains}
    for _ in range(rounds):
        for name, chain in chains.items():
            with chain() as display:
                taken[name].append(probe(display, keys))
    return {name: sorted(figures, key=lambda f: f.p50)[len(figures) // 2] for name, figures in taken.items()}
