"""Dialling straight and through the relay."""

import asyncio
import socket

import pytest

from tunnel.dial import connected, show_token
from wire import relay
from wire.errors import RemoteProtocolError

TOKEN = bytes(range(32))


async def test_a_key_press_waits_for_no_company() -> None:
    """The socket sends at once, and its tuner saw it before it was connected."""
    seen: list[bool] = []

    def tune(sock: socket.socket) -> None:
        seen.append(sock.fileno() >= 0)

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with await connected("127.0.0.1", port, within=5.0) as sock:
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        (await connected("127.0.0.1", port, within=5.0, tune=tune)).close()
    assert seen == [True]


async def test_a_closed_port_is_an_error_of_the_system() -> None:
    """Nobody listens: `OSError`, and no socket is left open."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        await connected("127.0.0.1", port, within=5.0)


@pytest.mark.parametrize("answer", relay.Answer)
async def test_the_relays_answer_is_told(answer: relay.Answer) -> None:
    """The token goes up whole, and each of the relay's answers comes back."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.sendall(bytes([answer]))
        assert await show_token(ours, TOKEN, within=5.0) is answer
        assert relay.token_of(theirs.recv(100)) == TOKEN


async def test_nonsense_is_no_answer() -> None:
    """A closed socket and an unknown byte are refused, and silence is a `TimeoutError`."""
    for said in (b"", b"\x00"):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.setblocking(False)
            theirs.sendall(said)
            theirs.shutdown(socket.SHUT_WR)
            with pytest.raises(RemoteProtocolError):
                await show_token(ours, TOKEN, within=5.0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(show_token(ours, TOKEN, within=0.05), 5.0)
