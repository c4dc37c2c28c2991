"""How many megabytes a CPU-second carries: our relay's pipe beside HAProxy in TCP mode, in turns.

Both join the same two senders and receivers on loopback; what is counted is the CPU time of the joining process.
"""

import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from tests.rig.system import free_port

CHUNK: Final = 256 * 1024  # bytes a sender hands to its kernel at once
MESSAGE: Final = 200  # bytes of a small message: a key press or an acknowledgement inside SSH


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement of one joiner."""

    bytes_carried: int
    cpu: float  # seconds
    seconds: float

    @property
    def mb_per_cpu_second(self) -> float:
        """Megabytes (1e6) carried for each second of CPU."""
        return self.bytes_carried / 1e6 / self.cpu


@contextlib.contextmanager
def our_pipe() -> Iterator[tuple[int, int]]:
    """(port, pid) of a process that joins each accepted connection to a fresh one to BACK_PORT with our `Pipe`."""
    port, back = free_port(), free_port()
    with _back(back), _child([sys.executable, "-m", "bench.relay_host", str(port), str(back)], port) as pid:
        yield port, pid


@contextlib.contextmanager
def haproxy(extra: str = "") -> Iterator[tuple[int, int]]:
    """(port, pid) of an HAProxy that does the same."""
    port, back = free_port(), free_port()
    binary = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if binary is None:
        raise SystemExit("haproxy is not installed: run this through `make bench`")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "haproxy.cfg"
        config.write_text(
            "global\n  nbthread 1\n"
            f"defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n{extra}"
            f"frontend f\n  bind 127.0.0.1:{port}\n  default_backend b\n"
            f"backend b\n  server s 127.0.0.1:{back}\n"
        )
        with _back(back), _child([binary, "-f", str(config), "-db"], port) as pid:
            yield port, pid


@contextlib.contextmanager
def _child(argv: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL)  # noqa: S603 - the two joiners
    try:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


class _Sink(threading.Thread):
    """The far end: echoes small messages, swallows large ones."""

    def __init__(self, server: socket.socket) -> None:
        super().__init__(daemon=True)
        self.server = server

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        buffer = bytearray(1 << 20)
        with connection, contextlib.suppress(OSError):
            while size := connection.recv_into(buffer):
                if size <= MESSAGE:
                    connection.sendall(buffer[:size])


@contextlib.contextmanager
def _back(port: int) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", port), backlog=64) as server:
        _Sink(server).start()
        yield
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def bulk(port: int, pid: int, seconds: float) -> Sample:
    """Push as much as goes through for *seconds*."""
    block = os.urandom(CHUNK)
    process = psutil.Process(pid)
    with socket.create_connection(("127.0.0.1", port)) as sender:
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sender.settimeout(20)
        sender.sendall(block)
        time.sleep(0.1)
        begin, cpu, sent = time.monotonic(), _cpu(process), 0
        while time.monotonic() - begin < seconds:
            sender.sendall(block)
            sent += CHUNK
        time.sleep(0.05)
        return Sample(sent, _cpu(process) - cpu, time.monotonic() - begin)


def small(port: int, pid: int, messages: int) -> tuple[float, float]:
    """(CPU µs a message, round trip µs p50) of *messages* echoes of `MESSAGE` bytes, one at a time."""
    process, block, trips = psutil.Process(pid), os.urandom(MESSAGE), []
    with socket.create_connection(("127.0.0.1", port)) as sender:
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sender.settimeout(20)
        cpu = _cpu(process)
        for _ in range(messages):
            begin = time.perf_counter()
            sender.sendall(block)
            got = 0
            while got < MESSAGE:
                got += len(sender.recv(MESSAGE))
            trips.append(time.perf_counter() - begin)
        used = _cpu(process) - cpu
    return used / (2 * messages) * 1e6, statistics.median(trips) * 1e6


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def measure(rounds: int = 5, seconds: float = 2.0, messages: int = 4000) -> dict[str, dict[str, float]]:
    """Medians of *rounds* turns, ours and HAProxy's alternating."""
    joiners = {"sekisho": our_pipe, "haproxy": haproxy, "haproxy-splice": _splicing}
    bulks: dict[str, list[float]] = {name: [] for name in joiners}
    smalls: dict[str, list[tuple[float, float]]] = {name: [] for name in joiners}
    for _ in range(rounds):
        for name, joiner in joiners.items():
            with joiner() as (port, pid):
                bulks[name].append(bulk(port, pid, seconds).mb_per_cpu_second)
                smalls[name].append(small(port, pid, messages))
    return {
        name: {
            "mb_per_cpu_second": round(statistics.median(bulks[name])),
            "cpu_us_per_message": round(statistics.median(cpu for cpu, _ in smalls[name]), 1),
            "round_trip_us": round(statistics.median(trip for _, trip in smalls[name])),
        }
        for name in joiners
    }


def _splicing() -> "contextlib._GeneratorContextManager[tuple[int, int]]":
    """HAProxy with kernel splicing, its strongest setting for bulk."""
    return haproxy("  option splice-auto\n")
