"""Reading the audit, and the facts that have no other table."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, or_, select

from gateway.audit import events as facts_of
from gateway.audit.chain import NATIONAL
from gateway.records import Actor, AuditRow, Page
from gateway.store import schema
from gateway.store.aspect import Aspect, find_organisation, rows_of, whole

_TABLE: Final = schema.audit


class Journal(Aspect):
    """`gateway.ports.Journal`."""

    @whole
    async def rows(self, chain: str, *, after: int = 0, limit: int | None = None) -> Sequence[AuditRow]:
        """Rows of a chain after number *after*, oldest first, at most *limit*."""
        query = select(_TABLE).where(_TABLE.c.chain == chain, _TABLE.c.number > after).order_by(_TABLE.c.number)
        async with self._database.read() as connection:
            rows = await rows_of(connection, query if limit is None else query.limit(limit))
        return tuple(AuditRow(**row) for row in rows)

    @whole
    async def find_rows(
        self,
        chain: str,
        *,
        events: Sequence[str] = (),
        text: str = "",
        since: float = 0.0,
        until: float = float("inf"),
        before: int | None = None,
        limit: int = 50,
    ) -> Page[AuditRow]:
        """Rows of a chain, newest first."""
        query = select(_TABLE).where(_TABLE.c.chain == chain).order_by(_TABLE.c.number.desc())
        if before is not None:
            query = query.where(_TABLE.c.number < before)
        if since > 0:
            query = query.where(_TABLE.c.at >= since)
        if until < float("inf"):
            query = query.where(_TABLE.c.at < until)
        if events:
            query = query.where(_TABLE.c.event.in_(events))
        if text:
            held = (column.contains(text, autoescape=True) for column in (_TABLE.c.facts, _TABLE.c.actor))
            query = query.where(or_(*held))
        newest = select(func.max(_TABLE.c.number)).where(_TABLE.c.chain == chain)
        async with self._database.read() as connection:
            length = (await connection.execute(newest)).scalar() or 0
            rows = await rows_of(connection, query.limit(limit + 1))
        here = tuple(AuditRow(**row) for row in rows[:limit])
        return Page(here, length, str(here[-1].number) if len(rows) > limit else None)

    @whole
    async def chains(self) -> Sequence[str]:
        """The names of all chains."""
        query = select(_TABLE.c.chain).distinct().order_by(_TABLE.c.chain)
        async with self._database.read() as connection:
            return tuple(row["chain"] for row in await rows_of(connection, query))

    @whole
    async def record_all(self, facts: Sequence[tuple[str, facts_of.Event, float]], *, actor: Actor) -> None:
        """Append facts that have no other table; all of them or none."""
        async with self._database.write() as act:
            for chain in sorted({chain for chain, _, _ in facts} - {NATIONAL}):
                await find_organisation(act.connection, chain)
            for chain, event, at in facts:
                await act.audit(chain, event, actor=actor, now=at)

    @whole
    async def record(self, chain: str, event: str, facts: dict[str, str], *, actor: Actor, now: float) -> AuditRow:
        """Append a fact that has no other table, and return its row."""
        named = facts_of.named(event, facts)
        async with self._database.write() as act:
            if chain != NATIONAL:
                await find_organisation(act.connection, chain)
            return await act.audit(chain, named, actor=actor, now=now)
