"""IDs: issued, found, revoked."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from gateway.records import Actor, Identity, NewIdentity
from gateway.secret import Secret
from gateway.store import schema
from gateway.store.aspect import Aspect, find_identity, find_organisation, identity_from, rows_of, whole
from gateway.store.people import issue, revoke

_TABLE: Final = schema.identities


class Identities(Aspect):
    """The part of `gateway.ports.Directory` that is about IDs."""

    @whole
    async def issue_identity(
        self, organisation: str, name: str, *, expires_at: float, actor: Actor, now: float
    ) -> tuple[Identity, Secret[str]]:
        """A new ID and the code of its invitation."""
        wanted = [NewIdentity(name)]
        async with self._database.write() as act:
            return (await issue(act, organisation, wanted, invitation_until=expires_at, actor=actor, now=now))[0]

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
            await revoke(act, [await find_identity(act.connection, identity)], "", actor=actor, now=now)
