"""The way out: SSH to the gateway's clients' listener, and through its relay to an office PC.

The only file that dials. Knows addresses, whom to believe, and how a failure is named. Decides nothing.
"""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncssh

from client.channel import Channel, Sink
from client.errors import ClientError, DeniedError, UnreachableError, UntrustedError
from client.trust import ByFingerprint, ByKey, Trust
from tunnel.dial import connected, show_token
from tunnel.options import dialling, keypair
from tunnel.packets import without_needless_work
from tunnel.trust import FingerprintClient
from wire import Conversation, RemoteProtocolError, relay, ssh
from wire.limits import RELAY_GRACE

CONNECT_TIMEOUT: Final = 10.0  # seconds until a TCP connection counts as impossible
AGAIN_TIMEOUT: Final = 1.5  # the same while a line is awaited: a packet lost before its return is asked for late
_LARGEST_PACKET: Final = 256 * 1024  # bytes: most pictures come in one, and each packet costs both sides some 0.1 ms
LOGIN_TIMEOUT: Final = 15.0  # seconds for key exchange and authentication; a slow line needs about six round trips


def _options(user: str, key: bytes, certificate: str | None, trust: Trust) -> asyncssh.SSHClientConnectionOptions:
    """Whom to believe and what to show; the rest is pinned."""
    known = trust.authority if isinstance(trust, ByKey) else None
    by_fingerprint = FingerprintClient(trust.fingerprint) if isinstance(trust, ByFingerprint) else None
    return dialling(
        user,
        keypair(key, certificate),
        authority=known,
        principal=trust.principal,
        connect_timeout=CONNECT_TIMEOUT + LOGIN_TIMEOUT,
        login_timeout=LOGIN_TIMEOUT,
        client_factory=lambda: by_fingerprint or asyncssh.SSHClient(),
    )


def _named(error: Exception) -> ClientError:
    """The failure of a connection, as one of ours."""
    match error:
        case asyncssh.PermissionDenied():
            return DeniedError()
        case asyncssh.HostKeyNotVerifiable() | asyncssh.KeyExchangeFailed() | asyncssh.ProtocolError():
            return UntrustedError()
        case _:
            return UnreachableError()


_FAILURES: Final = (OSError, TimeoutError, asyncssh.Error, RemoteProtocolError)


async def _login(sock: socket.socket, options: asyncssh.SSHClientConnectionOptions) -> asyncssh.SSHClientConnection:
    try:
        return await asyncssh.run_client(sock, options=options)
    except BaseException:
        sock.close()
        raise


@asynccontextmanager
async def _named_failures() -> AsyncIterator[None]:
    try:
        yield
    except _FAILURES as error:
        raise _named(error) from error


async def connect(
    host: str,
    port: int,
    *,
    user: str,
    key: bytes,
    certificate: str | None,
    trust: Trust,
    within: float = CONNECT_TIMEOUT,
) -> asyncssh.SSHClientConnection:
    """A connection to the gateway as *user*. Raises `UnreachableError`, `UntrustedError` or `DeniedError`.

    *key* is a private key (OpenSSH PEM), *certificate* its certificate line, None for a newcomer. The TCP connection
    must stand *within* so many seconds.
    """
    async with _named_failures():
        return await _login(await connected(host, port, within=within), _options(user, key, certificate, trust))


async def connect_screen(
    host: str, port: int, *, token: bytes, session: int, key: bytes, certificate: str, trust: Trust
) -> asyncssh.SSHClientConnection:
    """A connection through the relay, by *token*, to the office PC that *trust* names; raises like `connect`."""
    async with _named_failures():
        sock = await connected(host, port, within=CONNECT_TIMEOUT)
        try:
            answer = await show_token(sock, token, within=RELAY_GRACE)
            if answer is not relay.Answer.JOINED:
                raise RemoteProtocolError(f"the relay answers {answer.name}")
        except BaseException:
            sock.close()
            raise
        connection = await _login(sock, _options(ssh.session_principal(session), key, certificate, trust))
        without_needless_work(connection)
        return connection


async def open_channel(connection: asyncssh.SSHClientConnection, conversation: Conversation, sink: Sink) -> Channel:
    """Begin *conversation* on *connection*; *sink* hears it. Raises `UnreachableError` when it is not allowed."""
    async with _named_failures():
        channel = Channel(conversation, sink)
        await connection.create_session(
            lambda: channel,
            subsystem=conversation.value,
            encoding=None,
            request_pty=False,
            max_pktsize=_LARGEST_PACKET,
        )
        return channel
