"""A home line in user space: a proxy that limits the rate and adds delay, each way, and counts the bytes.

Kernel shaping needs modules that many machines lack, and a process of its own keeps our work out of its timing. Like
a real line it has a queue of bounded length, so a sender feels the rate by back-pressure. Knows bytes only.

    python -m bench.desk.line PORT BACK_PORT MBIT RTT_MS     prints {"down": bytes, "up": bytes} for each line it reads
"""

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

CHUNK: Final = 16 * 1024  # bytes taken at once: 13 ms of a 10 Mbit/s line
QUEUE: Final = 64  # chunks that the line holds, at most
SMALL_BUFFER: Final = 32 * 1024  # bytes of the kernel's receive buffer, so that it is no second queue


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


class Line:
    """Carries connections to *back_port* over a line of *profile*."""

    def __init__(self, back_port: int, profile: Profile) -> None:
        self._back_port = back_port
        self._profile = profile
        self.carried: Counter[str] = Counter()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either end closes."""
        back = socket.socket()
        back.setblocking(False)
        self._tune(back)
        self._tune(writer.get_extra_info("socket"))
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().sock_connect(back, ("127.0.0.1", self._back_port))
            back_reader, back_writer = await asyncio.open_connection(sock=back, limit=CHUNK)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._way(reader, back_writer, "up"))
                group.create_task(self._way(back_reader, writer, "down"))

    def _tune(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._profile.mbit:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)

    async def _way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUE)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._enter(reader, queue))
            group.create_task(self._leave(queue, writer, name))

    async def _enter(self, reader: asyncio.StreamReader, queue: asyncio.Queue[tuple[float, bytes]]) -> None:
        """Take bytes no faster than the rate; note when each chunk may leave."""
        free = time.monotonic()
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                now = time.monotonic()
                if self._profile.rate:
                    free = max(free, now) + len(data) / self._profile.rate
                    await asyncio.sleep(max(0.0, free - now - 0.005))
                await queue.put((max(free, now) + self._profile.delay, data))
        await queue.put((0.0, b""))

    async def _leave(self, queue: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, name: str) -> None:
        with contextlib.suppress(OSError):
            while True:
                at, data = await queue.get()
                if not data:
                    break
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                self.carried[name] += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


async def _serve(port: int, line: Line) -> None:
    server = await asyncio.start_server(line.carry, "127.0.0.1", port, limit=CHUNK)
    loop = asyncio.get_running_loop()
    async with server:
        print(json.dumps({"event": "ready"}), flush=True)
        while await loop.run_in_executor(None, sys.stdin.readline):
            counts = {"event": "carried", "down": line.carried["down"], "up": line.carried["up"]}
            print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    front, rear, megabits, round_trip = sys.argv[1:]
    asyncio.run(_serve(int(front), Line(int(rear), Profile(float(megabits), float(round_trip)))))
