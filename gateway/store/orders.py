"""The feed of orders, as live connections read it. Orders are written by the acts that cause them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from gateway.records import Order, OrderKind
from gateway.store import schema
from gateway.store.aspect import Aspect, rows_of, whole
from wire.reasons import Reason

_TABLE: Final = schema.orders


class Orders(Aspect):
    """`gateway.ports.Feed`."""

    @whole
    async def orders_since(self, number: int) -> Sequence[Order]:
        """Orders after *number*, oldest first."""
        query = select(_TABLE).where(_TABLE.c.number > number).order_by(_TABLE.c.number)
        async with self._database.read() as connection:
            rows = await rows_of(connection, query)
        return tuple(
            Order(row["number"], OrderKind(row["kind"]), row["subject"], Reason(row["reason"])) for row in rows
        )

    @whole
    async def last_order(self) -> int:
        """The number of the newest order, 0 when there is none."""
        async with self._database.read() as connection:
            newest = (await connection.execute(select(func.max(_TABLE.c.number)))).scalar()
        return newest or 0
