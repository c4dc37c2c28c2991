"""Peers of the gateway for tests: home PCs, office PCs and newcomers over real SSH, and relay diallers.

They speak `wire` and nothing more; they keep what a real program would keep (key, certificate, authorities).
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import parse_qs, urlparse

import asyncssh
import msgspec
import pyotp

from certs.keys import new_key, public_line
from gateway.config import Address
from wire import Connection, Conversation, Side, relay
from wire import ssh as pinned
from wire.kinds import VERSION
from wire.message import Message
from wire.messages import (
    Admitted,
    Antivirus,
    Attend,
    Attending,
    Bye,
    Certified,
    Join,
    Offer,
    OfferAccepted,
    Posture,
    Report,
    Spend,
    TotpConfirm,
    TotpOffer,
)

M = TypeVar("M", bound=Message)

PATIENCE = 30.0  # seconds a test waits for anything
LAST_MOMENT = 1.0  # seconds before a time step ends in which no code is shown


def good_posture(now: float | None = None) -> Posture:
    """A home PC in good order."""
    at = int(time.time() if now is None else now)
    return Posture("linux", "Debian 12", "pc", (Antivirus("ClamAV", True, at - 3600),), True, at - 86400, 0.0)


def unfit() -> Report:
    """A report of a PC whose antivirus has stopped."""
    posture = good_posture()
    stopped = msgspec.structs.replace(posture.antivirus[0], running=False)
    return Report(msgspec.structs.replace(posture, antivirus=(stopped,)))


@dataclass(frozen=True)
class Keys:
    """A private key, its certificate (none for a newcomer), and the authority that signs the gateway's."""

    private: bytes
    certificate: str | None
    gateway: str

    @property
    def public(self) -> str:
        """The public key line."""
        return public_line(self.private)


class Line:
    """Our end of one conversation."""

    def __init__(
        self,
        connection: asyncssh.SSHClientConnection,
        conversation: Conversation,
        writer: asyncssh.SSHWriter[bytes],
        reader: asyncssh.SSHReader[bytes],
    ) -> None:
        self.connection = connection
        self.wire = Connection(conversation, Side.OPENER)
        self.writer = writer
        self.reader = reader
        self._inbox: list[Message] = []

    def say(self, message: Message) -> None:
        """Send one message."""
        self.writer.write(self.wire.send(message))

    def say_bytes(self, data: bytes) -> None:
        """Send anything at all."""
        self.writer.write(data)

    async def hear(self) -> Message | None:
        """The next message; None at the end of the conversation."""
        async with asyncio.timeout(PATIENCE):
            while not self._inbox:
                data = await self.reader.read(65536)
                if not data:
                    return None
                self._inbox.extend(self.wire.receive(data))
            return self._inbox.pop(0)

    async def hear_a(self, kind: type[M]) -> M:
        """The next message of class *kind*; others before it are let go, except a goodbye."""
        while True:
            message = await self.hear()
            if isinstance(message, kind):
                return message
            assert message is not None, f"the line ended while waiting for {kind.__name__}"
            assert not isinstance(message, Bye), f"{message} while waiting for {kind.__name__}"

    async def ended(self) -> list[Message]:
        """Everything that is still said until the end."""
        heard: list[Message] = []
        while (message := await self.hear()) is not None:
            heard.append(message)
        return heard


@asynccontextmanager
async def dialled(address: Address, user: str, keys: Keys) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """An authenticated SSH connection that trusts the gateway by its authority only."""
    key = asyncssh.import_private_key(keys.private)
    client_keys: list[object] = [key]
    if keys.certificate is not None:
        client_keys = [(key, asyncssh.import_certificate(keys.certificate))]
    authority = asyncssh.import_public_key(keys.gateway)
    connection = await asyncssh.connect(
        address.host,
        address.port,
        config=None,
        username=user,
        client_keys=client_keys,
        agent_path=None,
        known_hosts=([], [authority], [], [], [], [], []),
        host_key_alias=pinned.GATEWAY_PRINCIPAL,
        kex_algs=list(pinned.KEY_EXCHANGES),
        encryption_algs=list(pinned.CIPHERS),
        server_host_key_algs=["ssh-ed25519-cert-v01@openssh.com"],
        login_timeout=PATIENCE,
    )
    try:
        yield connection
    finally:
        connection.abort()
        await connection.wait_closed()


@asynccontextmanager
async def talking(address: Address, user: str, keys: Keys, conversation: Conversation) -> AsyncIterator[Line]:
    """One conversation on a connection of its own."""
    async with dialled(address, user, keys) as connection:
        writer, reader, _ = await connection.open_session(subsystem=conversation.value, encoding=None)
        yield Line(connection, conversation, writer, reader)


# --- newcomers --------------------------------------------------------------------------------------------------


@dataclass
class HomePc:
    """An enrolled home PC and its user's authenticator."""

    identity: str
    keys: Keys
    totp: str
    ticket: bytes | None = None

    def code(self, at: float | None = None) -> str:
        """The code that the authenticator shows."""
        return pyotp.TOTP(self.totp).at(int(time.time() if at is None else at))

    def wrong_code(self) -> str:
        """A code that is not right in this minute."""
        near = {self.code(time.time() + shift) for shift in (-60, -30, 0, 30, 60)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)

    def join(self, *, code: str | None = None, ticket: bytes | None = None, posture: Posture | None = None) -> Join:
        """A Join with this code or ticket."""
        return Join(VERSION, code, ticket, posture or good_posture(), "home-pc")


@dataclass
class OfficePcPeer:
    """An enrolled office PC; `offers` keeps what it was offered."""

    pc: str
    keys: Keys
    host_certificate: str
    offers: list[Offer] = field(default_factory=list)


async def enrol_home_pc(address: Address, invitation: str, gateway: str) -> HomePc:
    """Spend a client's invitation, confirming with the code of 30 s ago, so that the present one is still unused."""
    keys = Keys(new_key(), None, gateway)
    async with talking(address, pinned.ENROL_USER, keys, Conversation.ENROL) as line:
        line.say(Spend(VERSION, invitation, "client", "home-pc", "test"))
        offer = await line.hear_a(TotpOffer)
        secret = parse_qs(urlparse(offer.uri).query)["secret"][0]
        left = 30 - time.time() % 30
        if left < LAST_MOMENT:  # the code of 30 s ago would be too old when it arrives
            await asyncio.sleep(left)
        line.say(TotpConfirm(pyotp.TOTP(secret).at(int(time.time()) - 30)))
        certified = await line.hear_a(Certified)
    return HomePc(certified.identity, replace(keys, certificate=certified.certificates[0]), secret)


async def enrol_office_pc(address: Address, invitation: str, gateway: str) -> OfficePcPeer:
    """Spend an office PC's invitation."""
    keys = Keys(new_key(), None, gateway)
    async with talking(address, pinned.ENROL_USER, keys, Conversation.ENROL) as line:
        line.say(Spend(VERSION, invitation, "agent", "office-pc", "test"))
        certified = await line.hear_a(Certified)
    dial, host = certified.certificates
    return OfficePcPeer(certified.identity, replace(keys, certificate=dial), host)


# --- conversations ----------------------------------------------------------------------------------------------


@asynccontextmanager
async def attending(address: Address, office: OfficePcPeer) -> AsyncIterator[Line]:
    """An office PC on duty; the caller answers its offers."""
    async with talking(address, office.pc, office.keys, Conversation.ATTEND) as line:
        line.say(Attend(VERSION, "office-pc", "test"))
        await line.hear_a(Attending)
        yield line


@asynccontextmanager
async def joined(address: Address, home: HomePc, join: Join | None = None) -> AsyncIterator[Line]:
    """A home PC past the checkpoint."""
    async with talking(address, home.identity, home.keys, Conversation.JOIN) as line:
        line.say(join or home.join(code=home.code()))
        admitted = await line.hear_a(Admitted)
        home.ticket = admitted.ticket
        yield line


async def accept_offer(line: Line) -> Offer:
    """Wait for an offer and accept it."""
    offer = await line.hear_a(Offer)
    line.say(OfferAccepted(offer.session))
    return offer


# --- the relay --------------------------------------------------------------------------------------------------


@dataclass
class Dialler:
    """One socket at the relay."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> relay.Answer:
        """The relay's one byte."""
        async with asyncio.timeout(PATIENCE):
            return relay.answer_of(await self.reader.readexactly(1))

    async def gone(self) -> bytes:
        """What is still to be read until the relay closes."""
        data = bytearray()
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                while chunk := await self.reader.read(1 << 16):
                    data += chunk
        return bytes(data)

    async def close(self) -> None:
        """Close our end."""
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


@asynccontextmanager
async def dialling(address: Address, opening: bytes) -> AsyncIterator[Dialler]:
    """The same, closed in any case."""
    dialler = await dial_relay(address, opening)
    try:
        yield dialler
    finally:
        await dialler.close()


async def dial_relay(address: Address, opening: bytes) -> Dialler:
    """Connect and say *opening*."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(opening)
    return Dialler(reader, writer)
