"""The line to the gateway: dial out, prove who we are, and speak one conversation over the channel.

Knows SSH connections and channels. Does not know what the messages mean (`enrolment`, `attendance`), or when to try
again (`backoff`).
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, Self

import asyncssh

from agent.errors import AgentError, RefusedError, UnreachableError, UntrustedError
from agent.state import Membership
from tunnel.options import dialling, keypair
from tunnel.trust import FingerprintClient
from wire import Connection, Conversation, RemoteProtocolError, Side
from wire.invitation import Invitation
from wire.message import Message
from wire.messages import Bye
from wire.reasons import Reason
from wire.ssh import ENROL_USER, GATEWAY_PRINCIPAL

CONNECT_TIMEOUT: Final = 15.0  # seconds to connect, exchange keys and log in
_CHUNK: Final = 64 * 1024  # bytes asked of the channel at once


class Line:
    """One conversation with the gateway, from our side, which opened it."""

    def __init__(
        self, conversation: Conversation, writer: asyncssh.SSHWriter[bytes], reader: asyncssh.SSHReader[bytes]
    ) -> None:
        self._wire = Connection(conversation, Side.OPENER)
        self._writer = writer
        self._reader = reader
        self._inbox: list[Message] = []

    async def send(self, message: Message) -> None:
        """Send *message*; raises `UnreachableError` when the line has gone."""
        data = self._wire.send(message)
        try:
            self._writer.write(data)
            await self._writer.drain()
        except (asyncssh.Error, OSError) as error:
            raise UnreachableError("The line to the gateway broke.") from error

    def may_send(self, kind: type[Message]) -> bool:
        """Whether the conversation stands where a message of class *kind* is legal."""
        return self._wire.may_send(kind)

    async def receive(self) -> Message:
        """The next message.

        Raises `UnreachableError` when the line ends or breaks, `RefusedError` at a Bye, and `UntrustedError` when
        the other side breaks the protocol.
        """
        while not self._inbox:
            await self._fill()
        message = self._inbox.pop(0)
        if isinstance(message, Bye):
            raise RefusedError(message.reason)
        return message

    async def _fill(self) -> None:
        try:
            data = await self._reader.read(_CHUNK)
        except (asyncssh.Error, OSError) as error:
            raise UnreachableError("The line to the gateway broke.") from error
        if not data:
            raise UnreachableError("The gateway closed the line.")
        try:
            self._inbox.extend(self._wire.receive(data))
        except RemoteProtocolError as error:
            raise UntrustedError(f"The gateway broke the protocol: {error}.") from error


@asynccontextmanager
async def attend_line(membership: Membership, private_key: bytes) -> AsyncIterator[Line]:
    """The control channel of an enrolled PC: its dial certificate shown, the gateway's verified."""
    key = keypair(private_key, membership.dial_certificate)
    options = _options(membership.pc, key, authority=membership.authorities.gateway)
    async with _dialled(membership.host, membership.port, options) as connection:
        yield await _opened(connection, Conversation.ATTEND)


class Newcomer:
    """The channel of a PC that has only an invitation. `authority` is the gateway's, once it has proved itself."""

    def __init__(self, line: Line, authority: str) -> None:
        self.line = line
        self.authority = authority

    @classmethod
    @asynccontextmanager
    async def dial(cls, invitation: Invitation, private_key: bytes) -> AsyncIterator[Self]:
        """Dial the gateway of *invitation*, which must prove the fingerprint in it."""
        client = FingerprintClient(invitation.fingerprint)
        options = _options(ENROL_USER, keypair(private_key, None), client_factory=lambda: client)
        async with _dialled(invitation.host, invitation.port, options) as connection:
            line = await _opened(connection, Conversation.ENROL)
            if client.authority is None:
                raise UntrustedError(
                    "The gateway has not proved the fingerprint in the invitation: tell the administrator."
                )
            yield cls(line, client.authority)


def _options(
    user: str,
    key: asyncssh.SSHKeyPair,
    *,
    authority: str | None = None,
    client_factory: Callable[[], asyncssh.SSHClient] = asyncssh.SSHClient,
) -> asyncssh.SSHClientConnectionOptions:
    return dialling(
        user,
        key,
        authority=authority,
        principal=GATEWAY_PRINCIPAL,
        connect_timeout=CONNECT_TIMEOUT,
        login_timeout=CONNECT_TIMEOUT,
        client_factory=client_factory,
    )


@asynccontextmanager
async def _dialled(
    host: str, port: int, options: asyncssh.SSHClientConnectionOptions
) -> AsyncIterator[asyncssh.SSHClientConnection]:
    try:
        connection = await asyncssh.connect(host, port, options=options)
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise _explained(host, port, error) from error
    try:
        yield connection
    finally:
        connection.close()


async def _opened(connection: asyncssh.SSHClientConnection, conversation: Conversation) -> Line:
    try:
        writer, reader, _ = await connection.open_session(subsystem=conversation.value, encoding=None)
    except (asyncssh.Error, OSError) as error:
        raise UnreachableError(f"The gateway does not offer {conversation.value}.") from error
    return Line(conversation, writer, reader)


def _explained(host: str, port: int, error: Exception) -> AgentError:
    match error:
        case asyncssh.HostKeyNotVerifiable():
            return UntrustedError(
                f"What answers at {host}:{port} is not the gateway this PC must trust: tell the administrator."
            )
        case asyncssh.PermissionDenied():
            return RefusedError(Reason.CERTIFICATE)
        case asyncssh.KeyExchangeFailed():
            return UntrustedError(
                f"What answers at {host}:{port} has no gateway certificate to show: tell the administrator."
            )
        case TimeoutError():
            return UnreachableError(f"The gateway at {host}:{port} does not answer.")
        case OSError():
            return UnreachableError(f"The gateway at {host}:{port} cannot be reached: {error.strerror or error}.")
        case _:
            return UnreachableError(f"The gateway at {host}:{port} broke off: {error}.")
