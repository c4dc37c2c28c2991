"""Two joined sockets: everything arrives, in order, counted, and never more than a little is held."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvloop

from gateway.relay import pipe as module
from gateway.relay.pipe import Pipe
from gateway.relay.sockets import HIGH_WATER, RECEIVE_BUFFER, SEND_BUFFER, tune

READ: int = 256 * 1024  # bytes; the most that either event loop hands over at once


class Joint:
    """A pipe with plain sockets at both ends."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.client: socket.socket
        self.agent: socket.socket
        self.pipe: Pipe


@asynccontextmanager
async def joint() -> AsyncIterator[Joint]:
    """A client, the pipe and an agent, over TCP, with the relay's own tuning on its two sockets."""
    made, loop, inner = Joint(), asyncio.get_running_loop(), []
    ends = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        for _ in range(2):
            end = socket.create_connection(server.getsockname()[:2])
            end.setblocking(False)
            accepted, _ = server.accept()
            accepted.setblocking(False)
            tune(accepted)
            transport, _ = await loop.connect_accepted_socket(asyncio.Protocol, accepted)
            ends.append(end)
            inner.append(transport)
    made.client, made.agent = ends
    made.pipe = Pipe(inner[0], inner[1], made.over.set)
    try:
        yield made
    finally:
        made.pipe.cut()
        for end in ends:
            end.close()
        async with asyncio.timeout(5):
            await made.over.wait()


def both_loops(test: Coroutine[Any, Any, None], again: Coroutine[Any, Any, None]) -> None:
    """Run a test on asyncio's own loop and on uvloop."""
    asyncio.run(test)
    uvloop.run(again)


def test_bytes_arrive_whole_and_in_order_both_ways() -> None:
    """Eight megabytes down and one up at the same time: equal digests, equal counts."""

    async def carry() -> None:
        loop = asyncio.get_running_loop()
        down, up = hashlib.shake_128(b"down").digest(8 << 20), hashlib.shake_128(b"up").digest(1 << 20)

        async def receive(sock: socket.socket, size: int) -> bytes:
            data = bytearray()
            while len(data) < size:
                data += await loop.sock_recv(sock, 1 << 16)
            return bytes(data)

        async with joint() as made, asyncio.timeout(30):
            got_down, got_up, *_ = await asyncio.gather(
                receive(made.client, len(down)),
                receive(made.agent, len(up)),
                loop.sock_sendall(made.agent, down),
                loop.sock_sendall(made.client, up),
            )
            assert (got_down == down, got_up == up) == (True, True)
            assert made.pipe.traffic == (len(down), len(up))

    both_loops(carry(), carry())


def test_a_reader_that_stops_stops_its_writer() -> None:
    """The writer is stopped after a bounded number of bytes, of which the relay itself holds next to nothing."""

    async def stall() -> None:
        loop = asyncio.get_running_loop()
        sent, chunk = 0, b"x" * 65536
        async with joint() as made:
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    while True:
                        await loop.sock_sendall(made.agent, chunk)
                        sent += len(chunk)
            # Ours: high water plus one read. The relay's kernel buffers: twice what was asked for, each way. What
            # else is in flight stands in the two ends' own buffers, which are theirs (up to 6 MiB on Linux).
            assert made.pipe.held <= HIGH_WATER + READ
            assert made.pipe.traffic.down <= HIGH_WATER + READ + 2 * SEND_BUFFER + own_buffers(made.client)
            assert sent <= made.pipe.traffic.down + 2 * RECEIVE_BUFFER + own_buffers(made.agent)
            before = made.pipe.traffic.down
            read = 0
            async with asyncio.timeout(10):
                while read <= before:  # once the reader reads again, more comes than was under way
                    read += len(await loop.sock_recv(made.client, 1 << 20)) if read < before else before
            assert read > before

    both_loops(stall(), stall())


def own_buffers(sock: socket.socket) -> int:
    """What an end's own kernel may hold, in both directions."""
    return sum(sock.getsockopt(socket.SOL_SOCKET, which) for which in (socket.SO_RCVBUF, socket.SO_SNDBUF))


def test_the_last_bytes_arrive_when_an_end_closes() -> None:
    """What was sent before closing is delivered, then the other end is closed as well."""

    async def close() -> None:
        loop = asyncio.get_running_loop()
        async with joint() as made, asyncio.timeout(10):
            await loop.sock_sendall(made.agent, b"last words")
            made.agent.close()
            assert await loop.sock_recv(made.client, 100) == b"last words"
            assert await loop.sock_recv(made.client, 100) == b""
            await made.over.wait()

    both_loops(close(), close())


def test_a_cut_ends_both_ends_at_once() -> None:
    """Whatever is still under way: both ends are closed, and the end is told once."""

    async def cut() -> None:
        loop = asyncio.get_running_loop()
        async with joint() as made, asyncio.timeout(10):
            made.pipe.cut()
            for end in (made.client, made.agent):
                try:
                    assert await loop.sock_recv(end, 100) == b""
                except ConnectionError:
                    continue

    both_loops(cut(), cut())


def test_a_reader_that_has_stopped_for_good_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """When one end has gone and the other does not take its last bytes, it is cut after a moment."""
    monkeypatch.setattr(module, "LINGER", 0.1)

    async def linger() -> None:
        loop = asyncio.get_running_loop()
        async with joint() as made:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    while True:
                        await loop.sock_sendall(made.agent, b"x" * 65536)
            made.agent.close()
            async with asyncio.timeout(5):
                with pytest.raises(ConnectionError):  # noqa: PT012 - the loop is the statement
                    while await loop.sock_recv(made.client, 1 << 20):
                        pass
                    raise ConnectionAbortedError

    both_loops(linger(), linger())
