"""What the directory holds, as frozen values: organisations, IDs, home PCs, office PCs, sessions.

Words: an *identity* is an ID issued to one employee; a *device* is a home PC enrolled for it; a *PC* is an office
PC. Times are Unix seconds (float). Knows no database, no network and no rules.
"""

import enum
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from gateway.secret import Secret
from wire.fields import Forbidden, Text
from wire.reasons import Reason

DAY: Final = 86400  # seconds

Family = Annotated[str, msgspec.Meta(pattern=r"\A(windows|macos|linux)\Z")]
Families = Annotated[tuple[Family, ...], msgspec.Meta(min_length=1, max_length=3)]
MarkStrength = Annotated[int, msgspec.Meta(ge=75, le=175)]  # `watermark.pattern.STRENGTHS`


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An organisation's rules. The defaults are the national floor; nothing here can switch a check off.

    The bounds see to that, and to it that an office PC and a home PC can read what they are sent of it.
    A rule that is a time is in seconds.
    """

    signatures_max_age: Annotated[int, msgspec.Meta(ge=3600, le=30 * DAY)] = 7 * DAY
    os_families: Families = ("windows", "macos", "linux")
    os_update_max_age: Annotated[int, msgspec.Meta(ge=DAY, le=365 * DAY)] | None = None  # None: not asked
    firewall_required: bool = False
    resume_within: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 600
    idle_after: Annotated[int, msgspec.Meta(ge=60, le=DAY)] = 1800
    session_max: Annotated[int, msgspec.Meta(ge=60, le=DAY)] = 12 * 3600
    forbidden_windows: Forbidden = ()
    lock_at_end: bool = True
    notice: Text = ""
    mark_strength: MarkStrength = 100  # per cent of the hidden pattern's; no photo is read much below the least


POLICY_RULES: Final = {  # what each rule means to whoever sets it, and what it may be
    "signatures_max_age": "how old the home PC's antivirus signatures may be (1h to 30d)",
    "os_families": "the systems that a home PC may run (of windows, macos, linux)",
    "os_update_max_age": "how long ago the home PC's system was updated (1d to 365d, or none: not asked)",
    "firewall_required": "whether the home PC's firewall must be on (yes or no)",
    "resume_within": "how long a dropped line comes back without a new code (0s to 1h)",
    "idle_after": "how long without input until a session ends (1m to 1d)",
    "session_max": "how long a session may last, and a stay after one code (1m to 1d)",
    "forbidden_windows": "titles of windows or names of programs that blank the picture (a list, or empty)",
    "lock_at_end": "whether the office PC is locked when a session ends (yes or no)",
    "notice": "what the employees are told when they sign in (one line of text, or empty)",
    "mark_strength": "how strong the hidden pattern is (75% to 175%)",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A municipality: its six-digit code (全国地方公共団体コード) and its policy."""

    code: str
    name: str
    policy: Policy
    suspended: bool


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


@dataclass(frozen=True, slots=True)
class Device:
    """A home PC: the device key enrolled for an identity. `fingerprint` is OpenSSH's SHA256:… form."""

    fingerprint: str
    identity: str
    hostname: str
    enrolled_at: float


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
    POLICY_CHANGED = "policy_changed"


@dataclass(frozen=True, slots=True)
class Order:
    """One entry of the feed that every node follows: written in the act's own transaction."""

    number: int
    kind: OrderKind
    subject: str  # identity, PC, session number (decimal), serial (decimal) or organisation code
    reason: Reason  # told to whoever must leave because of it


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for the audit: an administrator at the command line, a person at the checkpoint, the service."""

    role: str  # "operator", "identity", "pc", "service"
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
