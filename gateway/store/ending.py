"""What ends together with an ID or an office PC: its certificates and its open invitations."""

from sqlalchemy import update

from gateway.store import schema
from gateway.store.transaction import Transaction


async def end_certificates_of_key(act: Transaction, subject: str, fingerprint: str, *, now: float) -> int:
    """Revoke the certificates of one key of *subject*; returns how many."""
    table = schema.certificates
    mine = (table.c.subject == subject) & (table.c.fingerprint == fingerprint) & table.c.revoked_at.is_(None)
    return await act.run(update(table).where(mine).values(revoked_at=now))


async def end_papers(act: Transaction, subject: str, *, now: float) -> tuple[int, int]:
    """Revoke the certificates of *subject* and end its open invitations; returns how many of each."""
    certificates, invitations = schema.certificates, schema.invitations
    mine = (certificates.c.subject == subject) & certificates.c.revoked_at.is_(None)
    revoked = await act.run(update(certificates).where(mine).values(revoked_at=now))
    unspent = invitations.c.spent_by.is_(None) & invitations.c.ended_at.is_(None)
    open_ones = (invitations.c.subject == subject) & unspent
    ended = await act.run(update(invitations).where(open_ones).values(ended_at=now))
    return revoked, ended
