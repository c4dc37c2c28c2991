"""What the gateway needs of asyncssh's inside (pinned to 2.24), for its public interface does not offer it.

Which key or certificate was *proved*: `validate_public_key` is also called for probes that carry no signature, so the
candidate is remembered only when a signature was verified, and counts only once the whole authentication has completed.
And how many tries a connection may take. `tests/gateway/ssh/test_library.py` tests the behaviour of both.
"""

import asyncio
import base64
from typing import Final, NamedTuple

import asyncssh
from asyncssh.packet import PacketDecodeError, SSHPacket

from gateway.door.places import Place
from wire.ssh import SIGNATURES

MAX_TRIES: Final = 6  # probes and signatures on one connection; an ssh-agent may offer a few keys before the right one


class Proof(NamedTuple):
    """What was signed with: the user name, and the key's or certificate's line."""

    user: str
    line: str


class ProvingConnection(asyncssh.SSHServerConnection):
    """A server connection that remembers what its peer has proved."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        options: asyncssh.SSHServerConnectionOptions,
        place: Place,
        source: str,
    ) -> None:
        super().__init__(loop, options)
        self.place: Final = place
        self.source: Final = source
        self.refused: Proof | None = None  # what was shown last and not accepted, for the operator's log
        self._tries = 0
        self._candidate: Proof | None = None

    @property
    def proof(self) -> Proof | None:
        """What was proved; None until the authentication has completed."""
        return self._candidate if self._auth_complete else None

    def forget(self) -> None:
        """Begin again: another user name was given on this connection."""
        self._candidate = None

    async def reload_config(self) -> None:
        """Nothing: there is no configuration file to read again, and a stranger can ask for it often."""

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Whether this key may be used, and, when *msg* is not empty, whether it has signed."""
        self._candidate = None
        self._tries += 1
        if self._tries > MAX_TRIES:
            raise asyncssh.PermissionDenied("Too many keys were tried.")
        algorithm = _algorithm_of(key_data)
        if algorithm not in SIGNATURES:  # before any other parser sees it
            return False
        valid = await super().validate_public_key(username, key_data, msg, signature)
        shown = Proof(username, f"{algorithm} {base64.b64encode(key_data).decode('ascii')}")
        if valid and msg:
            self._candidate = shown
        elif not valid:
            self.refused = shown
        return valid


def _algorithm_of(key_data: bytes) -> str:
    """The name that a key's or certificate's wire form begins with; empty when it begins with none."""
    try:
        return SSHPacket(key_data).get_string().decode("ascii", "replace")
    except PacketDecodeError:
        return ""
