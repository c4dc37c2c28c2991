"""The network cards that an ID's home PCs may have."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.addresses import normal_list
from gateway.audit import events
from gateway.records import Actor, IdentityState, OrderKind
from gateway.store import schema
from gateway.store.aspect import Aspect, whole
from gateway.store.people import find_all
from wire.reasons import Reason

_ADDRESSES: Final = schema.addresses


class Addresses(Aspect):
    """The part of `gateway.ports.People` that is about network cards."""

    @whole
    async def cards_listed(self, organisation: str) -> tuple[int, int]:
        """How many enrolled IDs have a card on their list, and how many are enrolled."""
        ids = schema.identities
        enrolled = (ids.c.organisation == organisation) & (ids.c.state == IdentityState.ENROLLED.value)
        listed = enrolled & ids.c.identity.in_(select(_ADDRESSES.c.identity))
        async with self._database.read() as connection:
            counts = [
                int((await connection.execute(select(func.count()).where(which))).scalar_one())
                for which in (listed, enrolled)
            ]
        return counts[0], counts[1]

    @whole
    async def addresses_of(self, organisation: str, identity: str) -> Sequence[str]:
        """The MAC addresses on an ID's list."""
        async with self._database.read() as connection:
            await find_all(connection, organisation, [identity])
            return await addresses_of(connection, identity)

    @whole
    async def set_addresses(
        self, organisation: str, identity: str, addresses: Sequence[str], *, actor: Actor, now: float
    ) -> None:
        """Replace that list."""
        listed = normal_list(tuple(addresses))
        async with self._database.write() as act:
            await find_all(act.connection, organisation, [identity])
            await act.run(delete(_ADDRESSES).where(_ADDRESSES.c.identity == identity))
            await act.run_each(insert(_ADDRESSES), [{"identity": identity, "address": one} for one in listed])
            await act.order(OrderKind.IDENTITY_CHANGED, identity, Reason.ADDRESS_UNKNOWN, now=now)
            event = events.AddressesSet(identity=identity, addresses=listed)
            await act.audit(organisation, event, actor=actor, now=now)


async def addresses_of(connection: AsyncConnection, identity: str) -> tuple[str, ...]:
    """The MAC addresses on an ID's list, in order."""
    query = select(_ADDRESSES.c.address).where(_ADDRESSES.c.identity == identity).order_by(_ADDRESSES.c.address)
    return tuple((await connection.execute(query)).scalars())
