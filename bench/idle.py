"""What a session costs while nobody types: CPU and memory of each program, on a still screen and with a caret.

Reads the processes' own counters; TigerVNC's server and viewer stand beside ours in the same run.
"""

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import key_to_pixel
from tests.rig.process import Program
from tests.rig.town import PC_NAME, Town


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU as a share of one core, in percent; resident memory in MiB."""

    cpu: float
    memory: float


def costs(programs: dict[str, Program], seconds: float) -> dict[str, Cost]:
    """The cost of each program and its children over *seconds*."""
    before = {name: cpu_seconds(program) for name, program in programs.items()}
    time.sleep(seconds)
    return {
        name: Cost(round((cpu_seconds(program) - before[name]) / seconds * 100, 2), round(_memory(program)))
        for name, program in programs.items()
    }


def sekisho(seconds: float) -> dict[str, dict[str, Cost]]:
    """Gateway, agent and client: on a still screen, then with a caret that blinks twice a second."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        folder = Path(name)
        with Town(folder, "関所 花子") as town:
            town.open_plain_office(width=key_to_pixel.WIDTH, height=key_to_pixel.HEIGHT)
            town.open_home(width=key_to_pixel.WIDTH, height=key_to_pixel.HEIGHT)
            town.open_gateway()
            town.issue()
            town.attend()
            employee = town.enrol()
            log = folder / "client.log"
            with employee.connect(pc=PC_NAME, log=log, extra=["--fullscreen"]) as client:
                client.wait_event("first_picture")
                if town.gateway.service is None or town.agent is None:
                    raise SystemExit("the gateway and the agent should run")
                programs = {"gateway": town.gateway.service, "agent": town.agent, "client": client}
                time.sleep(3)  # the first picture is repaired and the session has settled
                still = costs(programs, seconds)
                with _caret(town.office_display.env(), folder):
                    time.sleep(2)
                    return {"still": still, "caret": costs(programs, seconds)}


def tigervnc(seconds: float) -> dict[str, dict[str, Cost]]:
    """The same of TigerVNC's screen server and viewer."""
    with (
        tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name,
        key_to_pixel.tigervnc_programs(Path(name)) as vnc,
    ):
        time.sleep(3)
        programs = {"server": vnc.server, "viewer": vnc.viewer}
        still = costs(programs, seconds)
        with _caret(vnc.office.env(), Path(name)):
            time.sleep(2)
            return {"still": still, "caret": costs(programs, seconds)}


def _caret(env: dict[str, str], folder: Path) -> Program:
    return Program(
        [sys.executable, "-m", "bench.office_app", "--caret"], log=folder / "caret.log", env={**os.environ, **env}
    )


def process_tree(program: Program) -> list[psutil.Process]:
    """The program's process and its children, to any depth."""
    root = psutil.Process(program.pid)
    return [root, *root.children(recursive=True)]


def cpu_seconds(program: Program) -> float:
    """CPU seconds of a program and its children until now."""
    return sum(float(times.user + times.system) for times in (process.cpu_times() for process in process_tree(program)))


def _memory(program: Program) -> float:
    return sum(float(process.memory_info().rss) for process in process_tree(program)) / 2**20
