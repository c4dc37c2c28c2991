"""How many IDs an organisation may have in force, and whether it may work at all."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.errors import QuotaError, UnknownError
from gateway.records import SERVICE, Actor, EmergencyQuota, IdentityState, OrderKind, QuotaUse
from gateway.store import schema
from gateway.store.aspect import Aspect, find_organisation, rows_of, whole
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.emergency_quotas
_IDS: Final = schema.identities
IN_FORCE: Final = (IdentityState.ISSUED.value, IdentityState.ENROLLED.value)


class Quotas(Aspect):
    """`gateway.ports.Quotas`."""

    @whole
    async def set_quota(self, code: str, quota: int | None, *, actor: Actor, now: float) -> None:
        """Set an organisation's quota."""
        table = schema.organisations
        async with self._database.write() as act:
            await find_organisation(act.connection, code)
            await act.run(update(table).where(table.c.code == code).values(quota=quota))
            event = events.QuotaSet(organisation=code, quota=-1 if quota is None else quota)
            await act.audit(code, event, actor=actor, now=now)

    @whole
    async def quota_use(self, code: str) -> QuotaUse:
        """How much is used."""
        async with self._database.read() as connection:
            return await use_of(connection, code)

    @whole
    async def grant_emergency(
        self, code: str, count: int, until: float, reason: str, *, actor: Actor, now: float
    ) -> EmergencyQuota:
        """So many IDs more until *until*."""
        async with self._database.write() as act:
            await find_organisation(act.connection, code)
            number = await act.next_number(_TABLE, code)
            granted = EmergencyQuota(code, number, count, until, reason, now)
            await act.run(
                insert(_TABLE).values(
                    organisation=code, number=number, count=count, until=until, reason=reason, granted_at=now
                )
            )
            event = events.EmergencyQuotaGranted(number=number, count=count, until=until, reason=reason)
            await act.audit(code, event, actor=actor, now=now)
        return granted

    @whole
    async def emergency_quotas(self, code: str) -> Sequence[EmergencyQuota]:
        """All of an organisation, oldest first."""
        async with self._database.read() as connection:
            await find_organisation(connection, code)
            query = select(_TABLE).where(_TABLE.c.organisation == code).order_by(_TABLE.c.number)
            return tuple(_from(row) for row in await rows_of(connection, query))

    @whole
    async def end_emergency(self, code: str, number: int, *, actor: Actor, now: float) -> None:
        """End one now."""
        async with self._database.write() as act:
            await find_organisation(act.connection, code)
            found = await find_quota(act.connection, code, number)
            if found.ended_at is None:
                await _end(act, found, actor=actor, now=now)

    @whole
    async def end_due(self, *, now: float) -> int:
        """End every emergency quota that is over."""
        due = select(_TABLE).where(_TABLE.c.until <= now, _TABLE.c.ended_at.is_(None))
        async with self._database.read() as connection:
            if not await rows_of(connection, due):
                return 0
        async with self._database.write() as act:
            rows = await rows_of(act.connection, due)
            return sum([await _end(act, _from(row), actor=SERVICE, now=now) for row in rows])

    @whole
    async def suspend_organisation(self, code: str, reason: str, *, actor: Actor, now: float) -> None:
        """Nobody of it works until it is resumed."""
        event = events.OrganisationSuspended(organisation=code, reason=reason)
        await self._set_suspended(code, event, actor=actor, now=now, suspended=True)

    @whole
    async def resume_organisation(self, code: str, reason: str, *, actor: Actor, now: float) -> None:
        """Let it work again."""
        event = events.OrganisationResumed(organisation=code, reason=reason)
        await self._set_suspended(code, event, actor=actor, now=now, suspended=False)

    async def _set_suspended(
        self, code: str, event: events.Event, *, actor: Actor, now: float, suspended: bool
    ) -> None:
        table = schema.organisations
        async with self._database.write() as act:
            if (await find_organisation(act.connection, code)).suspended is suspended:
                return
            await act.run(update(table).where(table.c.code == code).values(suspended=suspended))
            await act.order(OrderKind.POLICY_CHANGED, code, Reason.SUSPENDED, now=now)
            await act.audit(code, event, actor=actor, now=now)


async def check_room(connection: AsyncConnection, code: str, emergency: int | None, more: int, now: float) -> None:
    """Raise `QuotaError` unless *more* IDs fit into the quota, or into the emergency quota of this number."""
    if emergency is None:
        use = await use_of(connection, code)
        if use.quota is not None and use.in_force + more > use.quota:
            raise QuotaError(
                f"The organisation {code} may have {use.quota} IDs in force and has {use.in_force}: "
                f"{more} more do not fit."
            )
        return
    quota = await find_quota(connection, code, emergency)
    if quota.ended_at is not None or quota.until <= now:
        raise QuotaError(f"The emergency quota {emergency} of {code} is over.")
    used = await _count(connection, code, _IDS.c.emergency == emergency)
    if used + more > quota.count:
        raise QuotaError(f"The emergency quota {emergency} of {code} holds {quota.count} IDs and has {used}.")


async def use_of(connection: AsyncConnection, code: str) -> QuotaUse:
    """How much of its quota an organisation uses; raises `UnknownError`."""
    organisation = await find_organisation(connection, code)
    granted = select(func.coalesce(func.sum(_TABLE.c.count), 0)).where(
        _TABLE.c.organisation == code, _TABLE.c.ended_at.is_(None)
    )
    return QuotaUse(
        await _count(connection, code, _IDS.c.emergency.is_(None)),
        organisation.quota,
        await _count(connection, code, _IDS.c.emergency.is_not(None)),
        int((await connection.execute(granted)).scalar_one()),
    )


async def find_quota(connection: AsyncConnection, code: str, number: int) -> EmergencyQuota:
    """One emergency quota; raises `UnknownError`."""
    query = select(_TABLE).where(_TABLE.c.organisation == code, _TABLE.c.number == number)
    rows = await rows_of(connection, query)
    if not rows:
        raise UnknownError(f"The organisation {code} has no emergency quota {number}.")
    return _from(rows[0])


async def _count(connection: AsyncConnection, code: str, which: ColumnElement[bool]) -> int:
    query = select(func.count()).where(_IDS.c.organisation == code, _IDS.c.state.in_(IN_FORCE), which)
    return int((await connection.execute(query)).scalar_one())


async def _end(act: Transaction, quota: EmergencyQuota, *, actor: Actor, now: float) -> int:
    mine = (_IDS.c.organisation == quota.organisation) & (_IDS.c.emergency == quota.number)
    working = mine & _IDS.c.state.in_(IN_FORCE)
    rows = await rows_of(act.connection, select(_IDS.c.identity).where(working))
    reason = f"The emergency quota {quota.number} is over."
    await act.run(update(_IDS).where(working).values(state=IdentityState.SUSPENDED.value, reason=reason))
    await act.order_each(OrderKind.IDENTITY_SUSPENDED, [row["identity"] for row in rows], Reason.SUSPENDED, now=now)
    one = (_TABLE.c.organisation == quota.organisation) & (_TABLE.c.number == quota.number)
    await act.run(update(_TABLE).where(one).values(ended_at=now))
    event = events.EmergencyQuotaEnded(number=quota.number, suspended=len(rows))
    await act.audit(quota.organisation, event, actor=actor, now=now)
    return len(rows)


def _from(row: RowMapping) -> EmergencyQuota:
    return EmergencyQuota(**row)
