"""Office PCs and sessions as administrators see them: found, changed, retired, ended."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import RowMapping, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.addresses import normal
from gateway.audit import events
from gateway.errors import UnknownError
from gateway.records import Actor, OfficePc, OrderKind, Page, Session
from gateway.store import codes, rules, schema
from gateway.store.aspect import Aspect, find_organisation, find_pc, find_pcs, rows_of, whole
from gateway.store.pages import page_of
from gateway.store.pcs import check_user, retire
from gateway.store.people import find_all
from gateway.store.sessions import session_from
from wire.reasons import Reason

_TABLE: Final = schema.pcs
_USERS: Final = schema.pc_users
_SESSIONS: Final = schema.sessions


class Offices(Aspect):
    """`gateway.ports.Offices`, and the end of many sessions."""

    @whole
    async def find_pcs(self, organisation: str, *, text: str = "", after: str = "", limit: int = 50) -> Page[OfficePc]:
        """The office PCs whose name or identifier holds *text*."""
        wanted = _TABLE.c.organisation == organisation
        if text:
            wanted &= or_(_TABLE.c.name.icontains(text, autoescape=True), _TABLE.c.pc.icontains(text, autoescape=True))
        later = _TABLE.c.number > (codes.number_of(after) or 0) if after else None
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            page = await page_of(
                connection, _TABLE, wanted, later, [_TABLE.c.number], limit, key="pc", made=lambda row: str(row["pc"])
            )
            query = select(_TABLE).where(_TABLE.c.pc.in_(page.rows)).order_by(_TABLE.c.number)
            return Page(await find_pcs(connection, query), page.total, page.next)

    @whole
    async def pc_in(self, organisation: str, pc: str) -> OfficePc:
        """One office PC."""
        async with self._database.read() as connection:
            return await _find(connection, organisation, pc)

    @whole
    async def set_pc(
        self,
        organisation: str,
        pc: str,
        *,
        name: str | None,
        users: Sequence[str] | None,
        wake_address: str | None,
        actor: Actor,
        now: float,
    ) -> OfficePc:
        """Change what is not None."""
        values: dict[str, str] = {}
        if name is not None:
            values["name"] = name
        if wake_address is not None:
            values["wake_address"] = normal(wake_address) if wake_address else ""
        async with self._database.write() as act:
            rules.check_pc_lives(await _find(act.connection, organisation, pc))
            if users is not None:
                for user in users:
                    await check_user(act, organisation, user)
                await act.run(delete(_USERS).where(_USERS.c.pc == pc))
                rows = [{"pc": pc, "identity": user} for user in sorted(set(users))]
                await act.run_each(insert(_USERS), rows)
            if values:
                await act.run(update(_TABLE).where(_TABLE.c.pc == pc).values(values))
            changed = await find_pc(act.connection, pc)
            await act.order(OrderKind.PC_CHANGED, pc, Reason.PC_UNKNOWN, now=now)
            event = events.PcChanged(pc=pc, name=changed.name, users=changed.users, wake_address=changed.wake_address)
            await act.audit(organisation, event, actor=actor, now=now)
        return changed

    @whole
    async def retire_pc_in(self, organisation: str, pc: str, reason: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service."""
        async with self._database.write() as act:
            await retire(act, await _find(act.connection, organisation, pc), reason, actor=actor, now=now)

    @whole
    async def find_sessions(
        self, organisation: str, *, live_only: bool, text: str = "", after: str = "", limit: int = 50
    ) -> Page[Session]:
        """The sessions whose ID, office PC or number holds *text*, newest first."""
        wanted = _SESSIONS.c.organisation == organisation
        if live_only:
            wanted &= _SESSIONS.c.ended_at.is_(None)
        if text:
            hexadecimal = func.printf("%012x", _SESSIONS.c.number)
            columns = (_SESSIONS.c.identity, _SESSIONS.c.pc, hexadecimal)
            wanted &= or_(*(column.contains(text, autoescape=True) for column in columns))
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            later = None
            if after:
                last = await rows_of(connection, select(_SESSIONS).where(_SESSIONS.c.number == int(after)))
                opened = last[0]["opened_at"] if last else 0.0
                same = and_(_SESSIONS.c.opened_at == opened, _SESSIONS.c.number < int(after))
                later = or_(_SESSIONS.c.opened_at < opened, same)
            return await page_of(
                connection,
                _SESSIONS,
                wanted,
                later,
                [_SESSIONS.c.opened_at.desc(), _SESSIONS.c.number.desc()],
                limit,
                key="number",
                made=session_from,
            )

    @whole
    async def end_sessions_of(self, organisation: str, identity: str | None, *, actor: Actor, now: float) -> None:
        """Order the end of all live sessions of an ID, or of the whole organisation."""
        mine = (_SESSIONS.c.organisation == organisation) & _SESSIONS.c.ended_at.is_(None)
        async with self._database.write() as act:
            await find_organisation(act.connection, organisation)
            if identity is not None:
                await find_all(act.connection, organisation, [identity])
                mine &= _SESSIONS.c.identity == identity
            live: Sequence[RowMapping] = await rows_of(act.connection, select(_SESSIONS.c.number).where(mine))
            subject = identity or organisation
            await act.order(OrderKind.SESSIONS_END, subject, Reason.ENDED_BY_ADMIN, now=now)
            event = events.SessionsEndOrdered(subject=subject, sessions=len(live))
            await act.audit(organisation, event, actor=actor, now=now)


async def _find(connection: AsyncConnection, organisation: str, pc: str) -> OfficePc:
    found = await find_pcs(connection, select(_TABLE).where(_TABLE.c.pc == pc, _TABLE.c.organisation == organisation))
    if not found:
        raise UnknownError(f"There is no office PC {pc}.")
    return found[0]
