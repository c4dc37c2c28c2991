"""Who is let in over the joined socket: one viewer, with the session's key and certificate, once, for one screen.

The SSH *server* runs here, on the office PC. Knows certificates and channels; does not know pictures or input.
`auth_completed` alone counts: asyncssh asks about keys that nobody has yet proved to hold.
"""

# ruff: noqa: ARG002 - asyncssh names the arguments of its callbacks

import asyncio
import base64
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import asyncssh
import structlog
from asyncssh.public_key import SSHOpenSSHCertificate

from agent.errors import RefusedError, UnreachableError
from certs.errors import CertError
from certs.profiles import Profile
from certs.verify import verify
from tunnel.channel import BareChannel, bare_channel
from tunnel.options import answering
from tunnel.packets import without_needless_work
from wire import Conversation
from wire.reasons import Reason
from wire.ssh import CERTIFICATE, session_principal

LOGIN_GRACE: Final = 60.0  # seconds from the joined socket to the open screen
_TRIES: Final = 3  # keys one connection may offer; a viewer has exactly one
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Expected:
    """Whom to admit: the holder of *session_key* with a certificate for *session* by *authority* (key lines)."""

    session: int
    session_key: str
    authority: str

    def check(self, username: str, key_data: bytes, now: float) -> None:
        """Raises `CertError` or `ValueError` unless *key_data* is that certificate and *username* that session."""
        subject = session_principal(self.session)
        if username != subject:
            raise ValueError("another session's name")
        line = f"{CERTIFICATE} {base64.b64encode(key_data).decode('ascii')}"
        verify(
            line,
            profile=Profile.SESSION,
            authority=self.authority,
            subject=subject,
            now=now,
            public_key=self.session_key,
        )


class Screen(Protocol):
    """What the channel is connected to."""

    def opened(self, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        """The viewer has the channel."""
        ...

    def received(self, data: bytes) -> None:
        """Bytes from the viewer."""
        ...

    def lost(self) -> None:
        """The channel or the line has ended."""
        ...


class _Connection(asyncssh.SSHServerConnection):
    """asyncssh's connection, with our own verification of the certificate and its own of the proof.

    `validate_public_key` is where every key or certificate arrives, for probes and for proofs alike. asyncssh would
    judge a certificate's dates by this PC's clock, which may be minutes off; ours judges by the gateway's.
    """

    def expect(self, expected: Expected, clock: Callable[[], float]) -> None:
        self._expected = expected
        self._clock = clock
        self._tries = 0

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Refuse whatever is not the one certificate; then let asyncssh verify the proof."""
        self._tries += 1
        if self._tries > 2 * _TRIES:  # a probe and a proof each
            raise asyncssh.DisconnectError(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many keys")
        try:
            self._expected.check(username, key_data, self._clock())
        except (CertError, ValueError) as error:
            _log.warning("viewer_refused", session=self._expected.session, cause=str(error))
            return False
        return await super().validate_public_key(username, key_data, msg, signature)

    async def _validate_openssh_certificate(self, username: str, cert: SSHOpenSSHCertificate) -> asyncssh.SSHKey | None:
        """The key that must now sign. *cert* is what `Expected.check` has verified a moment before, dates and all."""
        if not self._owner.validate_ca_key(username, cert.signing_key):
            return None
        self._key_options, self._cert_options = {}, cert.options
        return cert.key


class _Server(asyncssh.SSHServer):
    """The rules: one login, one channel, one subsystem. Every other kind of request has asyncssh's default: no."""

    def __init__(self, expected: Expected, screen: Screen, ready: asyncio.Future[None]) -> None:
        self._expected = expected
        self._screen = screen
        self._ready = ready
        self._connection: asyncssh.SSHServerConnection | None = None
        self._admitted = False
        self._channel_given = False

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ready.done():
            self._ready.set_exception(RefusedError(Reason.CERTIFICATE))
        self._screen.lost()

    def begin_auth(self, username: str) -> bool:
        self._admitted = False
        return True  # False would mean: no proof needed

    def auth_completed(self) -> None:
        self._admitted = True

    def password_auth_supported(self) -> bool:
        return False

    def kbdint_auth_supported(self) -> bool:
        return False

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return False  # a bare key, without a certificate, is nobody

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key == asyncssh.import_public_key(self._expected.authority)

    def session_requested(self) -> "tuple[BareChannel, _Channel] | bool":
        if self._connection is None or not self._admitted or self._channel_given:
            return False
        self._channel_given = True
        return bare_channel(self._connection), _Channel(self._screen, self._ready)


class _Channel(asyncssh.SSHServerSession[bytes]):
    """The one channel. An error in a handler ends this session and nothing else."""

    def __init__(self, screen: Screen, ready: asyncio.Future[None]) -> None:
        self._screen = screen
        self._ready = ready
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def shell_requested(self) -> bool:
        return False

    def exec_requested(self, command: str) -> bool:
        return False

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        return subsystem == Conversation.SCREEN.value

    def session_started(self) -> None:
        if self._channel is not None:
            self._screen.opened(self._channel)
        if not self._ready.done():
            self._ready.set_result(None)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._screen.received(data)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._screen.lost()


async def admit(
    joined: socket.socket,
    host_key: asyncssh.SSHKeyPair,
    expected: Expected,
    screen: Screen,
    clock: Callable[[], float],
) -> asyncssh.SSHServerConnection:
    """Serve the joined socket until the expected viewer has opened its screen channel.

    Raises `RefusedError` (CERTIFICATE, TIMEOUT) when it does not, and `UnreachableError` when the line breaks first.
    The caller closes the connection that is returned.
    """
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    options = await asyncssh.SSHServerConnectionOptions.construct(
        answering(host_key, lambda: _Server(expected, screen, ready), login_timeout=LOGIN_GRACE),
        config=None,
    )

    def made() -> _Connection:
        connection = _Connection(loop, options)
        connection.expect(expected, clock)
        without_needless_work(connection)
        return connection

    try:
        _, connection = await loop.create_connection(made, sock=joined)
    except OSError as error:
        joined.close()
        raise UnreachableError("The joined line broke before the viewer came.") from error
    try:
        async with asyncio.timeout(LOGIN_GRACE):
            await ready
    except TimeoutError as error:
        connection.abort()
        raise RefusedError(Reason.TIMEOUT) from error
    except BaseException:
        connection.abort()
        raise
    return connection
