"""The closed set of facts that the audit can hold: frozen, typed, versioned.

Fields are never renamed or removed; a change of meaning raises the class's `version`, and old rows keep theirs.
No fact is a secret: a code, key, ticket or pattern has no field here. Does not know chains or tables.
"""

from typing import ClassVar, Final

import msgspec


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every event; not itself one. Times are Unix seconds."""

    version: ClassVar[int] = 1


class StoreCreated(Event, frozen=True):
    """The state directory was made; `authority` is the fingerprint that invitations carry."""

    authority: str


class ServiceStarted(Event, frozen=True):
    """The gateway began to listen."""

    program: str
    orphans: int = 0  # sessions that an earlier run had left open


class ServiceStopped(Event, frozen=True):
    """The gateway stopped in good order."""

    program: str


class OrganisationAdded(Event, frozen=True):
    """A municipality was registered."""

    organisation: str
    name: str


class PolicySet(Event, frozen=True):
    """A municipality's rules were replaced; `policy` is the whole of them as JSON."""

    organisation: str
    policy: str


class IdentityIssued(Event, frozen=True):
    """An ID was issued to a person."""

    identity: str
    name: str
    expires_at: float  # of its invitation


class IdentityRevoked(Event, frozen=True):
    """An ID ended for good, with so many certificates and open invitations."""

    identity: str
    certificates: int
    invitations: int


class PcInvited(Event, frozen=True):
    """An office PC was registered and may now enrol."""

    pc: str
    name: str
    segment: str
    users: tuple[str, ...]
    expires_at: float


class PcRefused(Event, frozen=True):
    """An office PC was not registered."""

    name: str
    segment: str
    reason: str


class PcRetired(Event, frozen=True):
    """An office PC was taken out of service."""

    pc: str
    certificates: int
    invitations: int


class DeviceEnrolled(Event, frozen=True):
    """A home PC spent its invitation."""

    identity: str
    device: str  # OpenSSH fingerprint of its key
    hostname: str


class PcEnrolled(Event, frozen=True):
    """An office PC spent its invitation."""

    pc: str
    device: str  # OpenSSH fingerprint of its key
    hostname: str


class EnrolmentRefused(Event, frozen=True):
    """Somebody showed an invitation that does not hold."""

    role: str
    source: str
    reason: str


class CodeAccepted(Event, frozen=True):
    """A one-time code was accepted; no code of this time step or an earlier one will be again."""

    identity: str
    step: int  # of 30 s since 1970


class CodeWrong(Event, frozen=True):
    """A wrong one-time code came; `locked_until` > 0 says that it locked the login."""

    identity: str
    source: str
    failures: int
    locked_until: float = 0.0


class JoinAdmitted(Event, frozen=True):
    """A home PC passed the checkpoint."""

    identity: str
    device: str
    source: str


class JoinResumed(Event, frozen=True):
    """A home PC came back with its resume ticket, without a new code."""

    identity: str
    device: str


class JoinRefused(Event, frozen=True):
    """A home PC did not pass the checkpoint."""

    identity: str
    source: str
    reason: str


class SessionOpened(Event, frozen=True):
    """A person began to view an office PC."""

    session: str  # 12 hexadecimal digits
    identity: str
    pc: str
    device: str
    hostname: str
    source: str


class SessionEnded(Event, frozen=True):
    """A viewing ended; `orphan` says that the service was found to have died before it could write this."""

    session: str
    identity: str
    pc: str
    reason: str
    bytes_down: int
    bytes_up: int
    orphan: bool = False


class SessionEndOrdered(Event, frozen=True):
    """An administrator asked for a viewing to end at once."""

    session: str
    identity: str


class CertificateIssued(Event, frozen=True):
    """The authority signed a certificate."""

    serial: str  # decimal; 64 bits do not fit every reader of JSON
    profile: str
    subject: str
    fingerprint: str
    expires_at: float


class CertificateRevoked(Event, frozen=True):
    """A certificate was revoked by its serial."""

    serial: str
    profile: str
    subject: str


class PhotoTraced(Event, frozen=True):
    """A photo was read. `session` and `identity` are empty unless the reading identified one."""

    photo: str  # hex SHA-256 of the file
    status: str
    session: str = ""
    identity: str = ""
    score: float = 0.0
    threshold: float = 0.0
    false_alarm: float = 1.0


EVENTS: Final[dict[str, type[Event]]] = {
    "store-created": StoreCreated,
    "service-started": ServiceStarted,
    "service-stopped": ServiceStopped,
    "organisation-added": OrganisationAdded,
    "policy-set": PolicySet,
    "identity-issued": IdentityIssued,
    "identity-revoked": IdentityRevoked,
    "pc-invited": PcInvited,
    "pc-refused": PcRefused,
    "pc-retired": PcRetired,
    "device-enrolled": DeviceEnrolled,
    "pc-enrolled": PcEnrolled,
    "enrolment-refused": EnrolmentRefused,
    "code-accepted": CodeAccepted,
    "code-wrong": CodeWrong,
    "join-admitted": JoinAdmitted,
    "join-resumed": JoinResumed,
    "join-refused": JoinRefused,
    "session-opened": SessionOpened,
    "session-ended": SessionEnded,
    "session-end-ordered": SessionEndOrdered,
    "certificate-issued": CertificateIssued,
    "certificate-revoked": CertificateRevoked,
    "photo-traced": PhotoTraced,
}
_NAMES: Final = {event: name for name, event in EVENTS.items()}


def name_of(event: Event) -> str:
    """The name under which *event* is stored."""
    return _NAMES[type(event)]


def facts_of(event: Event) -> str:
    """The facts as canonical JSON: keys in order, no spaces, with the version of their meaning as `v`."""
    facts = {**msgspec.to_builtins(event), "v": event.version}
    return msgspec.json.encode(facts, order="sorted").decode()


def named(name: str, facts: dict[str, str]) -> Event:
    """The event *name* made of *facts* given as text.

    Raises `ValueError` when there is no such event or the facts are not its own: the set is closed.
    """
    kind = EVENTS.get(name)
    if kind is None:
        raise ValueError(f"{name} is not an event of the audit")
    try:
        return msgspec.convert(facts, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: {error}") from error
