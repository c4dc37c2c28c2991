"""One started program: its log on disk, its events as they come, its end without fail.

Knows processes and lines of JSON. Does not know what the program is for.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar, cast

T = TypeVar("T")
Event = dict[str, object]
PATIENCE: Final = 30.0  # seconds after which a wait has failed; it guards against hanging and claims nothing


class RigError(Exception):
    """A part of the rig did not do what was waited for; the text shows the end of its log."""


def venv_program(name: str) -> str:
    """The path of a program installed beside the running interpreter."""
    return str(Path(sys.executable).parent / name)


class Program:
    """A child process in its own process group. Its stdout may carry one JSON event a line."""

    def __init__(
        self, argv: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None, stdin: int = subprocess.DEVNULL
    ) -> None:
        self.argv = list(argv)
        self.log = log
        self._events: queue.Queue[Event | None] = queue.Queue()
        self.seen: list[Event] = []
        with log.open("ab") as err:
            self._process = subprocess.Popen(  # noqa: S603 - the rig starts what the tests name
                self.argv,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=err,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, name=f"rig-{Path(argv[0]).name}", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process still lives."""
        return self._process.poll() is None

    def _read(self) -> None:
        out = self._process.stdout
        if out is None:
            return
        with self.log.open("ab") as log:
            for line in out:
                log.write(line)
                log.flush()
                with contextlib.suppress(json.JSONDecodeError):
                    event = json.loads(line)
                    if isinstance(event, dict):
                        self._events.put(cast("Event", event))
        self._events.put(None)

    def wait_event(self, name: str, timeout: float = PATIENCE) -> Event:
        """The next event called *name*; events before it are kept in `seen`."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise RigError(f"no event {name!r} from {self.argv[0]} in {timeout:.0f} s\n{self.tail()}") from None
            if event is None:
                self._events.put(None)
                raise RigError(f"{self.argv[0]} ended before {name!r}\n{self.tail()}")
            self.seen.append(event)
            if event.get("event") == name:
                return event

    def write_line(self, text: str) -> None:
        """Write a line to its standard input (started with `stdin=subprocess.PIPE`)."""
        if self._process.stdin is None:
            raise RigError(f"{self.argv[0]} has no standard input")
        self._process.stdin.write(text.encode() + b"\n")
        self._process.stdin.flush()

    def wait(self, timeout: float = PATIENCE) -> int:
        """The exit status, once the process has ended."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise RigError(f"{self.argv[0]} did not end in {timeout:.0f} s\n{self.tail()}") from None
        self._reader.join(timeout=5)
        return code

    def tail(self, lines: int = 25) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group, if it still lives."""
        if sys.platform == "win32":
            raise RigError("the rig runs on Linux")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def pause(self) -> None:
        """Stop it in mid-step, as a PC that goes to sleep does, until `resume`."""
        if sys.platform == "win32":
            raise RigError("the rig runs on Linux")
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        if sys.platform == "win32":
            raise RigError("the rig runs on Linux")
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it the hard way, as a power cut would."""
        self._strike()
        self._process.wait(10)
        self._let_go()

    def _strike(self) -> None:
        if sys.platform == "win32":
            raise RigError("the rig runs on Linux")
        self.signal(signal.SIGKILL)

    def _let_go(self) -> None:
        self._reader.join(timeout=5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def stop(self, timeout: float = 10.0) -> int:
        """Ask it to end, then insist."""
        if self.running:
            self.signal(signal.SIGTERM)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self._strike()
                self._process.wait(10)
        self._strike()  # whatever it left behind in its group
        self._let_go()
        return self._process.returncode


def wait_until(what: str, probe: Callable[[], T | None], timeout: float = PATIENCE, every: float = 0.02) -> T:
    """The first answer of *probe* that is true; raises `RigError` naming *what* when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise RigError(f"waited {timeout:.0f} s in vain for {what}")
        time.sleep(every)
