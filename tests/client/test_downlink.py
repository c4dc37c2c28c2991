"""Whom the client's connections believe, tried with peers that are not the gateway."""

import socket
from collections.abc import AsyncIterator

import asyncssh
import pytest
from asyncssh.constants import MSG_CHANNEL_OPEN, MSG_CHANNEL_REQUEST, MSG_IGNORE

from certs.authority import Authority, new_serial
from certs.keys import new_key, public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from client import downlink
from client.errors import ClientError, DeniedError, UnreachableError, UntrustedError
from client.state import StateDirectory
from client.trust import ByKey, Trust
from tests.fakes.gateway_peer import IDENTITY, PC, GatewayPeer
from tests.fakes.packets import noted
from wire import Conversation, ssh
from wire.message import Message


class Unheard:
    """Nobody listens."""

    def received(self, message: Message) -> None:
        """Nothing is made of it."""

    def closed(self) -> None:
        """Nor of this."""


async def dial(port: int, trust: Trust, *, key: bytes | None = None, certificate: str | None = None) -> None:
    """Connect and hang up."""
    connection = await downlink.connect(
        "127.0.0.1", port, user=IDENTITY, key=key or new_key(), certificate=certificate, trust=trust
    )
    connection.abort()


@pytest.fixture
async def plain_ssh() -> AsyncIterator[int]:
    """An ordinary SSH server with a bare host key; yields its port."""
    key = asyncssh.import_private_key(new_key())
    server = await asyncssh.listen("127.0.0.1", 0, server_host_keys=[key])
    yield server.get_port()
    server.close()
    await server.wait_closed()


async def test_a_server_without_a_certificate_is_not_trusted(plain_ssh: int) -> None:
    """A bare host key proves nothing here, however well its owner answers."""
    with pytest.raises(UntrustedError):
        await dial(plain_ssh, ByKey(public_line(new_key())))


async def test_another_authority_is_not_trusted(peer: GatewayPeer) -> None:
    """A gateway certified by somebody else is not the gateway."""
    with pytest.raises(UntrustedError):
        await dial(peer.facts.port, ByKey(public_line(new_key())))


async def test_another_principal_is_not_trusted(peer: GatewayPeer) -> None:
    """The right authority's certificate for another name does not do."""
    gateway = peer.facts.authority.public_keys().gateway
    with pytest.raises(UntrustedError):
        await dial(peer.facts.port, ByKey(gateway, "pc-131016-0001"))


async def test_a_foreign_device_certificate_is_denied(peer: GatewayPeer) -> None:
    """The failure says that our certificate was not accepted, not that the line is bad."""
    key, other = new_key(), Authority.create(MemoryKeyStore())
    line = other.issue(Profile.DEVICE, public_line(key), IDENTITY, serial=new_serial(), now=1_790_000_000.0).line
    with pytest.raises(DeniedError):
        await dial(peer.facts.port, ByKey(peer.facts.authority.public_keys().gateway), key=key, certificate=line)


async def test_a_closed_port_is_unreachable() -> None:
    """Nobody listens: a sentence about the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnreachableError):
        await dial(port, ByKey(public_line(new_key())))


async def test_a_used_relay_token_is_unreachable(peer: GatewayPeer) -> None:
    """The relay's no is a failure to connect, and the socket is closed."""
    machine = ByKey(peer.facts.authority.public_keys().machine, "pc-131016-0001")
    line = peer.facts.issue(Profile.SESSION, public_line(key := new_key()), ssh.session_principal(1))
    with pytest.raises(UnreachableError):
        await downlink.connect_screen(
            "127.0.0.1", peer.facts.port, token=bytes(32), session=1, key=key, certificate=line, trust=machine
        )


async def test_the_way_to_the_office_pc_carries_no_empty_packets(
    peer: GatewayPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the client says to the office PC travels in packets of its own alone, as what comes back does."""
    opened = peer.opened(PC.pc, public_line(key := new_key()))
    machine = ByKey(peer.facts.authority.public_keys().machine, PC.pc)
    sent = noted(monkeypatch, asyncssh.SSHClientConnection)
    connection = await downlink.connect_screen(
        "127.0.0.1",
        peer.facts.port,
        token=opened.token,
        session=opened.session,
        key=key,
        certificate=opened.certificate,
        trust=machine,
    )
    sent.clear()
    await downlink.open_channel(connection, Conversation.SCREEN, Unheard())
    assert sent[:2] == [MSG_CHANNEL_OPEN, MSG_CHANNEL_REQUEST]
    assert MSG_IGNORE not in sent
    connection.abort()


async def test_the_pinned_algorithms_are_what_is_spoken(peer: GatewayPeer, enrolled: StateDirectory) -> None:
    """The connection runs the first choice of the wire's list: hybrid key exchange, AES-256-GCM, no compression."""
    connection = await downlink.connect(
        "127.0.0.1",
        peer.facts.port,
        user=IDENTITY,
        key=(enrolled.path / "device.pem").read_bytes(),
        certificate=enrolled.certificate(),
        trust=ByKey(peer.facts.authority.public_keys().gateway),
    )
    assert connection.get_extra_info("send_cipher") == ssh.CIPHERS[0]
    assert connection.get_extra_info("recv_compression") == "none"
    connection.close()
    await connection.wait_closed()


async def test_a_silent_server_does_not_hold_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that accepts and never speaks is given up after the login's time."""
    monkeypatch.setattr(downlink, "LOGIN_TIMEOUT", 0.2)
    monkeypatch.setattr(downlink, "CONNECT_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ClientError):
        await dial(silent.getsockname()[1], ByKey(public_line(new_key())))
