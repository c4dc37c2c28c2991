"""What the directory holds, as frozen values: organisations, IDs, home PCs, office PCs, sessions.

Words: an *identity* is an ID issued to one employee; a *device* is a home PC enrolled for it; a *PC* is an office
PC. Times are Unix seconds (float). Knows no database, no network and no rules.
"""

import enum
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from gateway.policy import Policy
from gateway.secret import Secret
from wire.reasons import Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A municipality: its six-digit code (全国地方公共団体コード) and its policy."""

    code: str
    name: str
    policy: Policy
    suspended: bool
    quota: int | None = None  # how many IDs may be in force at once, emergency ones apart; None: no limit


@dataclass(frozen=True, slots=True)
class EmergencyQuota:
    """So many IDs more, until a date: then the IDs that were issued on it are suspended."""

    organisation: str
    number: int  # 1, 2, 3 … in its organisation
    count: int
    until: float
    reason: str
    granted_at: float
    ended_at: float | None = None  # when its IDs were suspended, at `until` or earlier


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """How much of its quota an organisation uses: IDs that are neither suspended nor revoked."""

    in_force: int
    quota: int | None
    emergency_in_force: int
    emergency_granted: int  # the sum of the emergency quotas that have not ended


class IdentityState(enum.StrEnum):
    """The life of an ID."""

    ISSUED = "issued"  # invited, not yet enrolled
    ENROLLED = "enrolled"
    SUSPENDED = "suspended"
    REVOKED = "revoked"  # for good


@dataclass(frozen=True, slots=True)
class Identity:
    """An ID: `<organisation code>-<number>`, for instance 131016-0001."""

    identity: str
    organisation: str
    name: str
    state: IdentityState
    issued_at: float
    expires_at: float | None = None  # valid before this moment; None: until it is revoked
    reason: str = ""  # why it was suspended or revoked, in the administrator's words
    emergency: int | None = None  # the number of the emergency quota it was issued on


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """One ID to be issued."""

    name: str
    expires_at: float | None = None
    emergency: int | None = None


class Lost(enum.StrEnum):
    """What a person has lost, for the record of a new invitation."""

    PHONE = "phone"  # with the authenticator
    PC = "pc"
    EVERYTHING = "everything"


class PcState(enum.StrEnum):
    """The life of an office PC."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    RETIRED = "retired"


class Segment(enum.StrEnum):
    """The municipal network an office PC stands in. The My Number segment cannot be registered."""

    LGWAN = "lgwan"
    INTERNET = "internet"
    MY_NUMBER = "mynumber"


@dataclass(frozen=True, slots=True)
class OfficePc:
    """An office PC: `pc-<organisation code>-<number>`, also its machine certificate's principal."""

    pc: str
    organisation: str
    name: str
    segment: Segment
    state: PcState
    users: tuple[str, ...]  # identities that may use it
    wake_address: str = ""  # MAC address for Wake-on-LAN, lower case with colons; empty: unknown


@dataclass(frozen=True, slots=True)
class Device:
    """A home PC: the device key enrolled for an identity. `fingerprint` is OpenSSH's SHA256:… form."""

    fingerprint: str
    identity: str
    hostname: str
    enrolled_at: float
    revoked_at: float | None = None
    reason: str = ""  # why it was revoked, in the administrator's words


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that is good now, or was spent by the same key a moment ago. The code itself is stored hashed."""

    role: str  # "client" or "agent"
    subject: str  # the identity or the PC it is for
    organisation: str
    name: str  # of the person or the PC
    expires_at: float
    spent_by: str | None  # the key fingerprint that spent it


@dataclass(frozen=True, slots=True)
class Login:
    """What the login of one identity needs to know."""

    identity: Identity
    organisation: Organisation
    totp: Secret[str]  # base32
    failures: int  # wrong codes since the last right one or the last lock
    last_failure_at: float
    locked_until: float
    last_step: int  # the time step of the last accepted code (of `totp.PERIOD` seconds since 1970)
    addresses: tuple[str, ...] = ()  # the network cards on the ID's list


@dataclass(frozen=True, slots=True)
class Session:
    """One viewing of one office PC by one identity from one device. `number` is the 48-bit part of its mark."""

    number: int
    identity: str
    organisation: str
    pc: str
    device: str
    hostname: str
    source: str  # the home PC's address
    opened_at: float
    ended_at: float | None
    reason: Reason | None
    bytes_down: int
    bytes_up: int


def session_name(number: int) -> str:
    """A session's number as people and the audit write it: 12 hexadecimal digits."""
    return f"{number:012x}"


class OrderKind(enum.StrEnum):
    """What an administrator's act means for live connections."""

    IDENTITY_REVOKED = "identity_revoked"
    PC_RETIRED = "pc_retired"
    SESSION_END = "session_end"
    CERTIFICATE_REVOKED = "certificate_revoked"
    POLICY_CHANGED = "policy_changed"  # or the organisation was suspended or resumed
    IDENTITY_SUSPENDED = "identity_suspended"
    DEVICE_REVOKED = "device_revoked"
    IDENTITY_CHANGED = "identity_changed"  # name, validity or addresses: whoever is here is judged anew
    PC_CHANGED = "pc_changed"  # name or users: whoever lost the right loses the picture
    SESSIONS_END = "sessions_end"  # all of an ID or of an organisation


@dataclass(frozen=True, slots=True)
class Order:
    """One entry of the feed that every node follows: written in the act's own transaction."""

    number: int
    kind: OrderKind
    subject: str  # identity, PC, session number (decimal), serial (decimal), device or organisation code
    reason: Reason  # told to whoever must leave because of it


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for the audit: an administrator at the command line, a person at the checkpoint, the service."""

    role: str  # a `gateway.auth.permit.Role`, or "identity", "pc", "service"
    name: str


SERVICE: Final = Actor("service", "gateway")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of an organisation's audit chain."""

    chain: str  # organisation code, or "national"
    number: int  # 1, 2, 3 … without a gap
    at: float
    actor: str
    event: str  # a name from gateway.audit.events
    facts: str  # canonical JSON
    previous: str  # hex SHA-256
    digest: str  # hex SHA-256


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, in the list's order: `total` rows match, and the next page begins after `next`."""

    rows: tuple[T, ...]
    total: int
    next: str | None = None  # the key of the last row of this page; None when it is the last page
