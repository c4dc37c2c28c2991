"""What the in-memory store holds, and its audit. No await anywhere inside an act, so each act is atomic."""

from dataclasses import dataclass, field, replace

from gateway.audit import chain
from gateway.audit.events import Event
from gateway.errors import StoreError, UnknownError
from gateway.records import Actor, AuditRow, Device, Identity, OfficePc, Order, OrderKind, Organisation, Session
from gateway.secret import Secret
from gateway.store.codes import organisation_of, session_of
from wire.reasons import Reason


@dataclass(slots=True)
class LoginState:
    """The login of one ID."""

    totp: Secret[str]
    last_step: int
    failures: int = 0
    last_failure_at: float = 0.0
    locked_until: float = 0.0


@dataclass(slots=True)
class Invited:
    """An invitation and its life."""

    role: str
    subject: str
    expires_at: float
    spent_by: str | None = None
    spent_at: float | None = None
    ended: bool = False


@dataclass(slots=True)
class Certificate:
    """A certificate in the ledger."""

    profile: str
    subject: str
    revoked: bool = False


@dataclass(slots=True)
class Ticket:
    """The ticket that resumes a device's join."""

    identity: str
    digest: bytes
    until: float


@dataclass(slots=True)
class Tables:
    """Everything the store remembers."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    mark_keys: dict[str, Secret[bytes]] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)
    pcs: dict[str, OfficePc] = field(default_factory=dict)
    invitations: dict[bytes, Invited] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    logins: dict[str, LoginState] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    certificates: dict[int, Certificate] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    audit: dict[str, list[AuditRow]] = field(default_factory=dict)


class Aspect:
    """The base of each aspect. Set `broken` to make every later act fail as a full disk would."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.broken: StoreError | None = None

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken

    def _audit(self, name: str, event: Event, actor: Actor, now: float) -> AuditRow:
        rows = self.tables.audit.setdefault(name, [])
        head = chain.head_of(rows[-1]) if rows else chain.START
        rows.append(chain.append(name, head, event, actor=actor, now=now))
        return rows[-1]

    def _order(self, kind: OrderKind, subject: str, reason: Reason) -> None:
        self.tables.orders.append(Order(len(self.tables.orders) + 1, kind, subject, reason))

    def _chain_of(self, subject: str) -> str:
        code = organisation_of(subject)
        if code in self.tables.organisations:
            return code
        session = self.tables.sessions.get(session_of(subject) or 0)
        return chain.NATIONAL if session is None else session.organisation

    def _organisation(self, code: str) -> Organisation:
        self._check()
        found = self.tables.organisations.get(code)
        if found is None:
            raise UnknownError(f"There is no organisation {code}.")
        return found

    def _identity(self, identity: str) -> Identity:
        self._check()
        found = self.tables.identities.get(identity)
        if found is None:
            raise UnknownError(f"There is no ID {identity}.")
        return found

    def _pc(self, pc: str) -> OfficePc:
        self._check()
        found = self.tables.pcs.get(pc)
        if found is None:
            raise UnknownError(f"There is no office PC {pc}.")
        return found

    def _revoke_all(self, subject: str) -> tuple[int, int]:
        """Revoke the certificates and end the open invitations of *subject*; how many of each."""
        certificates = [c for c in self.tables.certificates.values() if c.subject == subject and not c.revoked]
        for certificate in certificates:
            certificate.revoked = True
        invited = self.tables.invitations.values()
        invitations = [i for i in invited if i.subject == subject and i.spent_by is None and not i.ended]
        for invitation in invitations:
            invitation.ended = True
        return len(certificates), len(invitations)

    def _end(self, number: int, reason: Reason, now: float, down: int, up: int) -> Session:
        ended = replace(self.tables.sessions[number], ended_at=now, reason=reason, bytes_down=down, bytes_up=up)
        self.tables.sessions[number] = ended
        return ended
