"""Record what the pipeline's decisions are made from, on a real screen over a real line: `make record-traces`.

A screen of 1600 x 900 shows each of the work modes of `bench.desk.office_app` for some seconds. A pipeline draws it;
its pictures go by TCP through the line of `bench.desk.line` to a reader that acknowledges them. What was changed when,
how large each picture was and when it was sent and acknowledged is kept in tests/agent/traces/, one file a mode, and
replayed by tests/agent/test_traces.py. Record anew only when what is recorded changes: a trace is a fact, not a wish.
"""

import contextlib
import itertools
import socket
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final
from unittest import mock

from agent.capture.x11 import X11Grabber
from agent.damage import Grid
from agent.forbidden import Forbidden
from agent.pacing import Pacer
from agent.pipeline import Pipeline, Stop
from agent.plan import Plan, Planner
from agent.session import Shown
from bench.desk.line import Profile
from bench.desk.stacks import Carrier
from tests.agent.traces import FOLDER, Trace
from tests.fakes.marks import overlay
from tests.rig.display import Display
from tests.rig.process import Program
from watermark.tiles import Mask
from wire.codec import encode
from wire.message import Message
from wire.messages import Picture
from wire.reasons import Reason

MODES: Final = ("type", "scroll", "drag", "video", "both", "idle", "stall")
SECONDS: Final = 3.0
STALL: Final = (1.0, 2.5)  # seconds from the start between which the reader of the mode `stall` reads nothing
LINE: Final = Profile(10.0, 30.0)
DECODE: Final = 0.004  # seconds that the reader takes for a picture
REST: Final = 1.5  # seconds after the last frame
_HEAD: Final = struct.Struct(">II")  # a picture's number and the bytes that follow


class _Far:
    """The reader at the far end of the line, in a thread: takes pictures, says which."""

    def __init__(self, *, stalls: bool) -> None:
        self._stalls = stalls
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _ = self._server.accept()
        began = time.monotonic()
        with line, contextlib.suppress(OSError):
            while head := line.recv(_HEAD.size, socket.MSG_WAITALL):
                number, size = _HEAD.unpack(head)
                line.recv(size, socket.MSG_WAITALL)
                time.sleep(DECODE)
                if self._stalls and STALL[0] < time.monotonic() - began < STALL[1]:
                    time.sleep(STALL[1] - STALL[0])
                line.sendall(_HEAD.pack(number, 0))


class _Sender:
    """The pipeline's outlet: pictures into the line, acknowledgements out of it."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pipeline: Pipeline | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, message: Message) -> None:
        if isinstance(message, Picture):
            data = encode(message)
            self._line.sendall(_HEAD.pack(message.number, len(data)) + data)

    def finished(self, reason: Reason | None) -> None:
        del reason
        self._line.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while head := self._line.recv(_HEAD.size, socket.MSG_WAITALL):
                if self.pipeline is not None:
                    self.pipeline.order(Shown(_HEAD.unpack(head)[0], DECODE, time.monotonic()))


def _recorders(trace: Trace, began: float) -> tuple[type[Pacer], type[Planner]]:
    """A pacer and a planner that write down what they are told."""

    class RecordingPacer(Pacer):
        def sent(self, size: int, now: float, *, follows: bool = False) -> int:
            trace.line.append((round(now - began, 5), "sent", size, 0.0))
            return super().sent(size, now, follows=follows)

        def acknowledged(self, number: int, decode: float, now: float) -> None:
            trace.line.append((round(now - began, 5), "shown", number, decode))
            super().acknowledged(number, decode, now)

    class RecordingPlanner(Planner):
        def changed(self, mask: Mask, now: float) -> Plan:
            if mask.any():
                trace.note_change(round(now - began, 5), mask)
            return super().changed(mask, now)

    return RecordingPacer, RecordingPlanner


def record(mode: str) -> Trace:
    """One mode, from a first picture to a screen at rest."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        display = stack.enter_context(Display(folder / "xvfb.log"))
        far, began = _Far(stalls=mode == "stall"), time.monotonic()
        trace = Trace(mode, LINE.mbit, LINE.rtt, Grid(display.width, display.height))
        pacer, planner = _recorders(trace, began)
        stack.enter_context(mock.patch("agent.pipeline.Pacer", pacer))
        stack.enter_context(mock.patch("agent.pictures.Planner", planner))
        sender = _Sender(Carrier(stack, folder, far.port, LINE).port)
        pipeline = Pipeline(X11Grabber(display.name), overlay(), Forbidden(()), sender, time.monotonic)
        sender.pipeline = pipeline
        pipeline.start()
        shown = "scroll" if mode == "stall" else mode
        argv = [sys.executable, "-m", "bench.desk.office_app", shown, str(SECONDS), str(folder / "frames")]
        with Program(argv, log=folder / "app.log", env={"DISPLAY": display.name}):
            time.sleep(SECONDS + REST + 1.0)
            pipeline.order(Stop())
            pipeline.join()
    return trace


def main() -> None:
    """All modes."""
    for mode in itertools.chain(sys.argv[1:] or MODES):
        trace = record(mode)
        trace.write(FOLDER)
        print(f"{mode}: {len(trace.changes)} changes, {len(trace.line)} of the line", flush=True)


if __name__ == "__main__":
    main()
