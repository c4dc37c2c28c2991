"""The door of a listener: accepts, peeks one byte, and hands the socket to SSH or to the relay.

Nobody here is known yet, so everything is bounded: how many at once, how many from one source, how long until the
first byte. Does not read that byte, and does not know what either protocol says.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from gateway import log
from gateway.door.places import NoPlaceError, Place, Places
from gateway.metrics import Metrics
from wire.relay import MAGIC, SSH_FIRST_BYTE

FIRST_BYTE_GRACE: Final = 10.0  # seconds
ACCEPT_PAUSE: Final = 0.1  # seconds to wait when the process has no descriptor left

Handler = Callable[[socket.socket, str, Place], Awaitable[None]]

_log = log.get("door")


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """How many connections may be unproven at once, by source and in all; and how long the first byte may take."""

    total: int
    per_source: int
    first_byte: float = FIRST_BYTE_GRACE


# A home has one or two PCs, but an office's or a carrier's address may stand for many homes.
CLIENTS: Final = DoorLimits(total=2048, per_source=64)
# All office PCs of a municipality may come from one address, and all of them come back after a restart.
AGENTS: Final = DoorLimits(total=4096, per_source=1024)


class Door:
    """One listener's door. `name` ("clients", "agents") is its metrics label."""

    def __init__(self, name: str, sock: socket.socket, limits: DoorLimits, metrics: Metrics) -> None:
        self.name: Final = name
        self._sock = sock
        self._limits = limits
        self._metrics = metrics
        self._places = Places(total=limits.total, per_source=limits.per_source)
        metrics.unauthenticated.labels(listener=name).set_function(lambda: len(self._places))

    async def serve(self, ssh: Handler, relay: Handler) -> None:
        """Accept for ever; cancelled to stop. One connection's trouble is its own."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as guests:
            while True:
                try:
                    sock, peer = await loop.sock_accept(self._sock)
                except OSError as error:
                    _log.warning("accept_failed", listener=self.name, error=error.strerror)
                    await asyncio.sleep(ACCEPT_PAUSE)
                    continue
                place = self._place(sock, peer[0])
                if place is not None:
                    guests.create_task(self._receive(sock, peer[0], place, ssh, relay))

    def _place(self, sock: socket.socket, source: str) -> Place | None:
        try:
            return self._places.take(source)
        except NoPlaceError as full:
            sock.close()
            self._turned_away(source, full.cause)
            return None

    async def _receive(self, sock: socket.socket, source: str, place: Place, ssh: Handler, relay: Handler) -> None:
        handed = False
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with asyncio.timeout(self._limits.first_byte):
                first = await _peek(sock)
            handler = {SSH_FIRST_BYTE: ssh, MAGIC: relay}.get(first)
            if handler is None:
                self._turned_away(source, "silent" if first < 0 else "protocol")
            else:
                await handler(sock, source, place)
                handed = True
        except TimeoutError:
            self._turned_away(source, "slow")
        except Exception as error:  # noqa: BLE001 - a stranger's connection may fail in any way; the door stays open
            _log.warning("connection_failed", listener=self.name, source=source, error=repr(error))
        finally:
            if not handed:
                place.leave()
                sock.close()

    def _turned_away(self, source: str, cause: str) -> None:
        self._metrics.turned_away.labels(listener=self.name, cause=cause).inc()
        _log.info("turned_away", listener=self.name, source=source, cause=cause)


async def _peek(sock: socket.socket) -> int:
    """The first byte that the peer sends, left where it is; -1 when it closes instead."""
    while True:
        with contextlib.suppress(BlockingIOError, InterruptedError):
            data = sock.recv(1, socket.MSG_PEEK)
            return data[0] if data else -1
        await _readable(sock)


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(sock.fileno(), wake)
    try:
        await ready
    finally:
        loop.remove_reader(sock.fileno())
