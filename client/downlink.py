"""The way out: SSH to the gateway's clients' listener, and through its relay to an office PC.

The only file that dials. Knows addresses, algorithms and how a failure is named. Decides nothing.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncssh

from certs.errors import KeyFormatError
from certs.keys import authority_fingerprint
from client.channel import Channel, Sink
from client.errors import ClientError, DeniedError, UnreachableError, UntrustedError
from client.trust import ByFingerprint, ByKey, Trust
from wire import Conversation, RemoteProtocolError, relay, ssh
from wire.limits import RELAY_GRACE

CONNECT_TIMEOUT: Final = 10.0  # seconds until a TCP connection counts as impossible
LOGIN_TIMEOUT: Final = 15.0  # seconds for key exchange and authentication; a slow line needs about six round trips


class _Client(asyncssh.SSHClient):
    """Believes an authority by its fingerprint; every other proof is in `known_hosts`."""

    def __init__(self, fingerprint: str | None) -> None:
        self._fingerprint = fingerprint

    def validate_host_ca_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh's signature
        """Whether *key*, which signed the host's certificate, is the expected authority (asyncssh calls this)."""
        if self._fingerprint is None:
            return False
        try:
            return authority_fingerprint(key.export_public_key().decode("ascii")) == self._fingerprint
        except KeyFormatError:  # of a kind that no authority of ours is
            return False


def _options(user: str, key: bytes, certificate: str | None, trust: Trust) -> asyncssh.SSHClientConnectionOptions:
    """Whom to believe and what to show; the rest is pinned."""
    fingerprint = trust.fingerprint if isinstance(trust, ByFingerprint) else None
    authorities = [asyncssh.import_public_key(trust.authority)] if isinstance(trust, ByKey) else []
    private = asyncssh.import_private_key(key)
    keys = [private if certificate is None else (private, asyncssh.import_certificate(certificate))]
    return asyncssh.SSHClientConnectionOptions(
        client_factory=lambda: _Client(fingerprint),
        username=user,
        client_keys=keys,
        known_hosts=([], authorities, []),
        host_key_alias=trust.principal,
        connect_timeout=CONNECT_TIMEOUT + LOGIN_TIMEOUT,
        login_timeout=LOGIN_TIMEOUT,
        **ssh.DIALLING,
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


async def _dial(host: str, port: int) -> socket.socket:
    """A TCP connection without Nagle's delay: a key press must not wait for company."""
    loop = asyncio.get_running_loop()
    failure: OSError = OSError(f"{host} has no address")
    async with asyncio.timeout(CONNECT_TIMEOUT):
        for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await loop.sock_connect(sock, address)
            except OSError as error:
                sock.close()
                failure = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
    raise failure


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
    host: str, port: int, *, user: str, key: bytes, certificate: str | None, trust: Trust
) -> asyncssh.SSHClientConnection:
    """A connection to the gateway as *user*. Raises `UnreachableError`, `UntrustedError` or `DeniedError`.

    *key* is a private key (OpenSSH PEM), *certificate* its certificate line, None for a newcomer.
    """
    async with _named_failures():
        return await _login(await _dial(host, port), _options(user, key, certificate, trust))


async def connect_screen(
    host: str, port: int, *, token: bytes, session: int, key: bytes, certificate: str, trust: Trust
) -> asyncssh.SSHClientConnection:
    """A connection through the relay, by *token*, to the office PC that *trust* names; raises like `connect`."""
    async with _named_failures():
        sock = await _dial(host, port)
        try:
            await _be_joined(sock, token)
        except BaseException:
            sock.close()
            raise
        return await _login(sock, _options(ssh.session_principal(session), key, certificate, trust))


async def _be_joined(sock: socket.socket, token: bytes) -> None:
    """Show the token and wait until the relay says that the other end is there."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(RELAY_GRACE):
        await loop.sock_sendall(sock, relay.opening(token))
        answer = relay.answer_of(await loop.sock_recv(sock, 1))
    if answer is not relay.Answer.JOINED:
        raise RemoteProtocolError(f"the relay answers {answer.name}")


async def open_channel(connection: asyncssh.SSHClientConnection, conversation: Conversation, sink: Sink) -> Channel:
    """Begin *conversation* on *connection*; *sink* hears it. Raises `UnreachableError` when it is not allowed."""
    async with _named_failures():
        channel = Channel(conversation, sink)
        await connection.create_session(lambda: channel, subsystem=conversation.value, encoding=None, request_pty=False)
        return channel
