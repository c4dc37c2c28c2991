"""How far the audit has been sent on."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.dialects.sqlite import insert

from gateway.audit.chain import NATIONAL
from gateway.store import schema
from gateway.store.aspect import Aspect, rows_of, whole

_TABLE: Final = schema.exports
_AUDIT: Final = schema.audit


class Exports(Aspect):
    """`gateway.ports.Exports`."""

    @whole
    async def chain_ends(self) -> Mapping[str, int]:
        """The number of each chain's last row. A look at the end of each chain's index, not at its rows."""
        chains = union_all(
            select(schema.organisations.c.code.label("chain")), select(literal(NATIONAL).label("chain"))
        ).subquery()
        end = select(func.max(_AUDIT.c.number)).where(_AUDIT.c.chain == chains.c.chain).scalar_subquery()
        async with self._database.read() as connection:
            rows = await rows_of(connection, select(chains.c.chain, end.label("end")))
        return {row["chain"]: row["end"] or 0 for row in rows}

    @whole
    async def exported(self, destination: str) -> Mapping[str, int]:
        """How far each chain has been sent."""
        query = select(_TABLE.c.chain, _TABLE.c.number).where(_TABLE.c.destination == destination)
        async with self._database.read() as connection:
            return {row["chain"]: row["number"] for row in await rows_of(connection, query)}

    @whole
    async def keep_exported(self, destination: str, ends: Mapping[str, int]) -> None:
        """Keep how far it has come."""
        statement = insert(_TABLE)
        statement = statement.on_conflict_do_update(
            index_elements=["destination", "chain"], set_={"number": statement.excluded.number}
        )
        rows = [{"destination": destination, "chain": chain, "number": number} for chain, number in ends.items()]
        async with self._database.write() as act:
            await act.run_each(statement, rows)
