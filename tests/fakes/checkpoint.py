"""A gateway as an office PC sees it: enrolment, attendance and the relay on one port, scripted by a test.

Knows certificates, SSH and the relay's preamble. Keeps no rules: whatever the test says is granted. A `Guest` is the
home PC's end of the joined line.
"""

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Self

import asyncssh

from certs.authority import Authority, new_serial
from certs.keys import authority_fingerprint, new_key, public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile, SigningKey
from tests.fakes.marks import overlay
from wire import VERSION, Connection, Conversation, Side, relay, ssh
from wire import messages as m
from wire.invitation import Invitation
from wire.message import Message
from wire.reasons import Reason

PC = "pc-131016-0001"
CODE = "A" * 32
_PATIENCE = 30.0  # seconds


@dataclass
class Talk:
    """The gateway's end of one conversation."""

    conversation: Conversation
    process: asyncssh.SSHServerProcess[bytes]
    wire: Connection = field(init=False)
    inbox: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wire = Connection(self.conversation, Side.ANSWERER)

    async def receive(self) -> Message:
        """The next message."""
        async with asyncio.timeout(_PATIENCE):
            while not self.inbox:
                data = await self.process.stdin.read(65536)
                if not data:
                    raise EOFError
                self.inbox.extend(self.wire.receive(data))
        return self.inbox.pop(0)

    def send(self, message: Message) -> None:
        """Say *message*."""
        self.process.stdout.write(self.wire.send(message))


class Checkpoint:
    """Listens on 127.0.0.1; `attending` yields each office PC that has come to attend."""

    def __init__(self) -> None:
        self.authority = Authority.create(MemoryKeyStore())
        self.attending: asyncio.Queue[Talk] = asyncio.Queue()
        self.refuse_enrolment: m.Refused | None = None
        self.certificate_swap = False
        self.foreign_authority = False
        self.unknown_tokens = False
        self.clock_ahead = 0.0  # seconds by which the gateway's clock is ahead of the office PC's
        self.conversations = 0
        self._host_key = new_key()
        self._waiting: dict[bytes, socket.socket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections: list[asyncssh.SSHServerConnection] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        await self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for waiting in self._waiting.values():
            waiting.close()

    async def cut(self) -> None:
        """Break every control line."""
        for connection in self._connections:
            connection.abort()
            await connection.wait_closed()
        self._connections.clear()

    # --- what the gateway gives ------------------------------------------------------------------------------

    def line(self, name: SigningKey) -> str:
        """One of the authority's public key lines."""
        return str(getattr(self.authority.public_keys(), name.value))

    def invitation(self) -> Invitation:
        """An invitation for an office PC."""
        return Invitation("127.0.0.1", self.port, "agent", CODE, authority_fingerprint(self.line(SigningKey.GATEWAY)))

    def certificate(self, profile: Profile, key_line: str, subject: str, now: float | None = None) -> str:
        """A certificate, issued at *now*."""
        return self.authority.issue(
            profile, key_line, subject, serial=new_serial(), now=time.time() + self.clock_ahead if now is None else now
        ).line

    def machine_certificates(self, key_line: str) -> tuple[str, str]:
        """Both certificates of an office PC."""
        dial = self.certificate(Profile.MACHINE_DIAL, key_line, PC)
        host = self.certificate(Profile.MACHINE_HOST, key_line, PC)
        return (host, dial) if self.certificate_swap else (dial, host)

    @staticmethod
    def some_key_line() -> str:
        """A public key that nobody here knows."""
        return public_line(new_key())

    # --- listening -------------------------------------------------------------------------------------------

    def _start(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            accepted, _ = await loop.sock_accept(self._listener)
            accepted.setblocking(False)
            self._start(self._tell_apart(accepted))

    async def _tell_apart(self, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        first = asyncio.Event()
        loop.add_reader(accepted, first.set)
        await first.wait()
        loop.remove_reader(accepted)
        byte = accepted.recv(1, socket.MSG_PEEK)
        if byte and byte[0] == relay.MAGIC:
            await self._relay(accepted)
        elif byte:
            await self._ssh(accepted)
        else:
            accepted.close()

    async def _ssh(self, accepted: socket.socket) -> None:
        host = (
            asyncssh.import_private_key(self._host_key),
            asyncssh.import_certificate(
                self.certificate(Profile.GATEWAY, public_line(self._host_key), ssh.GATEWAY_PRINCIPAL)
            ),
        )
        with contextlib.suppress(asyncssh.Error, OSError):
            self._connections.append(
                await asyncssh.run_server(
                    accepted,
                    config=None,
                    server_factory=lambda: _Door(self.line(SigningKey.MACHINE)),
                    server_host_keys=[host],
                    process_factory=self._converse,
                    encoding=None,
                )
            )

    async def _converse(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self.conversations += 1
        talk = Talk(Conversation(process.subsystem or ""), process)
        if talk.conversation is Conversation.ENROL:
            await self._enrol(talk)
        else:
            await talk.receive()
            talk.send(m.Attending(PC, "総務課-012"))
            await self.attending.put(talk)
            with contextlib.suppress(asyncssh.Error):
                await process.wait_closed()

    async def _enrol(self, talk: Talk) -> None:
        spend = await talk.receive()
        assert isinstance(spend, m.Spend)
        assert spend.invitation == CODE
        key_line = talk.process.get_extra_info("connection").get_owner().key_line
        keys = self.authority.public_keys()
        talk.send(
            self.refuse_enrolment
            or m.Certified(
                PC,
                "総務課-012",
                self.machine_certificates(key_line),
                m.Authorities(
                    self.some_key_line() if self.foreign_authority else keys.gateway,
                    keys.machine,
                    keys.session,
                    keys.user,
                ),
            )
        )
        talk.process.exit(0)

    # --- relay -----------------------------------------------------------------------------------------------

    async def _relay(self, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        data = b""
        while len(data) < relay.OPENING_BYTES:
            data += await loop.sock_recv(accepted, relay.OPENING_BYTES - len(data))
        token = relay.token_of(data)
        if self.unknown_tokens:
            with accepted:
                await loop.sock_sendall(accepted, bytes([relay.Answer.UNKNOWN]))
            return
        other = self._waiting.pop(token, None)
        if other is None:
            self._waiting[token] = accepted
            return
        for end in (accepted, other):
            await loop.sock_sendall(end, bytes([relay.Answer.JOINED]))
        with accepted, other:
            await asyncio.gather(_pump(accepted, other), _pump(other, accepted))

    async def join(self, token: bytes, *, patience: float = _PATIENCE) -> socket.socket:
        """The home PC's joined socket."""
        loop = asyncio.get_running_loop()
        dialled = socket.socket()
        dialled.setblocking(False)
        await loop.sock_connect(dialled, ("127.0.0.1", self.port))
        await loop.sock_sendall(dialled, relay.opening(token))
        try:
            async with asyncio.timeout(patience):
                assert await loop.sock_recv(dialled, 1) == bytes([relay.Answer.JOINED])
        except BaseException:
            dialled.close()
            raise
        return dialled

    # --- sessions --------------------------------------------------------------------------------------------

    def offer(self, session: int, key_line: str, policy: m.ScreenPolicy | None = None) -> m.Offer:
        """An offer of *session* to the holder of *key_line*."""
        now = int(time.time() + self.clock_ahead)
        return m.Offer(session, key_line, secrets.token_bytes(32), overlay(session), policy or POLICY, now)

    def session_certificate(self, session: int, key_line: str, now: float | None = None) -> str:
        """What the gateway sends the viewer."""
        return self.certificate(Profile.SESSION, key_line, ssh.session_principal(session), now)

    async def dial_pc(
        self, joined: socket.socket, username: str, key: bytes, certificate: str | None
    ) -> asyncssh.SSHClientConnection:
        """The viewer's SSH login over the joined line; the office PC must prove its host certificate."""
        private = asyncssh.import_private_key(key)
        shown = private if certificate is None else (private, asyncssh.import_certificate(certificate))
        return await asyncssh.run_client(
            joined,
            config=None,
            username=username,
            client_keys=[shown],
            agent_path=None,
            known_hosts=([], [asyncssh.import_public_key(self.line(SigningKey.MACHINE))], []),
            host_key_alias=PC,
            preferred_auth=["publickey"],
            kex_algs=ssh.KEY_EXCHANGES,
            encryption_algs=ssh.CIPHERS,
        )


POLICY = m.ScreenPolicy((), 1800, lock_at_end=False, notice="")


class _Door(asyncssh.SSHServer):
    """Lets newcomers in with any key, and office PCs with a machine certificate."""

    def __init__(self, machine: str) -> None:
        self._machine = machine
        self.key_line = ""

    def begin_auth(self, username: str) -> bool:
        self._newcomer = username == ssh.ENROL_USER
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh names it
        self.key_line = " ".join(key.export_public_key().decode().split()[:2])
        return self._newcomer

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == PC and key == asyncssh.import_public_key(self._machine)


@dataclass
class Guest:
    """The viewer's end of an open screen channel; acknowledges every picture that it reads."""

    connection: asyncssh.SSHClientConnection
    writer: asyncssh.SSHWriter[bytes]
    reader: asyncssh.SSHReader[bytes]
    wire: Connection = field(default_factory=lambda: Connection(Conversation.SCREEN, Side.OPENER))
    inbox: list[Message] = field(default_factory=list)

    @classmethod
    async def open(cls, connection: asyncssh.SSHClientConnection) -> "Guest":
        """Ask for the screen and say that we are ready."""
        writer, reader, _ = await connection.open_session(subsystem=Conversation.SCREEN.value, encoding=None)
        guest = cls(connection, writer, reader)
        guest.send(m.View(VERSION))
        return guest

    def send(self, *messages: Message) -> None:
        """Say each of *messages*."""
        self.writer.write(b"".join(map(self.wire.send, messages)))

    def send_raw(self, data: bytes) -> None:
        """Say bytes that may be no message at all."""
        self.writer.write(data)

    async def receive(self) -> Message:
        """The next message; raises `EOFError` at the end of the channel."""
        async with asyncio.timeout(_PATIENCE):
            while not self.inbox:
                data = await self.reader.read(1 << 18)
                if not data:
                    self.connection.close()
                    raise EOFError
                self.inbox.extend(self.wire.receive(data))
        message = self.inbox.pop(0)
        if isinstance(message, m.Picture) and self.wire.may_send(m.Ack):
            self.send(m.Ack(message.number, 0))
        if isinstance(message, m.Bye):
            self.connection.close()  # as a client does that has been told
        return message

    async def until(self, kind: type[Message]) -> Message:
        """The next message of class *kind*."""
        while not isinstance(message := await self.receive(), kind):
            pass
        return message

    async def leave(self) -> None:
        """Say goodbye and hang up."""
        self.send(m.Bye(Reason.LEFT))
        with contextlib.suppress(EOFError, asyncssh.Error):
            await self.until(m.Bye)
        self.connection.close()


async def _pump(source: socket.socket, sink: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while data := await loop.sock_recv(source, 65536):
            await loop.sock_sendall(sink, data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.asynccontextmanager
async def checkpoint() -> AsyncIterator[Checkpoint]:
    """A running one."""
    async with Checkpoint() as running:
        yield running
