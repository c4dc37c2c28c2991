"""The door: one byte decides, and nobody can stand in it for long or in numbers. On asyncio's loop and on uvloop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import cast

import pytest
import uvloop

from gateway.config import Address
from gateway.door.door import Door, DoorLimits
from gateway.door.listening import bound_to, listen
from gateway.door.places import Place
from gateway.metrics import Metrics
from tests.fakes.gateway import running
from wire.relay import opening

ROOMY = DoorLimits(total=100, per_source=100, first_byte=5.0)


class Echo(asyncio.Protocol):
    """Says its name and then what it hears, so that a lost or doubled first byte shows."""

    def __init__(self, name: bytes) -> None:
        self.name = name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say the name."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.name + b":")

    def data_received(self, data: bytes) -> None:
        """Say it back."""
        self.transport.write(data)


@asynccontextmanager
async def door(limits: DoorLimits = ROOMY) -> AsyncIterator[tuple[Address, list[Place], Metrics]]:
    """A door with an echo behind each protocol; the places of those inside are kept in the list."""
    places: list[Place] = []
    metrics = Metrics()
    loop = asyncio.get_running_loop()

    def behind(name: bytes) -> Callable[[socket.socket, str, Place], Coroutine[None, None, None]]:
        async def take(sock: socket.socket, _source: str, place: Place) -> None:
            places.append(place)
            await loop.connect_accepted_socket(lambda: Echo(name), sock)

        return take

    sock = listen(Address("127.0.0.1", 0))
    task = loop.create_task(Door("test", sock, limits, metrics).serve(behind(b"ssh"), behind(b"relay")))
    try:
        yield bound_to(sock), places, metrics
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        sock.close()


async def say(address: Address, data: bytes) -> bytes:
    """Connect, say *data*, and return what comes back within the door's patience."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    try:
        writer.write(data)
        async with asyncio.timeout(10):
            try:
                return await reader.readexactly(4 + len(data)) if data[:1] == b"S" else await reader.read(6 + len(data))
            except (asyncio.IncompleteReadError, ConnectionError):
                return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def tells_apart() -> None:
    """SSH's first byte, and others."""
    async with door() as (address, _, _):
        assert await say(address, b"SSH-2.0-x") == b"ssh:SSH-2.0-x"
        for noise in (b"GET / HTTP/1.1\r\n", b"\x16\x03\x01", b"\x00", b"\xff", b"s"):
            assert await say(address, noise) == b""


def test_one_byte_tells_ssh_from_the_relay_on_both_loops() -> None:
    """Asyncio and uvloop: "S" is SSH, anything unknown is closed, and no byte is lost on the way."""
    asyncio.run(tells_apart())
    uvloop.run(tells_apart())


def test_the_relays_byte_reaches_the_relay_on_both_loops() -> None:
    """0xA5 is the relay's, with all that follows."""

    async def relay() -> None:
        async with door() as (address, _, _):
            reader, writer = await asyncio.open_connection(address.host, address.port)
            writer.write(opening(b"t" * 32))
            async with asyncio.timeout(5):
                assert await reader.readexactly(6 + 34) == b"relay:" + opening(b"t" * 32)
            writer.close()
            await writer.wait_closed()

    asyncio.run(relay())
    uvloop.run(relay())


def test_who_says_nothing_is_shown_out_on_both_loops() -> None:
    """A connection without a first byte is closed when its time is over, and its place is free again."""

    async def silent() -> None:
        async with door(DoorLimits(total=1, per_source=1, first_byte=0.1)) as (address, _, metrics):
            for _ in range(3):
                reader, writer = await asyncio.open_connection(address.host, address.port)
                async with asyncio.timeout(5):
                    assert await reader.read() == b""
                writer.close()
                await writer.wait_closed()
            count = metrics.registry.get_sample_value(
                "sekisho_turned_away_total", {"listener": "test", "cause": "slow"}
            )
            assert count == 3

    asyncio.run(silent())
    uvloop.run(silent())


async def test_a_crowd_from_one_source_is_turned_away_and_room_is_made_again() -> None:
    """Beyond its places a source is closed at once; whoever proves itself makes room for the next."""
    async with door(DoorLimits(total=10, per_source=2, first_byte=5.0)) as (address, places, metrics):
        inside = [await asyncio.open_connection(address.host, address.port) for _ in range(2)]
        for _, writer in inside:
            writer.write(b"S")
        for reader, _ in inside:
            assert await reader.readexactly(5) == b"ssh:S"
        assert await say(address, b"S") == b""
        assert metrics.registry.get_sample_value("sekisho_turned_away_total", {"listener": "test", "cause": "source"})
        places[0].leave()
        assert await say(address, b"S") == b"ssh:S"
        for _, writer in inside:
            writer.close()
            await writer.wait_closed()


async def test_a_slow_crowd_keeps_nobody_out_for_long() -> None:
    """A hundred connections that dribble their SSH greeting: an honest home PC still gets in beside them."""
    slow_limits = DoorLimits(total=200, per_source=150)
    async with running(clients=slow_limits) as world:
        address = world.ports.clients
        crowd = [await asyncio.open_connection(address.host, address.port) for _ in range(100)]
        for _, writer in crowd:
            writer.write(b"S")
        await world.new_home()
        for _, writer in crowd:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def test_a_connection_that_is_reset_disturbs_nobody() -> None:
    """A peer that resets while it is being looked at is gone, and the door stays open."""
    async with door() as (address, _, _):
        for data in (b"", b"S"):
            for _ in range(20):
                sock = socket.create_connection((address.host, address.port))
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                sock.sendall(data)
                sock.close()
        assert await say(address, b"SSH") == b"ssh:SSH"


@pytest.mark.parametrize("handler_fails", [OSError("no"), RuntimeError("bug")])
async def test_a_handler_that_fails_costs_one_connection(handler_fails: Exception) -> None:
    """An error behind the door closes that socket and frees its place; the door goes on."""
    sock = listen(Address("127.0.0.1", 0))
    limits = DoorLimits(total=1, per_source=1)

    async def fail(_sock: socket.socket, _source: str, _place: Place) -> None:
        raise handler_fails

    metrics = Metrics()
    task = asyncio.get_running_loop().create_task(Door("test", sock, limits, metrics).serve(fail, fail))
    for _ in range(3):
        assert await say(bound_to(sock), b"SSH") == b""
    assert not task.done()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    sock.close()
