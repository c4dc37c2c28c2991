"""Certificates, orders and the journal, in memory."""

from collections.abc import Sequence

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import ConflictError, RefusedError, UnknownError
from gateway.records import SERVICE, Actor, AuditRow, IdentityState, Order, OrderKind, PcState
from tests.fakes.memory.base import Aspect, Certificate
from wire.reasons import Reason


class MemoryLedger(Aspect):
    """`gateway.ports.Ledger`."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate."""
        self._check()
        if serial in self.tables.certificates:
            raise ConflictError(f"The certificate {serial} exists already.")
        self._check_subject(subject)
        self.tables.certificates[serial] = Certificate(profile, subject)
        event = events.CertificateIssued(
            serial=str(serial), profile=profile, subject=subject, fingerprint=fingerprint, expires_at=expires_at
        )
        self._audit(self._chain_of(subject), event, SERVICE, now)

    async def revoke_certificate(self, serial: int, *, actor: Actor, now: float) -> None:
        """Revoke by serial."""
        found = self._certificate(serial)
        if found.revoked:
            return
        found.revoked = True
        self._order(OrderKind.CERTIFICATE_REVOKED, str(serial), Reason.REVOKED)
        event = events.CertificateRevoked(serial=str(serial), profile=found.profile, subject=found.subject)
        self._audit(self._chain_of(found.subject), event, actor, now)

    async def check_certificate(self, serial: int) -> None:
        """Raise unless issued and not revoked."""
        if self._certificate(serial).revoked:
            raise RefusedError(Reason.REVOKED)

    def _certificate(self, serial: int) -> Certificate:
        self._check()
        found = self.tables.certificates.get(serial)
        if found is None:
            raise UnknownError(f"The certificate {serial} was never issued here.")
        return found

    def _check_subject(self, subject: str) -> None:
        identity = self.tables.identities.get(subject)
        if identity is not None and identity.state is IdentityState.REVOKED:
            raise RefusedError(Reason.REVOKED)
        pc = self.tables.pcs.get(subject)
        if pc is not None and pc.state is PcState.RETIRED:
            raise RefusedError(Reason.PC_RETIRED)


class MemoryFeed(Aspect):
    """`gateway.ports.Feed`."""

    async def orders_since(self, number: int) -> Sequence[Order]:
        """Orders after *number*."""
        self._check()
        return tuple(self.tables.orders[number:])

    async def last_order(self) -> int:
        """The newest order's number."""
        self._check()
        return len(self.tables.orders)


class MemoryJournal(Aspect):
    """`gateway.ports.Journal`."""

    async def rows(self, chain: str, *, after: int = 0, limit: int | None = None) -> Sequence[AuditRow]:
        """Rows of a chain, oldest first."""
        self._check()
        rows = self.tables.audit.get(chain, [])
        return tuple(rows[after : None if limit is None else after + limit])

    async def chains(self) -> Sequence[str]:
        """All chains."""
        self._check()
        return tuple(sorted(self.tables.audit))

    async def record(self, chain: str, event: str, facts: dict[str, str], *, actor: Actor, now: float) -> AuditRow:
        """Append a fact."""
        named = events.named(event, facts)
        self._check()
        if chain != NATIONAL:
            self._organisation(chain)
        return self._audit(chain, named, actor, now)
