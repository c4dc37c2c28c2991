"""Admitted joins, and the tickets that resume them after a dropped line."""

from typing import Final

from sqlalchemy import delete, insert, select, update

from gateway.audit import events
from gateway.errors import RefusedError, UnknownError
from gateway.records import Actor
from gateway.store import schema
from gateway.store.aspect import Aspect, find_able, whole
from wire.reasons import Reason

_TABLE: Final = schema.tickets


class Tickets(Aspect):
    """The part of `gateway.ports.Logins` that is about joins and their tickets."""

    @whole
    async def record_join(
        self, identity: str, device: str, source: str, ticket_digest: bytes, ticket_until: float, *, now: float
    ) -> None:
        """An admitted join, and the digest of the ticket that may resume it."""
        devices = schema.devices
        owned = select(devices).where(
            devices.c.fingerprint == device, devices.c.identity == identity, devices.c.revoked_at.is_(None)
        )
        async with self._database.write() as act:
            found, _organisation = await find_able(act.connection, identity, now)
            if await act.one(owned) is None:
                raise UnknownError(f"The ID {identity} has no such device.")
            await act.run(delete(_TABLE).where(_TABLE.c.device == device))
            await act.run(
                insert(_TABLE).values(device=device, identity=identity, digest=ticket_digest, until=ticket_until)
            )
            event = events.JoinAdmitted(identity=identity, device=device, source=source)
            await act.audit(found.organisation, event, actor=Actor("identity", identity), now=now)

    @whole
    async def spend_ticket(self, identity: str, device: str, ticket_digest: bytes, *, now: float) -> None:
        """Use a resume ticket, once: one DELETE decides."""
        mine = (_TABLE.c.device == device) & (_TABLE.c.identity == identity)
        good = (_TABLE.c.digest == ticket_digest) & (_TABLE.c.until >= now)
        async with self._database.write() as act:
            found, _organisation = await find_able(act.connection, identity, now)
            if await act.run(delete(_TABLE).where(mine, good)) != 1:
                raise RefusedError(Reason.TICKET)
            event = events.JoinResumed(identity=identity, device=device)
            await act.audit(found.organisation, event, actor=Actor("identity", identity), now=now)

    @whole
    async def extend_ticket(
        self,
        device: str,
        ticket_until: float,
        *,
        now: float,  # noqa: ARG002 - of the Protocol; a lease needs no other time than its end
    ) -> None:
        """While a join is alive its ticket does not age. A lease, not an act: it has no audit row."""
        async with self._database.write() as act:
            await act.run(update(_TABLE).where(_TABLE.c.device == device).values(until=ticket_until))
