"""What the checkpoint needs of a store, and nothing of how it is kept.

`gateway.store` implements these on SQLAlchemy, `tests/fakes/store.py` in memory; one conformance suite runs on both.
Every method that changes something writes its audit row in the same transaction and raises a `StoreError` when
either cannot be written: no act without its record. The one exception is `extend_ticket`, a lease kept alive every
30 s by every join. All times are Unix seconds, passed in as *now*. An *organisation* given as a filter must exist.
"""

from collections.abc import Sequence
from typing import Protocol

from gateway.policy import Policy
from gateway.records import (
    Actor,
    AuditRow,
    Device,
    Identity,
    InvitationRow,
    Login,
    OfficePc,
    Order,
    Organisation,
    Segment,
    Session,
)
from gateway.secret import Secret
from wire.reasons import Reason


class Directory(Protocol):
    """Organisations, IDs and office PCs, as administrators see them. Unknown names raise `UnknownError`."""

    async def add_organisation(self, code: str, name: str, *, actor: Actor, now: float) -> Organisation:
        """Register a municipality and make its mark key. Raises `ConflictError` when the code exists.

        Raises `UnknownError` when the code is not six digits.
        """
        ...

    async def organisation(self, code: str) -> Organisation:
        """One municipality."""
        ...

    async def organisations(self) -> Sequence[Organisation]:
        """All, by code."""
        ...

    async def set_policy(self, code: str, policy: Policy, *, actor: Actor, now: float) -> None:
        """Replace the rules of an organisation; live sessions follow through the feed. Raises `PolicyError`."""
        ...

    async def mark_key(self, code: str) -> Secret[bytes]:
        """The organisation's mark key (32 bytes). It never leaves the gateway."""
        ...

    async def issue_identity(
        self, organisation: str, name: str, *, expires_at: float, actor: Actor, now: float
    ) -> tuple[Identity, Secret[str]]:
        """A new ID and the code of its invitation, which is shown once and stored hashed."""
        ...

    async def identity(self, identity: str) -> Identity:
        """One ID."""
        ...

    async def identities(self, organisation: str | None) -> Sequence[Identity]:
        """All of an organisation, or all."""
        ...

    async def revoke_identity(self, identity: str, *, actor: Actor, now: float) -> None:
        """End an ID for good: state, certificates, open invitations, tickets, an order in the feed; all or nothing.

        Revoking it twice changes nothing.
        """
        ...

    async def invite_pc(
        self,
        organisation: str,
        name: str,
        segment: Segment,
        users: Sequence[str],
        *,
        expires_at: float,
        actor: Actor,
        now: float,
    ) -> tuple[OfficePc, Secret[str]]:
        """A new office PC and its invitation code.

        Raises `RefusedError` for the My Number segment (and audits that) or when a user is revoked, `UnknownError`
        when a user does not exist or is of another organisation.
        """
        ...

    async def pc(self, pc: str) -> OfficePc:
        """One office PC."""
        ...

    async def pcs(self, organisation: str | None) -> Sequence[OfficePc]:
        """All of an organisation, or all."""
        ...

    async def pcs_of(self, identity: str) -> Sequence[OfficePc]:
        """The enrolled office PCs that *identity* may use."""
        ...

    async def retire_pc(self, pc: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service: state, certificates, open invitations, an order. Twice changes nothing."""
        ...


class Enrolments(Protocol):
    """Spending invitations."""

    async def invitation(self, code: str, role: str, fingerprint: str, *, now: float) -> InvitationRow:
        """The invitation for *code* if it may be spent by this key now.

        Raises `RefusedError` (INVITATION, INVITATION_SPENT, REVOKED, SUSPENDED, PC_RETIRED, MY_NUMBER). An invitation
        that this same key has spent in the last ten minutes is still good: its answer may have been lost on the way.
        """
        ...

    async def enrol_device(
        self, code: str, fingerprint: str, hostname: str, totp: Secret[str], first_step: int, *, now: float
    ) -> tuple[Identity, Device]:
        """Spend a client's invitation: device, TOTP secret and the step of the confirming code, at once.

        Raises as `invitation`, and `ConflictError` when the key is enrolled for another ID.
        """
        ...

    async def enrol_pc(self, code: str, fingerprint: str, hostname: str, *, now: float) -> OfficePc:
        """Spend an office PC's invitation."""
        ...


class Logins(Protocol):
    """What the checkpoint reads and writes for one login."""

    async def login(self, identity: str) -> Login:
        """The login of an enrolled ID. Raises `RefusedError` (REVOKED, SUSPENDED) or `UnknownError`."""
        ...

    async def device(self, fingerprint: str) -> Device:
        """The device with this key; raises `UnknownError`."""
        ...

    async def accept_step(self, identity: str, step: int, *, now: float) -> None:
        """Compare-and-set of the last accepted TOTP step: raises `RefusedError(USED_CODE)` unless *step* is newer.

        Raises `RefusedError(LOCKED)` while the login is locked, so that a right code found among parallel guesses is
        worth nothing, and as `login` does. On success the count of wrong codes is set to 0.
        """
        ...

    async def count_failure(self, identity: str, *, source: str, locked_until: float, now: float) -> Login:
        """Count one wrong code; *locked_until* > *now* locks the login until then. Returns the login as it is now.

        A lock sets the count to 0 and is never shortened by a later call.
        """
        ...

    async def record_join(
        self,
        identity: str,
        device: str,
        source: str,
        ticket_digest: bytes,
        ticket_until: float,
        *,
        now: float,
    ) -> None:
        """An admitted join, and the digest of the ticket that may resume it. Earlier tickets of the device end."""
        ...

    async def refuse_join(self, identity: str, source: str, reason: Reason, *, now: float) -> None:
        """Audit a refused join; in the national chain when there is no such ID."""
        ...

    async def spend_ticket(self, identity: str, device: str, ticket_digest: bytes, *, now: float) -> None:
        """Use a resume ticket, once. Raises `RefusedError(TICKET)`."""
        ...

    async def extend_ticket(self, device: str, ticket_until: float, *, now: float) -> None:
        """While a join is alive its ticket does not age: it ends *ticket_until*, counted from the last report."""
        ...


class Sessions(Protocol):
    """Sessions, from grant to end."""

    async def open_session(
        self,
        identity: str,
        organisation: str,
        pc: str,
        device: str,
        hostname: str,
        source: str,
        *,
        now: float,
    ) -> Session:
        """A new session with a fresh random 48-bit number (unguessable, never used before).

        Checks once more, in its own transaction, that the ID lives, may use this PC and owns this device: raises
        `RefusedError` (REVOKED, SUSPENDED, PC_UNKNOWN, PC_RETIRED, CERTIFICATE) or `UnknownError`.
        """
        ...

    async def end_session(
        self, number: int, reason: Reason, *, bytes_down: int, bytes_up: int, actor: Actor, now: float
    ) -> None:
        """End a session; ending it twice changes nothing."""
        ...

    async def session(self, number: int) -> Session:
        """One session; raises `UnknownError`."""
        ...

    async def sessions(self, *, live_only: bool, organisation: str | None) -> Sequence[Session]:
        """Sessions, newest first."""
        ...

    async def order_session_end(self, number: int, *, actor: Actor, now: float) -> None:
        """Ask the node that holds the session to end it. Changes nothing when it has ended."""
        ...

    async def close_orphans(self, *, now: float) -> int:
        """End the sessions that an earlier run of the service left open (it was killed); returns how many."""
        ...


class Ledger(Protocol):
    """Certificates issued and revoked. Fits `certs.ledger.Ledger`."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate; raises `ConflictError` when the serial exists.

        Raises `RefusedError` (REVOKED, PC_RETIRED) when the subject's end came first: no certificate outlives it.
        """
        ...

    async def revoke_certificate(self, serial: int, *, actor: Actor, now: float) -> None:
        """Revoke by serial, with an order in the feed. Twice changes nothing."""
        ...

    async def check_certificate(self, serial: int) -> None:
        """Raises `RefusedError(REVOKED)` when revoked, `UnknownError` when never issued."""
        ...


class Feed(Protocol):
    """The orders that live connections must obey."""

    async def orders_since(self, number: int) -> Sequence[Order]:
        """Orders after *number*, oldest first."""
        ...

    async def last_order(self) -> int:
        """The number of the newest order, 0 when there is none."""
        ...


class Journal(Protocol):
    """Reading the audit."""

    async def rows(self, chain: str, *, after: int = 0, limit: int | None = None) -> Sequence[AuditRow]:
        """Rows of a chain after number *after*, oldest first, at most *limit*."""
        ...

    async def chains(self) -> Sequence[str]:
        """The names of all chains."""
        ...

    async def record(self, chain: str, event: str, facts: dict[str, str], *, actor: Actor, now: float) -> AuditRow:
        """Append a fact that has no other table (a trace, a start of the service), and return its row.

        Raises `ValueError` when `gateway.audit.events` has no such event or the facts are not its own.
        """
        ...


class Store(Directory, Enrolments, Logins, Sessions, Ledger, Feed, Journal, Protocol):
    """All of it, as one object that the composition root builds."""

    async def close(self) -> None:
        """Release the database."""
        ...
