"""One SSH connection at the gateway: authentication, then exactly one channel with exactly one conversation.

The same code serves both listeners; a `Desk` says whose certificates count and what is talked about. Does not know
logins, posture or sessions.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final, Protocol, cast

import asyncssh

from certs.errors import CertError
from gateway import log
from gateway.door.places import Place
from gateway.errors import RefusedError, StoreError
from gateway.ssh.channel import Channel
from gateway.ssh.library import ProvingConnection
from tunnel.channel import bare_channel
from wire import Conversation
from wire.errors import RemoteProtocolError
from wire.reasons import Reason
from wire.ssh import ENROL_USER

ASKING_GRACE: Final = 30.0  # seconds from authentication to asking for the conversation
MAX_USER: Final = 64  # characters of a stranger's user name in the log
MAX_DETAIL: Final = 200  # characters of what is wrong with it

Spawn = Callable[[Coroutine[None, None, None]], object]

_log = log.get("ssh")


class Guest:
    """A peer that has completed its authentication: who it says it is, what it proved, where it comes from."""

    def __init__(self, user: str, line: str, source: str, place: Place) -> None:
        self.user: Final = user
        self.line: Final = line  # the certificate's line, or a newcomer's plain public key line
        self.source: Final = source
        self.place: Final = place


class Desk(Protocol):
    """What a listener is for."""

    @property
    def conversation(self) -> Conversation:
        """What holders of a certificate may ask for."""
        ...

    @property
    def authority(self) -> str:
        """The public key line of the authority whose certificates count here."""
        ...

    def fault(self, user: str, line: str) -> str:
        """Why the certificate or key in *line* was not accepted for *user*, as a sentence for the operator."""
        ...

    def unproven(self, source: str) -> None:
        """Somebody from *source* showed nothing that counts."""
        ...

    async def talk(self, channel: Channel, guest: Guest) -> None:
        """Hold the conversation with the holder of a certificate."""
        ...

    async def enrol(self, channel: Channel, guest: Guest) -> None:
        """Hold the conversation with a newcomer."""
        ...


class CheckpointServer(asyncssh.SSHServer):
    """asyncssh's callbacks for one connection."""

    def __init__(self, desk: Desk, spawn: Spawn) -> None:
        self._desk = desk
        self._spawn = spawn
        self._connection: ProvingConnection | None = None
        self._authority = asyncssh.import_public_key(desk.authority)
        self._completed = False
        self._used = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """A stranger."""
        self._connection = cast("ProvingConnection", conn)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        """Gone, at whatever point."""
        if self._timer is not None:
            self._timer.cancel()
        if self._connection is not None:
            self._connection.place.leave()
            if not self._completed:
                self._note_refusal(self._connection)

    def _note_refusal(self, connection: ProvingConnection) -> None:
        """One line for each connection whose last key or certificate was not accepted."""
        shown = connection.refused
        if shown is not None:
            fault = self._desk.fault(shown.user, shown.line)
            self._desk.unproven(connection.source)
            facts = {"user": shown.user[:MAX_USER], "source": connection.source}
            _log.warning("login_refused", reason=Reason.CERTIFICATE.value, detail=fault[:MAX_DETAIL], **facts)

    # --- authentication: only `auth_completed` counts -----------------------------------------------------------

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        """Called again for each user name given on one connection: forget what was shown under another."""
        self._completed = False
        if self._connection is not None:
            self._connection.forget()
        return True

    def public_key_auth_supported(self) -> bool:
        """The only method there is."""
        return True

    def password_auth_supported(self) -> bool:
        """No."""
        return False

    def kbdint_auth_supported(self) -> bool:
        """No."""
        return False

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Whether certificates of this authority may be shown here. Also called for probes: decides nothing else."""
        return username != ENROL_USER and key == self._authority

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """A newcomer has no certificate yet, so any Ed25519 key may ask to enrol, and do nothing else."""
        return username == ENROL_USER and key.get_algorithm() == "ssh-ed25519"

    def auth_completed(self) -> None:
        """The signature was right."""
        self._completed = True
        if self._connection is not None:
            self._timer = asyncio.get_running_loop().call_later(ASKING_GRACE, self._connection.abort)

    # --- afterwards: one channel, one conversation --------------------------------------------------------------

    def session_requested(
        self,
    ) -> tuple[asyncssh.SSHServerChannel[bytes], asyncssh.SSHServerSession[bytes]] | bool:
        """The first channel; a second one is refused."""
        connection = self._connection
        if self._used or not self._completed or connection is None or connection.proof is None:
            return False
        self._used = True
        newcomer = connection.proof.user == ENROL_USER
        conversation = Conversation.ENROL if newcomer else self._desk.conversation
        channel = Channel(connection, conversation, self._started)
        return bare_channel(connection), channel

    def _started(self, channel: Channel) -> None:
        connection = self._connection
        if connection is None or connection.proof is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        proof = connection.proof
        guest = Guest(proof.user, proof.line, connection.source, connection.place)
        talk = self._desk.enrol if proof.user == ENROL_USER else self._desk.talk
        self._spawn(_guarded(talk, channel, guest))


async def _guarded(
    talk: Callable[[Channel, Guest], Coroutine[None, None, None]], channel: Channel, guest: Guest
) -> None:
    """Hold a conversation so that whatever goes wrong in it ends it and nothing else."""
    try:
        reason = await _held(talk, channel, guest)
        if reason is not None:
            channel.hang_up(reason)
        await channel.close()
    finally:
        guest.place.leave()


async def _held(
    talk: Callable[[Channel, Guest], Coroutine[None, None, None]], channel: Channel, guest: Guest
) -> Reason | None:
    """Why the conversation was broken off; None when it ended in good order."""
    facts = {"user": guest.user, "source": guest.source}
    try:
        await talk(channel, guest)
    except RemoteProtocolError as error:
        reason = Reason.PROTOCOL
        _log.warning("protocol_broken", reason=reason.value, error=str(error), **facts)
    except RefusedError as refusal:
        reason = refusal.reason
        _log.info("refused", reason=reason.value, **facts)
    except CertError as error:
        reason = Reason.CERTIFICATE
        _log.warning("certificate_refused", reason=reason.value, error=str(error), **facts)
    except TimeoutError:
        reason = Reason.TIMEOUT
        _log.info("too_slow", reason=reason.value, **facts)
    except StoreError as error:
        reason = Reason.INTERNAL
        _log.error("store_failed", reason=reason.value, error=str(error), **facts)
    except Exception:  # noqa: BLE001 - our own fault, whatever it is: this conversation ends, the others go on
        reason = Reason.INTERNAL
        _log.exception("conversation_failed", reason=reason.value, **facts)
    else:
        return None
    return reason
