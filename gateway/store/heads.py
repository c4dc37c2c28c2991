"""Signed heads of the audit's chains."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from gateway.audit.chain import Head
from gateway.audit.heads import SignedHead
from gateway.store import schema
from gateway.store.aspect import Aspect, rows_of, whole

_TABLE: Final = schema.audit_heads
_AUDIT: Final = schema.audit


class Heads(Aspect):
    """`gateway.ports.Heads`."""

    @whole
    async def grown_heads(self) -> Sequence[tuple[str, Head]]:
        """The heads of the chains that have grown since their last signed head."""
        ends = select(_AUDIT.c.chain, func.max(_AUDIT.c.number).label("number")).group_by(_AUDIT.c.chain).subquery()
        signed = select(_TABLE.c.chain, func.max(_TABLE.c.number).label("number")).group_by(_TABLE.c.chain).subquery()
        newest = ends.outerjoin(signed, ends.c.chain == signed.c.chain)
        grown = newest.join(_AUDIT, and_(_AUDIT.c.chain == ends.c.chain, _AUDIT.c.number == ends.c.number))
        query = select(_AUDIT.c.chain, _AUDIT.c.number, _AUDIT.c.digest).select_from(grown)
        query = query.where(or_(signed.c.number.is_(None), signed.c.number < ends.c.number)).order_by(_AUDIT.c.chain)
        async with self._database.read() as connection:
            return [(row["chain"], Head(row["number"], row["digest"])) for row in await rows_of(connection, query)]

    @whole
    async def keep_heads(self, heads: Sequence[SignedHead]) -> None:
        """Keep signed heads."""
        async with self._database.write() as act:
            await act.run_each(insert(_TABLE).on_conflict_do_nothing(), [asdict(head) for head in heads])

    @whole
    async def signed_heads(self, chain: str, *, after: int = 0) -> Sequence[SignedHead]:
        """The signed heads of a chain beyond row *after*, oldest first."""
        query = select(_TABLE).where(_TABLE.c.chain == chain, _TABLE.c.number > after).order_by(_TABLE.c.number)
        async with self._database.read() as connection:
            return tuple(SignedHead(**row) for row in await rows_of(connection, query))
