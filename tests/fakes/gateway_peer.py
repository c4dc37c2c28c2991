"""A small real gateway with one office PC behind its relay, for tests of the client: real SSH, real certificates.

Knows the protocol and a script of answers. It keeps no directory, no audit and no rules: see the real gateway.
"""

import asyncio
import secrets
import socket
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Self

import asyncssh

from certs.authority import Authority, new_serial
from certs.keys import new_key, public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from wire import Connection, Conversation, Side, limits, relay, ssh
from wire import messages as m
from wire.geometry import Rect
from wire.invitation import Invitation
from wire.message import Message
from wire.reasons import Reason

IDENTITY = "131016-0001"
NAME = "関所 花子"
PC = m.Pc("pc-131016-0001", "総務課-012", "ready")
URI = "otpauth://totp/Sekisho:131016-0001?secret=JBSWY3DPEHPK3PXP&issuer=Sekisho"
CODE = "246810"


class Spoken(asyncssh.SSHServerSession[bytes]):
    """The answering end of one conversation."""

    def __init__(self, conversation: Conversation, on_message: Callable[["Spoken", Message], None]) -> None:
        self.wire = Connection(conversation, Side.ANSWERER)
        self._on_message = on_message
        self.channel: asyncssh.SSHServerChannel[bytes] | None = None
        self.ended = asyncio.Event()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel stands."""
        self.channel = chan

    def subsystem_requested(self, subsystem: str) -> bool:
        """Only the one that this connection is for."""
        return subsystem in set(Conversation)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:  # noqa: ARG002 - asyncssh's signature
        """Bytes from the client."""
        for message in self.wire.receive(data):
            self._on_message(self, message)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        """The client is gone."""
        self.ended.set()

    def say(self, message: Message) -> None:
        """Send *message*."""
        assert self.channel is not None
        self.channel.write(self.wire.send(message))


@dataclass
class Peer:
    """Everything that the two servers share."""

    authority: Authority = field(default_factory=lambda: Authority.create(MemoryKeyStore()))
    gateway_key: bytes = field(default_factory=new_key)
    machine_key: bytes = field(default_factory=new_key)
    pcs: tuple[m.Pc, ...] = (PC,)
    resume_within: int = 60
    screen_size: Rect = field(default_factory=lambda: Rect(0, 0, 320, 200))
    port: int = 0
    join_refusals: deque[m.Refused] = field(default_factory=deque)
    open_refusals: deque[Reason] = field(default_factory=deque)
    enrol_refusals: deque[m.Refused] = field(default_factory=deque)
    joins: list[m.Join] = field(default_factory=list)
    reports: list[m.Posture] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)  # by the office PC
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    device_line: str = ""  # the enrolled home PC's public key
    join: Spoken | None = None
    screen: Spoken | None = None
    machine_principal: str = PC.pc
    accepting: bool = True

    def issue(self, profile: Profile, public_key: str, subject: str) -> str:
        """A certificate line."""
        now = time.time()
        return self.authority.issue(profile, public_key, subject, serial=new_serial(), now=now).line

    @property
    def invitation(self) -> str:
        """An invitation for a home PC."""
        code = "A" * 32
        return str(Invitation("127.0.0.1", self.port, "client", code, self.authority.fingerprint()))


class _Gateway(asyncssh.SSHServer):
    """Lets in newcomers with any key, and devices with a certificate."""

    def __init__(self, peer: "GatewayPeer") -> None:
        self._peer = peer
        self._user = ""
        self._key = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._peer.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        self._user = username
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._key = key.export_public_key().decode().strip()
        return username == ssh.ENROL_USER

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh's signature
        return key == asyncssh.import_public_key(self._peer.facts.authority.public_keys().user)

    def session_requested(self) -> Spoken:
        kind = Conversation.ENROL if self._user == ssh.ENROL_USER else Conversation.JOIN
        answer = self._enrol if kind is Conversation.ENROL else self._peer.answer_join
        return Spoken(kind, answer)

    def _enrol(self, spoken: Spoken, message: Message) -> None:
        facts = self._peer.facts
        match message:
            case m.Spend() if facts.enrol_refusals:
                spoken.say(facts.enrol_refusals.popleft())
            case m.Spend():
                spoken.say(m.TotpOffer(URI))
            case m.TotpConfirm(code=code) if code != CODE:
                spoken.say(m.Refused(Reason.WRONG_CODE, 0.0, final=False))
            case m.TotpConfirm():
                keys = facts.authority.public_keys()
                facts.device_line = self._key
                line = facts.issue(Profile.DEVICE, self._key, IDENTITY)
                known = m.Authorities(keys.gateway, keys.machine, keys.session, keys.user)
                spoken.say(m.Certified(IDENTITY, NAME, (line,), known))
            case _:
                pass


class _OfficePc(asyncssh.SSHServer):
    """Lets in the holder of a session certificate."""

    def __init__(self, peer: "GatewayPeer") -> None:
        self._peer = peer

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._peer.connections.append(conn)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh's signature
        return key == asyncssh.import_public_key(self._peer.facts.authority.public_keys().session)

    def session_requested(self) -> Spoken:
        return Spoken(Conversation.SCREEN, self._peer.answer_screen)


class GatewayPeer:
    """Listens on one port of this machine; SSH and relay share it, told apart by the first byte."""

    def __init__(self, facts: Peer | None = None) -> None:
        self.facts = facts or Peer()
        self.connections: list[asyncssh.SSHServerConnection] = []
        self._tokens: dict[bytes, int] = {}
        self._listener: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0x1000

    async def __aenter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.facts.port = self._listener.getsockname()[1]
        self._spawn(self._accept())
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in self.connections:
            connection.abort()
        await asyncio.gather(*(c.wait_closed() for c in self.connections), return_exceptions=True)
        assert self._listener is not None
        self._listener.close()

    # --- sockets --------------------------------------------------------------------------------------------

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        assert self._listener is not None
        while True:
            sock, _ = await loop.sock_accept(self._listener)
            if self.facts.accepting:
                self._spawn(self._serve(sock))
            else:
                sock.close()

    async def _serve(self, sock: socket.socket) -> None:
        try:
            if await _first_byte(sock) == relay.MAGIC:
                await self._relay(sock)
            else:
                await self._run(sock, lambda: _Gateway(self), self.facts.gateway_key, self._gateway_certificate())
        except (OSError, asyncssh.Error):
            sock.close()

    async def _relay(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        opening = await loop.sock_recv(sock, relay.OPENING_BYTES)
        known = self._tokens.pop(relay.token_of(opening), None) is not None
        await loop.sock_sendall(sock, bytes([relay.Answer.JOINED if known else relay.Answer.UNKNOWN]))
        if not known:
            sock.close()
            return
        key = self.facts.machine_key
        line = self.facts.issue(Profile.MACHINE_HOST, public_line(key), self.facts.machine_principal)
        await self._run(sock, lambda: _OfficePc(self), key, line)

    def _gateway_certificate(self) -> str:
        return self.facts.issue(Profile.GATEWAY, public_line(self.facts.gateway_key), ssh.GATEWAY_PRINCIPAL)

    async def _run(self, sock: socket.socket, factory: Callable[[], asyncssh.SSHServer], key: bytes, line: str) -> None:
        await asyncssh.run_server(
            sock,
            server_factory=factory,
            server_host_keys=[(asyncssh.import_private_key(key), asyncssh.import_certificate(line))],
            encoding=None,
            kex_algs=list(ssh.KEY_EXCHANGES),
        )

    # --- answers --------------------------------------------------------------------------------------------

    def answer_join(self, spoken: Spoken, message: Message) -> None:
        """The checkpoint's side of a join, by script."""
        facts = self.facts
        match message:
            case m.Join():
                facts.joins.append(message)
                facts.join = spoken
                spoken.say(facts.join_refusals.popleft() if facts.join_refusals else self._admitted())
            case m.Report(posture=posture):
                facts.reports.append(posture)
            case m.Open() if facts.open_refusals:
                spoken.say(m.Refused(facts.open_refusals.popleft(), 0.0, final=False))
            case m.Open(pc=pc, session_key=key):
                spoken.say(self.opened(pc, key))
            case _:
                facts.heard.append(message)
        self._tell()

    def _admitted(self) -> m.Admitted:
        facts = self.facts
        certificate = facts.issue(Profile.DEVICE, facts.device_line, IDENTITY)
        ticket = secrets.token_bytes(limits.TOKEN_BYTES)
        return m.Admitted(IDENTITY, NAME, facts.pcs, certificate, ticket, facts.resume_within, "")

    def opened(self, pc: str, key: str) -> m.Opened:
        """What lets whoever has the private half of *key* through the relay to *pc*, once."""
        self._number += 1
        token = secrets.token_bytes(limits.TOKEN_BYTES)
        self._tokens[token] = self._number
        line = self.facts.issue(Profile.SESSION, key, ssh.session_principal(self._number))
        return m.Opened(self._number, pc, line, token)

    def answer_screen(self, spoken: Spoken, message: Message) -> None:
        """The office PC's side of the screen: says its size, then listens."""
        facts = self.facts
        match message:
            case m.View():
                facts.screen = spoken
                spoken.say(m.Screen(facts.screen_size, (facts.screen_size,), resizable=False))
            case m.Ping(stamp=stamp):
                spoken.say(m.Pong(stamp))
                return
            case _:
                facts.heard.append(message)
        self._tell()

    # --- waiting --------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self._spawn(self._notify())

    async def _notify(self) -> None:
        async with self.facts.news:
            self.facts.news.notify_all()

    async def until(self, condition: Callable[[], bool], *, within: float = 10.0) -> None:
        """Wait until *condition* holds after something was heard."""
        async with asyncio.timeout(within), self.facts.news:
            await self.facts.news.wait_for(condition)

    def drop_everything(self) -> None:
        """The line is cut: every connection ends without a word."""
        for connection in self.connections:
            connection.abort()
        self.connections.clear()


async def _first_byte(sock: socket.socket) -> int:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(sock.fileno(), readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(sock.fileno())
    data = sock.recv(1, socket.MSG_PEEK)
    return data[0] if data else -1
