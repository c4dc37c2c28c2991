"""IDs: issued, found, revoked."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, insert, select, update

from gateway.audit import events
from gateway.records import Actor, Identity, IdentityState, OrderKind
from gateway.secret import Secret
from gateway.store import codes, schema
from gateway.store.aspect import Aspect, find_identity, find_organisation, identity_from, rows_of, whole
from gateway.store.ending import end_papers
from gateway.store.invitations import invite
from wire.reasons import Reason

_TABLE: Final = schema.identities


class Identities(Aspect):
    """The part of `gateway.ports.Directory` that is about IDs."""

    @whole
    async def issue_identity(
        self, organisation: str, name: str, *, expires_at: float, actor: Actor, now: float
    ) -> tuple[Identity, Secret[str]]:
        """A new ID and the code of its invitation."""
        async with self._database.write() as act:
            await find_organisation(act.connection, organisation)
            number = await act.next_number(_TABLE, organisation)
            name_of_id = codes.identity_name(organisation, number)
            issued = Identity(name_of_id, organisation, name, IdentityState.ISSUED, now)
            await act.run(
                insert(_TABLE).values(
                    identity=name_of_id,
                    organisation=organisation,
                    number=number,
                    name=name,
                    state=issued.state.value,
                    issued_at=now,
                )
            )
            code = await invite(act, "client", name_of_id, expires_at)
            event = events.IdentityIssued(identity=name_of_id, name=name, expires_at=expires_at)
            await act.audit(organisation, event, actor=actor, now=now)
        return issued, code

    @whole
    async def identity(self, identity: str) -> Identity:
        """One ID."""
        async with self._database.read() as connection:
            return await find_identity(connection, identity)

    @whole
    async def identities(self, organisation: str | None) -> Sequence[Identity]:
        """All of an organisation, or all."""
        query = select(_TABLE).order_by(_TABLE.c.organisation, _TABLE.c.number)
        async with self._database.read() as connection:
            if organisation is not None:
                await find_organisation(connection, organisation)
                query = query.where(_TABLE.c.organisation == organisation)
            rows = await rows_of(connection, query)
        return tuple(identity_from(row) for row in rows)

    @whole
    async def revoke_identity(self, identity: str, *, actor: Actor, now: float) -> None:
        """End an ID for good: state, certificates, open invitations, tickets, an order, audit."""
        async with self._database.write() as act:
            found = await find_identity(act.connection, identity)
            if found.state is IdentityState.REVOKED:
                return
            await act.run(update(_TABLE).where(_TABLE.c.identity == identity).values(state=IdentityState.REVOKED.value))
            await act.run(delete(schema.tickets).where(schema.tickets.c.identity == identity))
            certificates, invitations = await end_papers(act, identity, now=now)
            await act.order(OrderKind.IDENTITY_REVOKED, identity, Reason.REVOKED, now=now)
            event = events.IdentityRevoked(identity=identity, certificates=certificates, invitations=invitations)
            await act.audit(found.organisation, event, actor=actor, now=now)
