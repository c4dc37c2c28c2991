"""Office PCs: invited, found, retired."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert, select, update

from gateway.audit import events
from gateway.errors import RefusedError, UnknownError
from gateway.records import Actor, OfficePc, OrderKind, PcState, Segment
from gateway.secret import Secret
from gateway.store import codes, rules, schema
from gateway.store.aspect import Aspect, find_identity, find_organisation, find_pc, find_pcs, whole
from gateway.store.ending import end_papers
from gateway.store.invitations import invite
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.pcs


class Pcs(Aspect):
    """The part of `gateway.ports.Directory` that is about office PCs."""

    @whole
    async def invite_pc(
        self,
        organisation: str,
        name: str,
        segment: Segment,
        users: Sequence[str],
        *,
        expires_at: float,
        actor: Actor,
        now: float,
    ) -> tuple[OfficePc, Secret[str]]:
        """A new office PC and its invitation code."""
        try:
            rules.check_segment(segment)
        except RefusedError as error:
            await self._record_refusal(organisation, name, segment, error.reason, actor=actor, now=now)
            raise
        async with self._database.write() as act:
            await find_organisation(act.connection, organisation)
            for user in users:
                await check_user(act, organisation, user)
            pc = await _register(act, organisation, name, segment, users)
            code = await invite(act, "agent", pc.pc, expires_at)
            event = events.PcInvited(pc=pc.pc, name=name, segment=segment.value, users=pc.users, expires_at=expires_at)
            await act.audit(organisation, event, actor=actor, now=now)
        return pc, code

    @whole
    async def pc(self, pc: str) -> OfficePc:
        """One office PC."""
        async with self._database.read() as connection:
            return await find_pc(connection, pc)

    @whole
    async def pcs(self, organisation: str | None) -> Sequence[OfficePc]:
        """All of an organisation, or all."""
        query = select(_TABLE).order_by(_TABLE.c.organisation, _TABLE.c.number)
        async with self._database.read() as connection:
            if organisation is not None:
                await find_organisation(connection, organisation)
                query = query.where(_TABLE.c.organisation == organisation)
            return await find_pcs(connection, query)

    @whole
    async def pcs_of(self, identity: str) -> Sequence[OfficePc]:
        """The enrolled office PCs that *identity* may use."""
        users = schema.pc_users
        mine = select(users.c.pc).where(users.c.identity == identity)
        query = select(_TABLE).where(_TABLE.c.pc.in_(mine), _TABLE.c.state == PcState.ENROLLED.value)
        async with self._database.read() as connection:
            await find_identity(connection, identity)
            return await find_pcs(connection, query.order_by(_TABLE.c.number))

    @whole
    async def retire_pc(self, pc: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service: state, certificates, open invitations, an order, audit."""
        async with self._database.write() as act:
            found = await find_pc(act.connection, pc)
            await retire(act, found, "", actor=actor, now=now)

    async def _record_refusal(
        self, organisation: str, name: str, segment: Segment, reason: Reason, *, actor: Actor, now: float
    ) -> None:
        async with self._database.write() as act:
            await find_organisation(act.connection, organisation)
            event = events.PcRefused(name=name, segment=segment.value, reason=reason.value)
            await act.audit(organisation, event, actor=actor, now=now)


async def retire(act: Transaction, found: OfficePc, reason: str, *, actor: Actor, now: float) -> None:
    """Take an office PC out of service; one that is out of it stays so."""
    if found.state is PcState.RETIRED:
        return
    await act.run(update(_TABLE).where(_TABLE.c.pc == found.pc).values(state=PcState.RETIRED.value))
    certificates, invitations = await end_papers(act, found.pc, now=now)
    await act.order(OrderKind.PC_RETIRED, found.pc, Reason.PC_RETIRED, now=now)
    event = events.PcRetired(pc=found.pc, certificates=certificates, invitations=invitations, reason=reason)
    await act.audit(found.organisation, event, actor=actor, now=now)


async def check_user(act: Transaction, organisation: str, user: str) -> None:
    """Raise unless *user* is a living ID of *organisation*."""
    found = await find_identity(act.connection, user)
    if found.organisation != organisation:
        raise UnknownError(f"The ID {user} is not of the organisation {organisation}.")
    rules.check_identity_lives(found.state, organisation_suspended=False)


async def _register(act: Transaction, organisation: str, name: str, segment: Segment, users: Sequence[str]) -> OfficePc:
    number = await act.next_number(_TABLE, organisation)
    pc = codes.pc_name(organisation, number)
    state = PcState.INVITED
    await act.run(
        insert(_TABLE).values(
            pc=pc, organisation=organisation, number=number, name=name, segment=segment.value, state=state.value
        )
    )
    mine = tuple(sorted(set(users)))
    for user in mine:
        await act.run(insert(schema.pc_users).values(pc=pc, identity=user))
    return OfficePc(pc, organisation, name, segment, state, mine)
