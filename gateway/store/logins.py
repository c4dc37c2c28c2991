"""One-time codes: each accepted once, wrong ones counted."""

from typing import Final

from sqlalchemy import RowMapping, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import RefusedError, UnknownError
from gateway.records import Actor, Device, Login
from gateway.secret import Secret
from gateway.store import schema
from gateway.store.addresses import addresses_of
from gateway.store.aspect import Aspect, find_able, find_identity, whole
from wire.reasons import Reason

_TABLE: Final = schema.logins


class Logins(Aspect):
    """The part of `gateway.ports.Logins` that is about codes."""

    @whole
    async def login(self, identity: str) -> Login:
        """The login of an enrolled ID."""
        async with self._database.read() as connection:
            return await self._login(connection, identity)

    @whole
    async def device(self, fingerprint: str) -> Device:
        """The device with this key."""
        table = schema.devices
        async with self._database.read() as connection:
            row = (await connection.execute(select(table).where(table.c.fingerprint == fingerprint))).mappings().first()
        if row is None:
            raise UnknownError("This device key has not been enrolled.")
        return Device(**row)

    @whole
    async def accept_step(self, identity: str, step: int, *, now: float) -> None:
        """Compare-and-set of the last accepted step: one UPDATE decides, whoever else tries at the same moment."""
        free = (_TABLE.c.identity == identity) & (_TABLE.c.last_step < step) & (_TABLE.c.locked_until <= now)
        async with self._database.write() as act:
            found, _organisation = await find_able(act.connection, identity, now)
            if await act.run(update(_TABLE).where(free).values(last_step=step, failures=0)) != 1:
                _explain(await _row(act.connection, identity), now)
            event = events.CodeAccepted(identity=identity, step=step)
            await act.audit(found.organisation, event, actor=Actor("identity", identity), now=now)

    @whole
    async def count_failure(self, identity: str, *, source: str, locked_until: float, now: float) -> Login:
        """Count one wrong code; *locked_until* > *now* locks the login until then."""
        locks = locked_until > now
        later = case((_TABLE.c.locked_until > locked_until, _TABLE.c.locked_until), else_=locked_until)
        changes = (
            {"failures": 0, "locked_until": later, "last_failure_at": now}
            if locks
            else {"failures": _TABLE.c.failures + 1, "last_failure_at": now}
        )
        async with self._database.write() as act:
            before = await self._login(act.connection, identity)
            await act.run(update(_TABLE).where(_TABLE.c.identity == identity).values(changes))
            event = events.CodeWrong(
                identity=identity,
                source=source,
                failures=before.failures + 1,
                locked_until=locked_until if locks else 0.0,
            )
            await act.audit(before.identity.organisation, event, actor=Actor("identity", identity), now=now)
            return await self._login(act.connection, identity)

    @whole
    async def refuse_join(self, identity: str, source: str, reason: Reason, *, now: float) -> None:
        """Audit a refused join."""
        async with self._database.write() as act:
            try:
                chain = (await find_identity(act.connection, identity)).organisation
            except UnknownError:
                chain = NATIONAL
            event = events.JoinRefused(identity=identity, source=source, reason=reason.value)
            await act.audit(chain, event, actor=Actor("identity", identity), now=now)

    async def _login(self, connection: AsyncConnection, identity: str) -> Login:
        found, organisation = await find_able(connection, identity, None)
        row = await _row(connection, identity)
        totp = self._sealer.open(row["totp"], table=_TABLE.name, row=identity)
        return Login(
            found,
            organisation,
            Secret(totp.reveal().decode()),
            row["failures"],
            row["last_failure_at"],
            row["locked_until"],
            row["last_step"],
            await addresses_of(connection, identity),
        )


async def _row(connection: AsyncConnection, identity: str) -> RowMapping:
    row = (await connection.execute(select(_TABLE).where(_TABLE.c.identity == identity))).mappings().first()
    if row is None:
        raise UnknownError(f"The ID {identity} has not been enrolled.")
    return row


def _explain(row: RowMapping, now: float) -> None:
    """Say why a step was not accepted."""
    if row["locked_until"] > now:
        raise RefusedError(Reason.LOCKED, row["locked_until"] - now)
    raise RefusedError(Reason.USED_CODE)
