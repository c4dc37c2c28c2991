"""Certificates issued and revoked."""

from typing import Final

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.errors import ConflictError, RefusedError, UnknownError
from gateway.records import SERVICE, Actor, IdentityState, OrderKind, PcState
from gateway.store import schema
from gateway.store.aspect import Aspect, whole
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.certificates


class Ledger(Aspect):
    """`gateway.ports.Ledger`."""

    @whole
    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate."""
        async with self._database.write() as act:
            if await act.one(select(_TABLE.c.serial).where(_TABLE.c.serial == serial)) is not None:
                raise ConflictError(f"The certificate {serial} exists already.")
            await _check_subject(act, subject, fingerprint)
            await act.run(
                insert(_TABLE).values(
                    serial=serial,
                    profile=profile,
                    subject=subject,
                    fingerprint=fingerprint,
                    issued_at=now,
                    expires_at=expires_at,
                )
            )
            event = events.CertificateIssued(
                serial=str(serial), profile=profile, subject=subject, fingerprint=fingerprint, expires_at=expires_at
            )
            chain = await act.chain_of(subject)
            await act.audit(chain, event, actor=SERVICE, now=now)

    @whole
    async def revoke_certificate(self, serial: int, *, actor: Actor, now: float) -> None:
        """Revoke by serial, with an order in the feed."""
        async with self._database.write() as act:
            found = await _find(act.connection, serial)
            if found["revoked_at"] is not None:
                return
            await act.run(update(_TABLE).where(_TABLE.c.serial == serial).values(revoked_at=now))
            await act.order(OrderKind.CERTIFICATE_REVOKED, str(serial), Reason.REVOKED, now=now)
            subject = found["subject"]
            event = events.CertificateRevoked(serial=str(serial), profile=found["profile"], subject=subject)
            await act.audit(await act.chain_of(subject), event, actor=actor, now=now)

    @whole
    async def check_certificate(self, serial: int) -> None:
        """Raise when revoked or never issued."""
        async with self._database.read() as connection:
            found = await _find(connection, serial)
        if found["revoked_at"] is not None:
            raise RefusedError(Reason.REVOKED)


async def _find(connection: AsyncConnection, serial: int) -> RowMapping:
    row = (await connection.execute(select(_TABLE).where(_TABLE.c.serial == serial))).mappings().first()
    if row is None:
        raise UnknownError(f"The certificate {serial} was never issued here.")
    return row


async def _check_subject(act: Transaction, subject: str, fingerprint: str) -> None:
    """No certificate outlives its subject: a renewal that lost the race against a revocation is refused."""
    devices = schema.devices
    ended_device = (devices.c.fingerprint == fingerprint) & devices.c.revoked_at.is_not(None)
    if await act.one(select(devices.c.fingerprint).where(ended_device)) is not None:
        raise RefusedError(Reason.REVOKED)
    identities, pcs = schema.identities, schema.pcs
    ended_id = (identities.c.identity == subject) & (identities.c.state == IdentityState.REVOKED.value)
    if await act.one(select(identities.c.identity).where(ended_id)) is not None:
        raise RefusedError(Reason.REVOKED)
    ended_pc = (pcs.c.pc == subject) & (pcs.c.state == PcState.RETIRED.value)
    if await act.one(select(pcs.c.pc).where(ended_pc)) is not None:
        raise RefusedError(Reason.PC_RETIRED)
