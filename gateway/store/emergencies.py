"""Emergency codes: each stands in for a one-time code once."""

from typing import Final

from sqlalchemy import case, delete, func, select, update

from gateway.audit import events
from gateway.errors import RefusedError
from gateway.records import Actor
from gateway.secret import Secret
from gateway.store import schema
from gateway.store.aspect import Aspect, find_able, whole
from wire.reasons import Reason

_TABLE: Final = schema.emergency_codes
_LOGINS: Final = schema.logins
PERIOD: Final = 30  # seconds; of a one-time code


class Emergencies(Aspect):
    """The part of `gateway.ports.Logins` that is about emergency codes."""

    @whole
    async def spend_emergency_code(self, identity: str, code: Secret[str], *, now: float) -> None:
        """Use an emergency code, once: one DELETE decides."""
        digest = self._sealer.digest(code, table=_TABLE.name, row=identity)
        given = (_TABLE.c.identity == identity) & (_TABLE.c.digest == digest)
        resting = (_LOGINS.c.identity == identity) & (_LOGINS.c.locked_until > now)
        async with self._database.write() as act:
            found, _organisation = await find_able(act.connection, identity, now)
            locked = await act.one(select(_LOGINS.c.locked_until).where(resting))
            if locked is not None:
                raise RefusedError(Reason.LOCKED, locked["locked_until"] - now)
            if await act.run(delete(_TABLE).where(given)) != 1:
                raise RefusedError(Reason.WRONG_CODE)
            step = int(now // PERIOD)  # a stay is counted from the step of its code
            newest = case((_LOGINS.c.last_step < step, step), else_=_LOGINS.c.last_step)
            mine = _LOGINS.c.identity == identity
            await act.run(update(_LOGINS).where(mine).values(failures=0, last_step=newest))
            left = await act.connection.execute(
                select(func.count()).select_from(_TABLE).where(_TABLE.c.identity == identity)
            )
            event = events.EmergencyCodeAccepted(identity=identity, left=int(left.scalar_one()))
            await act.audit(found.organisation, event, actor=Actor("identity", identity), now=now)
