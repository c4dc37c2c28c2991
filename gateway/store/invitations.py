"""Invitations: written as digests, judged, spent."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.errors import RefusedError
from gateway.records import Identity, InvitationRow, OfficePc
from gateway.secret import Secret
from gateway.store import codes, rules, schema
from gateway.store.aspect import find_identity, find_organisation, find_pc
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.invitations


@dataclass(frozen=True, slots=True)
class Spendable:
    """An invitation that may be spent now, and the digest of its code."""

    row: InvitationRow
    digest: bytes


async def invite(act: Transaction, role: str, subject: str, expires_at: float) -> Secret[str]:
    """Write a new invitation; returns its code, which exists nowhere else."""
    code = codes.new_invitation_code()
    digest = codes.invitation_digest(code.reveal())
    await act.run(insert(_TABLE).values(digest=digest, role=role, subject=subject, expires_at=expires_at))
    return code


async def find_spendable(
    connection: AsyncConnection, code: str, role: str, fingerprint: str, *, now: float
) -> Spendable:
    """The invitation for *code*, if the key *fingerprint* may spend it for *role* now; raises `RefusedError`."""
    digest = codes.invitation_digest(code)
    row = (await connection.execute(select(_TABLE).where(_TABLE.c.digest == digest))).mappings().first()
    if row is None or row["role"] != role:
        raise RefusedError(Reason.INVITATION)
    subject = await _living_subject(connection, role, row["subject"])
    if row["ended_at"] is not None:
        raise RefusedError(Reason.INVITATION)
    life = rules.SpentState(row["role"], row["expires_at"], row["spent_by"], row["spent_at"])
    rules.check_invitation(life, role, fingerprint, now)
    found = InvitationRow(role, row["subject"], subject.organisation, subject.name, row["expires_at"], row["spent_by"])
    return Spendable(found, digest)


async def spend(act: Transaction, invitation: Spendable, fingerprint: str, *, now: float) -> None:
    """Mark as spent. The first spending counts: spending again does not lengthen the ten minutes."""
    unspent = (_TABLE.c.digest == invitation.digest) & _TABLE.c.spent_by.is_(None)
    await act.run(update(_TABLE).where(unspent).values(spent_by=fingerprint, spent_at=now))


async def _living_subject(connection: AsyncConnection, role: str, subject: str) -> Identity | OfficePc:
    """Whom an invitation is for; raises `RefusedError` when its end came before the invitation was spent."""
    if role == "agent":
        pc = await find_pc(connection, subject)
        rules.check_pc_lives(pc)
        return pc
    identity = await find_identity(connection, subject)
    organisation = await find_organisation(connection, identity.organisation)
    rules.check_identity_lives(identity.state, organisation_suspended=organisation.suspended)
    return identity
