"""A home line in user space: a proxy that limits the rate and adds delay, each way, and counts the bytes.

Kernel shaping needs modules that many machines lack, and a process of its own keeps our work out of its timing. Like
a real line it has a queue of bounded length, so a sender feels the rate by back-pressure. A thread for each end of
each way, because a thread's sleep is right to a tenth of a millisecond and an event loop's to one. Knows bytes only.

    python -m bench.desk.line PORT BACK_PORT MBIT RTT_MS     prints {"down": bytes, "up": bytes} for each line it reads
"""

import contextlib
import json
import queue
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

CHUNK: Final = 16 * 1024  # bytes taken at once: 13 ms of a 10 Mbit/s line
QUEUE: Final = 64  # chunks that the line holds, at most
SMALL_BUFFER: Final = 32 * 1024  # bytes of the kernel's receive buffer, so that it is no second queue
AHEAD: Final = 0.005  # seconds before the line is free at which it takes the next chunk


@dataclass(frozen=True, slots=True)
class Profile:
    """A line: megabits a second each way (0: unlimited), and round trip in milliseconds."""

    mbit: float
    rtt: float

    @property
    def rate(self) -> float:
        """Bytes a second; 0 when unlimited."""
        return self.mbit * 125_000

    @property
    def delay(self) -> float:
        """Seconds one way."""
        return self.rtt / 2000


NONE: Final = Profile(0, 0)  # no line to speak of: loopback


class Timetable:
    """When the chunks of one way leave a line of *profile*. Seconds, of any one clock."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._free = 0.0

    def enter(self, now: float, size: int) -> float:
        """A chunk of *size* bytes comes at *now*: when its last byte comes out at the other end."""
        self._free = max(self._free, now) + (size / self._profile.rate if self._profile.rate else 0.0)
        return self._free + self._profile.delay

    def wait(self, now: float) -> float:
        """Seconds from *now* until the next chunk may enter."""
        return max(0.0, self._free - now - AHEAD)


class Line:
    """Carries connections to *back_port* over a line of *profile*."""

    def __init__(self, back_port: int, profile: Profile) -> None:
        self._back_port = back_port
        self._profile = profile
        self.carried: Counter[str] = Counter()  # each way has one thread that counts

    def serve(self, listener: socket.socket) -> None:
        """Carry whoever comes to *listener*, until it is closed; without anybody behind the line they are let go."""
        with contextlib.suppress(OSError):
            while True:
                front, _ = listener.accept()
                try:
                    back = socket.create_connection(("127.0.0.1", self._back_port))
                except OSError:
                    front.close()
                else:
                    threading.Thread(target=self._carry, args=(front, back), daemon=True).start()

    def _carry(self, front: socket.socket, back: socket.socket) -> None:
        """One connection, until either end closes."""
        with front, back:
            for sock in (front, back):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._profile.mbit:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            threads = [*self._way(front, back, "up"), *self._way(back, front, "down")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def _way(self, source: socket.socket, target: socket.socket, name: str) -> Iterator[threading.Thread]:
        chunks = _chunks(source)
        if self._profile != NONE:  # where it is, a second thread would take longer than the way itself
            held: queue.Queue[tuple[float, bytes]] = queue.Queue(QUEUE)
            yield threading.Thread(target=self._enter, args=(chunks, held), daemon=True)
            chunks = _due(held)
        yield threading.Thread(target=self._leave, args=(chunks, target, name), daemon=True)

    def _enter(self, chunks: Iterator[bytes], held: queue.Queue[tuple[float, bytes]]) -> None:
        """Take *chunks* no faster than the rate."""
        timetable = Timetable(self._profile)
        with contextlib.suppress(OSError):
            for data in chunks:
                out = timetable.enter(time.monotonic(), len(data))
                time.sleep(timetable.wait(time.monotonic()))
                held.put((out, data))
        held.put((0.0, b""))

    def _leave(self, chunks: Iterator[bytes], target: socket.socket, name: str) -> None:
        """Send *chunks* on and count them; close *target* behind the last."""
        with contextlib.suppress(OSError):
            for data in chunks:
                self.carried[name] += len(data)
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


def _chunks(source: socket.socket) -> Iterator[bytes]:
    """What comes from *source*, until it is closed."""
    while data := source.recv(CHUNK):
        yield data


def _due(held: queue.Queue[tuple[float, bytes]]) -> Iterator[bytes]:
    """What is *held*, each chunk at its time, until an empty one."""
    while True:
        at, data = held.get()
        if not data:
            return
        time.sleep(max(0.0, at - time.monotonic()))
        yield data


if __name__ == "__main__":
    front_port, rear_port, megabits, round_trip = sys.argv[1:]
    line = Line(int(rear_port), Profile(float(megabits), float(round_trip)))
    with socket.create_server(("127.0.0.1", int(front_port))) as server:
        threading.Thread(target=line.serve, args=(server,), daemon=True).start()
        print(json.dumps({"event": "ready"}), flush=True)
        while sys.stdin.readline():
            counts = {"event": "carried", "down": line.carried["down"], "up": line.carried["up"]}
            print(json.dumps(counts), flush=True)
