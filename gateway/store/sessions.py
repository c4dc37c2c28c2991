"""Sessions, from grant to end. Rows stay for ever: a mark found in a photo years later must find its session."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.errors import RefusedError, UnknownError
from gateway.records import SERVICE, Actor, OrderKind, Session, session_name
from gateway.store import codes, rules, schema
from gateway.store.aspect import Aspect, find_able, find_organisation, find_pcs, rows_of, whole
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.sessions


class Sessions(Aspect):
    """`gateway.ports.Sessions`."""

    @whole
    async def open_session(
        self, identity: str, organisation: str, pc: str, device: str, hostname: str, source: str, *, now: float
    ) -> Session:
        """A new session with a fresh random 48-bit number."""
        async with self._database.write() as act:
            await _check_may_open(act, identity, organisation, pc, device, now=now)
            number = await _fresh_number(act)
            session = Session(number, identity, organisation, pc, device, hostname, source, now, None, None, 0, 0)
            await act.run(insert(_TABLE).values(asdict(session)))
            event = events.SessionOpened(
                session=session_name(number),
                identity=identity,
                pc=pc,
                device=device,
                hostname=hostname,
                source=source,
            )
            await act.audit(organisation, event, actor=Actor("identity", identity), now=now)
        return session

    @whole
    async def end_session(
        self, number: int, reason: Reason, *, bytes_down: int, bytes_up: int, actor: Actor, now: float
    ) -> None:
        """End a session; ending it twice changes nothing."""
        async with self._database.write() as act:
            session = await _find(act.connection, number)
            if session.ended_at is None:
                await _end(act, session, reason, bytes_down, bytes_up, actor=actor, now=now)

    @whole
    async def session(self, number: int) -> Session:
        """One session."""
        async with self._database.read() as connection:
            return await _find(connection, number)

    @whole
    async def sessions(self, *, live_only: bool, organisation: str | None) -> Sequence[Session]:
        """Sessions, newest first."""
        query = select(_TABLE).order_by(_TABLE.c.opened_at.desc(), _TABLE.c.number.desc())
        if live_only:
            query = query.where(_TABLE.c.ended_at.is_(None))
        async with self._database.read() as connection:
            if organisation is not None:
                await find_organisation(connection, organisation)
                query = query.where(_TABLE.c.organisation == organisation)
            rows = await rows_of(connection, query)
        return tuple(session_from(row) for row in rows)

    @whole
    async def order_session_end(self, number: int, *, actor: Actor, now: float) -> None:
        """Ask the node that holds the session to end it."""
        async with self._database.write() as act:
            session = await _find(act.connection, number)
            if session.ended_at is not None:
                return
            await act.order(OrderKind.SESSION_END, str(number), Reason.ENDED_BY_ADMIN, now=now)
            event = events.SessionEndOrdered(session=session_name(number), identity=session.identity)
            await act.audit(session.organisation, event, actor=actor, now=now)

    @whole
    async def close_orphans(self, *, now: float) -> int:
        """End the sessions that an earlier run of the service left open; returns how many."""
        async with self._database.write() as act:
            rows = await rows_of(act.connection, select(_TABLE).where(_TABLE.c.ended_at.is_(None)))
            for session in map(session_from, rows):
                down, up = session.bytes_down, session.bytes_up
                await _end(act, session, Reason.SERVICE_STOPPING, down, up, actor=SERVICE, now=now, orphan=True)
        return len(rows)


async def _check_may_open(
    act: Transaction, identity: str, organisation: str, pc: str, device: str, *, now: float
) -> None:
    found, _organisation = await find_able(act.connection, identity, now)
    pcs = await find_pcs(act.connection, select(schema.pcs).where(schema.pcs.c.pc == pc))
    rules.check_may_view(identity, pcs[0] if pcs else None)
    devices = schema.devices
    owned = select(devices).where(
        devices.c.fingerprint == device, devices.c.identity == identity, devices.c.revoked_at.is_(None)
    )
    if found.organisation != organisation or await act.one(owned) is None:
        raise RefusedError(Reason.CERTIFICATE)


async def _fresh_number(act: Transaction) -> int:
    while True:  # a second round happens once in about 2^48 / sessions times
        number = codes.new_session_number()
        if await act.one(select(_TABLE.c.number).where(_TABLE.c.number == number)) is None:
            return number


async def _end(
    act: Transaction,
    session: Session,
    reason: Reason,
    bytes_down: int,
    bytes_up: int,
    *,
    actor: Actor,
    now: float,
    orphan: bool = False,
) -> None:
    ending = {"ended_at": now, "reason": reason.value, "bytes_down": bytes_down, "bytes_up": bytes_up}
    await act.run(update(_TABLE).where(_TABLE.c.number == session.number).values(ending))
    event = events.SessionEnded(
        session=session_name(session.number),
        identity=session.identity,
        pc=session.pc,
        reason=reason.value,
        bytes_down=bytes_down,
        bytes_up=bytes_up,
        orphan=orphan,
    )
    await act.audit(session.organisation, event, actor=actor, now=now)


async def _find(connection: AsyncConnection, number: int) -> Session:
    row = (await connection.execute(select(_TABLE).where(_TABLE.c.number == number))).mappings().first()
    if row is None:
        raise UnknownError(f"There is no session {session_name(number)}.")
    return session_from(row)


def session_from(row: RowMapping) -> Session:
    """A row of `sessions`."""
    reason = None if row["reason"] is None else Reason(row["reason"])
    return Session(**{**row, "reason": reason})
