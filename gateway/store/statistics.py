"""Counts that an overview draws."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Integer, cast, desc, func, select

from gateway.store import schema
from gateway.store.aspect import Aspect, find_organisation, whole

_SESSIONS: Final = schema.sessions
_AUDIT: Final = schema.audit
DAY: Final = 86400  # seconds


class Statistics(Aspect):
    """`gateway.ports.Statistics`."""

    @whole
    async def sessions_per_day(self, organisation: str, *, since: float, until: float) -> Sequence[int]:
        """How many sessions were opened in each 24 hours from *since* up to *until*."""
        day = cast((_SESSIONS.c.opened_at - since) / DAY, Integer).label("day")
        within = (_SESSIONS.c.opened_at >= since) & (_SESSIONS.c.opened_at < until)
        query = select(day, func.count()).where(_SESSIONS.c.organisation == organisation, within).group_by(day)
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            counts = {int(found): int(count) for found, count in (await connection.execute(query)).all()}
        return tuple(counts.get(number, 0) for number in range(round((until - since) / DAY)))

    @whole
    async def refusals(self, organisation: str, *, since: float) -> Mapping[str, int]:
        """How many joins were refused since then, by reason, most first."""
        reason = func.json_extract(_AUDIT.c.facts, "$.reason").label("reason")
        refused = (_AUDIT.c.chain == organisation) & (_AUDIT.c.event == "join-refused") & (_AUDIT.c.at >= since)
        count = func.count().label("count")
        query = select(reason, count).where(refused).group_by(reason).order_by(desc(count), reason)
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            return {str(name): int(number) for name, number in (await connection.execute(query)).all()}
