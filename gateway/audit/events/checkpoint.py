"""Facts of the checkpoint: codes, joins, sessions, certificates. See `gateway.audit.events` for what holds for all."""

from typing import Final

from gateway.audit.events.event import Event


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


class EmergencyCodeAccepted(Event, frozen=True):
    """An emergency code stood in for a one-time code, and is used up."""

    identity: str
    left: int


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


class JoinEnded(Event, frozen=True):
    """A home PC that had passed the checkpoint is no longer past it, and why."""

    identity: str
    device: str
    reason: str


class OpenRefused(Event, frozen=True):
    """A home PC past the checkpoint was not given the office PC it asked for."""

    identity: str
    pc: str
    reason: str


class AttendBegun(Event, frozen=True):
    """An office PC proved itself and waits for its users."""

    pc: str
    source: str


class AttendEnded(Event, frozen=True):
    """An office PC no longer waits for its users."""

    pc: str
    reason: str


class AttendRefused(Event, frozen=True):
    """An office PC with a certificate of ours was not let in."""

    pc: str
    source: str
    reason: str


class LoginsUnproven(Event, frozen=True):
    """In a minute, so many connections showed no key or certificate that counts; some of their addresses."""

    listener: str
    times: int
    sources: tuple[str, ...]


class DiallersRefused(Event, frozen=True):
    """In a minute, so many diallers of the relay were sent away, and why."""

    side: str
    cause: str
    times: int


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


class SessionsEndOrdered(Event, frozen=True):
    """An administrator asked for all viewings of an ID, or of the organisation, to end at once."""

    subject: str
    sessions: int


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


EVENTS: Final[dict[str, type[Event]]] = {
    "code-accepted": CodeAccepted,
    "code-wrong": CodeWrong,
    "emergency-code-accepted": EmergencyCodeAccepted,
    "join-admitted": JoinAdmitted,
    "join-resumed": JoinResumed,
    "join-refused": JoinRefused,
    "join-ended": JoinEnded,
    "open-refused": OpenRefused,
    "attend-begun": AttendBegun,
    "attend-ended": AttendEnded,
    "attend-refused": AttendRefused,
    "logins-unproven": LoginsUnproven,
    "diallers-refused": DiallersRefused,
    "session-opened": SessionOpened,
    "session-ended": SessionEnded,
    "session-end-ordered": SessionEndOrdered,
    "sessions-end-ordered": SessionsEndOrdered,
    "certificate-issued": CertificateIssued,
    "certificate-revoked": CertificateRevoked,
}
