"""Runs the two child processes on one file, watches the clock, and makes faults of whatever they do wrong.

Keys go to the reader by its standard input: never by arguments or the environment, which others can see.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeVar

import msgspec

from watermark.apart.limits import DECODER, READER, Limits
from watermark.apart.messages import LENGTH, MAX_ANSWER, MAX_HEAD, Answer, Head, Order, View, pack, unpack
from watermark.errors import ImageError
from watermark.faults import Fault
from watermark.image import FaultError, check_size
from watermark.key import MarkKey
from watermark.reading import Corner, Reading
from watermark.received import Received, receive
from watermark.trail import Trail

_CHUNK: Final = 1024 * 1024  # bytes of pixels on their way
# One thread each: the limits count what every thread reserves. glibc keeps planes of up to 32 MiB that are done with:
# to give each back and have the next one cleared took an eighth of a search. Nobody else reads these names.
ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(4 * 2**30),
}
# Windows starts no process without its own directory.
_NEEDED: Final = ("SYSTEMROOT",)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Examined:
    """One file, what it says of itself, and what was read in it. The views are there when they were asked for."""

    received: Received
    kind: str  # JPEG, PNG, HEIF, WEBP or BMP
    width: int  # upright
    height: int
    orientation: int  # as in the file
    exif: dict[str, str]
    reading: Reading
    trail: Trail
    photo: View | None
    straight: View | None
    warning: View | None
    strangers: int  # keys that nobody uses, tried on the same cells
    strangers_best: float | None  # and the best score of theirs


def read_file(
    path: Path,
    keys: Sequence[MarkKey],
    *,
    corners: Sequence[Corner] | None = None,
    views: bool = False,
    limits: tuple[Limits, Limits] = (DECODER, READER),
) -> Examined:
    """Read the mark in the file *path* with each of *keys*, in child processes that *limits* (decoder, reader) bind.

    Raises `ImageError` for whatever is wrong with the file, and `ValueError` when there are no keys.
    """
    if not keys:
        raise ValueError("a reading needs at least one key")
    received = receive(path)
    try:
        head, answer = _read(received, keys, None if corners is None else tuple(corners), views, limits)
    except FaultError as error:
        raise ImageError.of(error.fault, path) from error
    if answer.reading is None or answer.trail is None:
        raise ImageError.of(Fault.BROKE_OFF, path)
    return Examined(
        received,
        head.kind,
        head.width,
        head.height,
        head.orientation,
        head.exif,
        answer.reading,
        answer.trail,
        answer.photo,
        answer.straight,
        answer.warning,
        answer.strangers,
        answer.strangers_best,
    )


def _read(
    received: Received,
    keys: Sequence[MarkKey],
    corners: tuple[Corner, ...] | None,
    views: bool,  # noqa: FBT001 - one of five, passed on
    limits: tuple[Limits, Limits],
) -> tuple[Head, Answer]:
    with _child("decoder", limits[0]) as decoder, _child("reader", limits[1]) as reader:
        with _feeding(decoder, received.data):
            head = decoder.message(Head, MAX_HEAD)
            if head.fault is not None:
                raise FaultError(head.fault)
            check_size(head.width, head.height)
            order = Order(tuple(key.to_bytes() for key in keys), head.width, head.height, corners, views)
            reader.write(pack(order))
            left = head.width * head.height * 3
            while left:
                chunk = decoder.read(min(left, _CHUNK))
                reader.write(chunk)
                left -= len(chunk)
        decoder.end()
        reader.finish_writing()
        answer = reader.message(Answer, MAX_ANSWER)
        if answer.fault is not None:
            raise FaultError(answer.fault)
    return head, answer


class _Child:
    """A child process and the fault that its end means."""

    def __init__(self, process: subprocess.Popen[bytes], source: IO[bytes], target: IO[bytes]) -> None:
        self._process = process
        self._source = source
        self._target = target
        self._late = False

    def read(self, size: int) -> bytes:
        """Exactly *size* bytes of its output; raises `FaultError` when it ends before."""
        data = self._source.read(size)
        if len(data) != size:
            raise FaultError(self._why())
        return data

    def message(self, kind: type[T], most: int) -> T:
        """Its next message, of at most *most* bytes."""
        size = int.from_bytes(self.read(LENGTH), "big")
        if size > most:
            raise FaultError(Fault.BROKE_OFF)
        try:
            return unpack(self.read(size), kind)
        except msgspec.MsgspecError as error:
            raise FaultError(Fault.BROKE_OFF) from error

    def write(self, data: bytes) -> None:
        """Give it *data*; raises `FaultError` when it has ended."""
        try:
            self._target.write(data)
        except OSError as error:
            raise FaultError(self._why()) from error

    def finish_writing(self) -> None:
        """There is nothing more to give."""
        with suppress(OSError):  # it has ended; its answer, or the lack of one, says why
            self._target.close()

    def expire(self) -> None:
        """Its time is over."""
        self._late = True
        self.kill()

    def kill(self) -> None:
        """Stop it where it stands."""
        self._process.kill()

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._source.close()
        self.finish_writing()

    def _why(self) -> Fault:
        code = self._process.wait()
        if self._late or (sys.platform != "win32" and code == -signal.SIGXCPU):
            return Fault.TIME
        return Fault.BROKE_OFF


@contextmanager
def _child(name: str, limits: Limits) -> Iterator[_Child]:
    """A running child process, which does not outlive the block, nor *limits*."""
    environment = ENVIRONMENT | {key: os.environ[key] for key in _NEEDED if key in os.environ}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-m", f"watermark.apart.{name}", *limits.words()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Of the decoder only a stranger's file could speak; of the reader only a fault of ours, which shall be seen.
        stderr=subprocess.DEVNULL if name == "decoder" else None,
        env=environment,
    )
    assert process.stdin is not None  # noqa: S101 - PIPE was asked for
    assert process.stdout is not None  # noqa: S101
    child = _Child(process, process.stdout, process.stdin)
    timer = threading.Timer(limits.clock, child.expire)
    timer.start()
    try:
        yield child
    finally:
        timer.cancel()
        child.end()
        timer.join()


@contextmanager
def _feeding(child: _Child, data: bytes) -> Iterator[None]:
    """Give *data* to *child* from a thread of its own, so that both directions flow."""

    def feed() -> None:
        try:
            child.write(data)
        except FaultError:
            return
        child.finish_writing()

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        yield
    except BaseException:
        child.kill()  # or it might never take the rest
        raise
    finally:
        thread.join()
