"""Dialling the relay."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable

import pytest

from agent import relaydial
from agent.errors import RefusedError, UnreachableError
from wire import relay
from wire.reasons import Reason

TOKEN = bytes(range(32))
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def dialled(answering: Answering) -> socket.socket:
    """Dial a relay that behaves as *answering*."""
    async with await asyncio.start_server(answering, "127.0.0.1", 0) as server:
        return await relaydial.dial("127.0.0.1", server.sockets[0].getsockname()[1], TOKEN)


def answers(data: bytes) -> Answering:
    """A relay that checks the opening and answers *data*."""

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert relay.token_of(await reader.readexactly(relay.OPENING_BYTES)) == TOKEN
        writer.write(data)
        writer.close()

    return answering


async def test_a_joined_socket_is_handed_over_with_the_bytes_after_the_answer() -> None:
    """Exactly one byte is taken: what the viewer said at once is still there."""
    joined = await dialled(answers(bytes([relay.Answer.JOINED]) + b"SSH-2.0"))
    with joined:
        assert await asyncio.get_running_loop().sock_recv(joined, 100) == b"SSH-2.0"


@pytest.mark.parametrize("answer", [relay.Answer.UNKNOWN, relay.Answer.ALONE])
async def test_a_viewer_that_does_not_come_is_a_timeout(answer: relay.Answer) -> None:
    """An unknown token and a lonely one mean the same to us: there is no viewer."""
    with pytest.raises(RefusedError) as refusal:
        await dialled(answers(bytes([answer])))
    assert refusal.value.reason is Reason.TIMEOUT


@pytest.mark.parametrize("data", [b"", b"\x00", b"SSH"])
async def test_an_answer_that_is_none_is_a_broken_relay(data: bytes) -> None:
    """Silence and nonsense are not joined."""
    with pytest.raises(UnreachableError):
        await dialled(answers(data))


async def test_no_relay_is_a_sentence() -> None:
    """A closed port and an unknown name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UnreachableError, match="cannot be reached"):
        await relaydial.dial("127.0.0.1", port, TOKEN)


def test_little_can_wait_in_the_kernel() -> None:
    """No delay, and small buffers."""
    if sys.platform == "win32":
        raise NotImplementedError
    with socket.socket() as line:
        relaydial.tune(line)
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * relaydial.SEND_BUFFER
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == relaydial.NOT_SENT_LOW_WATER
