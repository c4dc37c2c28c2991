"""One act being written: its statements, its audit row and its order, all in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import final

from sqlalchemy import RowMapping, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from gateway.audit import chain
from gateway.audit.events import Event
from gateway.records import Actor, AuditRow, OrderKind
from gateway.store import schema
from gateway.store.codes import organisation_of, session_of
from wire.reasons import Reason


@final
class Transaction:
    """What a writer may do. There is one at a time, so what it has read stays true until it ends."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def run(self, statement: Executable) -> int:
        """Execute a statement that changes rows; returns how many."""
        return (await self.connection.execute(statement)).rowcount

    async def one(self, statement: Executable) -> RowMapping | None:
        """The first row of a query, or None."""
        return (await self.connection.execute(statement)).mappings().first()

    async def next_number(self, table: Table, organisation: str) -> int:
        """The number of an organisation's next row of *table*; none is given twice, because no row is ever deleted."""
        newest = select(func.max(table.c.number)).where(table.c.organisation == organisation)
        return 1 + ((await self.connection.execute(newest)).scalar() or 0)

    async def audit(self, name: str, event: Event, *, actor: Actor, now: float) -> AuditRow:
        """Append a row to the chain *name*, and return it."""
        return (await self.audit_all(name, [event], actor=actor, now=now))[0]

    async def audit_all(self, name: str, events: Sequence[Event], *, actor: Actor, now: float) -> list[AuditRow]:
        """Append a row for each of *events* to the chain *name*, and return them."""
        table = schema.audit
        last = select(table.c.number, table.c.digest).where(table.c.chain == name).order_by(table.c.number.desc())
        row = await self.one(last.limit(1))
        head = chain.START if row is None else chain.Head(row["number"], row["digest"])
        added: list[AuditRow] = []
        for event in events:
            added.append(chain.append(name, head, event, actor=actor, now=now))
            head = chain.head_of(added[-1])
        await self.run_each(insert(table), [asdict(one) for one in added])
        return added

    async def run_each(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute a statement once for each of *rows*, in one call of the driver."""
        if rows:
            await self.connection.execute(statement, list(rows))

    async def order(self, kind: OrderKind, subject: str, reason: Reason, *, now: float) -> None:
        """Tell live connections. Numbers rise in the order of commits, because there is one writer."""
        await self.order_each(kind, [subject], reason, now=now)

    async def order_each(self, kind: OrderKind, subjects: Sequence[str], reason: Reason, *, now: float) -> None:
        """An order for each of *subjects*."""
        rows = [{"kind": kind.value, "subject": subject, "reason": reason.value, "at": now} for subject in subjects]
        await self.run_each(insert(schema.orders), rows)

    async def chain_of(self, subject: str) -> str:
        """The chain that a certificate's subject belongs to: its organisation's, or the national one."""
        code = organisation_of(subject)
        known = select(schema.organisations.c.code).where(schema.organisations.c.code == code)
        if code is not None and await self.one(known) is not None:
            return code
        number = session_of(subject)
        session = select(schema.sessions.c.organisation).where(schema.sessions.c.number == number)
        row = None if number is None else await self.one(session)
        return chain.NATIONAL if row is None else str(row["organisation"])
