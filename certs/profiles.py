"""The five kinds of certificate, as data: who signs, for how long, for which side of a connection.

What none of them has, a pty, a forwarding, an agent, a forced command, is not listed because it cannot be asked for:
no certificate carries an extension or a critical option. Does not know keys, time or how a certificate is encoded.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.serialization import SSHCertificateType

DAY: Final = 86400  # seconds


class SigningKey(enum.StrEnum):
    """The authority's four keys: one for each question, so that one kind of certificate never passes for another."""

    GATEWAY = "gateway"  # is this the gateway?
    MACHINE = "machine"  # is this the office PC?
    SESSION = "session"  # may this viewer see this session?
    USER = "user"  # is this a home PC that was enrolled for this ID?


@dataclass(frozen=True, slots=True)
class Rules:
    """One row. `lifetime` counts from the moment of issue; `leeway` is how far before it validity begins."""

    type: SSHCertificateType
    signer: SigningKey
    lifetime: int  # seconds
    leeway: int  # seconds; forgives the reader's clock being slow


class Profile(enum.StrEnum):
    """What a certificate is for; its value begins the key id and stands in the ledger."""

    DEVICE = "device"  # a home PC at the clients' listener
    MACHINE_DIAL = "machine_dial"  # an office PC at the agents' listener
    MACHINE_HOST = "machine_host"  # an office PC to its viewer
    SESSION = "session"  # a viewer to the office PC, for one session
    GATEWAY = "gateway"  # the gateway to everybody who dials it

    @property
    def rules(self) -> Rules:
        """The row of this profile."""
        return RULES[self]

    @property
    def lifetime(self) -> int:
        """Seconds from issue to expiry."""
        return self.rules.lifetime

    def key_id(self, subject: str) -> str:
        """The key id of a certificate for *subject*: what shows in every SSH log."""
        return f"{self.value}:{subject}"


_USER, _HOST = SSHCertificateType.USER, SSHCertificateType.HOST

RULES: Final[Mapping[Profile, Rules]] = MappingProxyType(
    {
        Profile.DEVICE: Rules(_USER, SigningKey.USER, 90 * DAY, 300),
        Profile.MACHINE_DIAL: Rules(_USER, SigningKey.MACHINE, 90 * DAY, 300),
        Profile.MACHINE_HOST: Rules(_HOST, SigningKey.MACHINE, 90 * DAY, 300),
        Profile.SESSION: Rules(_USER, SigningKey.SESSION, 60, 30),
        Profile.GATEWAY: Rules(_HOST, SigningKey.GATEWAY, 90 * DAY, 300),
    }
)
