"""Peers with real certificates that say what no program says: at the gateway, at an agent, at a client.

Each returns the goodbye that it heard, if it is told one. Knows the wire; judges nothing.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Final

import asyncssh

from agent import guest, relaydial
from agent.state import Membership
from certs.keys import new_key, public_line
from client import downlink
from client.trust import ByKey
from gateway.config import Address
from tests.fakes.gateway_peer import GatewayPeer, Spoken
from tests.fakes.peers import HomePc, Keys, OfficePcPeer, attending, joined, talking
from tunnel.options import keypair
from wire import Connection, Conversation, Side
from wire import messages as m
from wire.kinds import VERSION
from wire.message import Message
from wire.reasons import Reason

GARBAGE: Final = b"\x00\x00\x00\x05\xee" + b"\xff" * 64  # a frame of a kind that does not exist
PATIENCE: Final = 10.0  # seconds


def goodbye(heard: list[Message]) -> Reason | None:
    """The reason of the last goodbye among *heard*."""
    return next((message.reason for message in reversed(heard) if isinstance(message, m.Bye)), None)


async def at_gateway(address: Address, user: str, keys: Keys, conversation: Conversation) -> Reason | None:
    """Garbage instead of the first message."""
    heard: list[Message] = []
    async with talking(address, user, keys, conversation) as line:
        line.say_bytes(GARBAGE)
        heard = await line.ended()
    return goodbye(heard)


async def at_agent(clients: Address, home: HomePc, pc: str, machines: str) -> Reason | None:
    """An admitted viewer that sends garbage to the office PC *pc*; *machines* is the authority of office PCs."""
    heard: list[Message] = []
    async with joined(clients, home) as line:
        key = new_key()
        line.say(m.Open(pc, public_line(key)))
        opened = await line.hear_a(m.Opened)
        connection = await downlink.connect_screen(
            clients.host,
            clients.port,
            token=opened.token,
            session=opened.session,
            key=key,
            certificate=opened.certificate,
            trust=ByKey(machines, pc),
        )
        async with connection:
            writer, reader, _ = await connection.open_session(subsystem=Conversation.SCREEN.value, encoding=None)
            wire = Connection(Conversation.SCREEN, Side.OPENER)
            writer.write(wire.send(m.View(VERSION)) + GARBAGE)
            async with asyncio.timeout(PATIENCE):
                while data := await reader.read(1 << 16):
                    heard.extend(wire.receive(data))
    return goodbye(heard)


class _Screen:
    """An office PC's screen that answers the first bytes with garbage."""

    def __init__(self) -> None:
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None

    def opened(self, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        """The viewer has the channel."""
        self._channel = channel

    def received(self, data: bytes) -> None:  # noqa: ARG002 - whatever it is
        """Babble."""
        assert self._channel is not None
        self._channel.write(GARBAGE)

    def lost(self) -> None:
        """The viewer has gone."""


@asynccontextmanager
async def office_pc(agents: Address, keys: Keys, private: bytes, membership: Membership) -> AsyncIterator[None]:
    """An attending office PC that admits its viewer and then sends garbage."""
    office = OfficePcPeer(membership.pc, keys, membership.host_certificate)
    async with attending(agents, office) as line:
        task = asyncio.ensure_future(_host(line.hear_a(m.Offer), line.say, private, membership))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))


async def _host(
    offered: Awaitable[m.Offer], say: Callable[[Message], None], private: bytes, membership: Membership
) -> None:
    offer = await offered
    say(m.OfferAccepted(offer.session))
    sock = await relaydial.dial(membership.host, membership.port, offer.token)
    expected = guest.Expected(offer.session, offer.session_key, membership.authorities.session)
    key = keypair(private, membership.host_certificate)
    connection = await guest.admit(sock, key, expected, _Screen(), time.time)
    try:
        await connection.wait_closed()
    finally:
        connection.abort()


class BabblingGateway(GatewayPeer):
    """A gateway with the right authority that answers a join with garbage."""

    def answer_join(self, spoken: Spoken, message: Message) -> None:  # noqa: ARG002 - whatever it is
        """Babble."""
        assert spoken.channel is not None
        spoken.channel.write(GARBAGE)


@contextmanager
def in_background(part: AbstractAsyncContextManager[object]) -> Iterator[None]:
    """*part* stands, in an event loop of its own, while the block runs."""
    standing, over = threading.Event(), threading.Event()

    async def stand() -> None:
        async with part:
            standing.set()
            await asyncio.to_thread(over.wait)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(asyncio.run, stand())
        try:
            while not standing.wait(0.05):
                assert not running.done(), running.exception()
            yield
        finally:
            over.set()
            running.result(PATIENCE)
