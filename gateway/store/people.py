"""IDs as administrators keep them: found, issued, suspended, resumed, extended, revoked. All or nothing."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.errors import RefusedError, UnknownError
from gateway.records import Actor, Identity, IdentityState, NewIdentity, OrderKind, Page
from gateway.secret import Secret
from gateway.store import codes, schema
from gateway.store.aspect import Aspect, find_organisation, identity_from, rows_of, whole
from gateway.store.ending import end_papers
from gateway.store.pages import page_of
from gateway.store.quotas import check_room
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.identities
CHUNK: Final = 500  # names in one IN list; SQLite has a limit of its own


class People(Aspect):
    """The part of `gateway.ports.People` that is about IDs."""

    @whole
    async def find_identities(
        self,
        organisation: str,
        *,
        text: str = "",
        state: IdentityState | None = None,
        after: str = "",
        limit: int = 50,
    ) -> Page[Identity]:
        """The IDs whose name or number holds *text*."""
        wanted = _TABLE.c.organisation == organisation
        if text:
            wanted &= or_(
                _TABLE.c.name.icontains(text, autoescape=True), _TABLE.c.identity.contains(text, autoescape=True)
            )
        if state is not None:
            wanted &= _TABLE.c.state == state.value
        later = _TABLE.c.number > (codes.number_of(after) or 0) if after else None
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            return await page_of(
                connection,
                _TABLE,
                wanted,
                later,
                [_TABLE.c.number],
                limit,
                key="identity",
                made=identity_from,
            )

    @whole
    async def identity_in(self, organisation: str, identity: str) -> Identity:
        """One ID."""
        async with self._database.read() as connection:
            return (await find_all(connection, organisation, [identity]))[0]

    @whole
    async def identities_named(self, organisation: str, identities: Sequence[str]) -> Sequence[Identity]:
        """Those of *identities* that are the organisation's."""
        names, found = sorted(set(identities)), []
        async with self._database.read() as connection:
            for place in range(0, len(names), CHUNK):
                mine = (_TABLE.c.organisation == organisation) & _in(_TABLE, names[place : place + CHUNK])
                found += await rows_of(connection, select(_TABLE).where(mine))
        return tuple(identity_from(row) for row in found)

    @whole
    async def issue_identities(
        self, organisation: str, wanted: Sequence[NewIdentity], *, invitation_until: float, actor: Actor, now: float
    ) -> Sequence[tuple[Identity, Secret[str]]]:
        """New IDs and the codes of their invitations."""
        async with self._database.write() as act:
            return await issue(act, organisation, wanted, invitation_until=invitation_until, actor=actor, now=now)

    @whole
    async def suspend_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """Suspend IDs, with an order for each."""
        async with self._database.write() as act:
            found = _living(await find_all(act.connection, organisation, identities))
            changed = [one.identity for one in found if one.state is not IdentityState.SUSPENDED]
            await _set(act, changed, state=IdentityState.SUSPENDED.value, reason=reason)
            await act.order_each(OrderKind.IDENTITY_SUSPENDED, changed, Reason.SUSPENDED, now=now)
            facts = [events.IdentitySuspended(identity=one, reason=reason) for one in changed]
            await act.audit_all(organisation, facts, actor=actor, now=now)

    @whole
    async def resume_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """Let suspended IDs work again, in the state that they had."""
        async with self._database.write() as act:
            found = _living(await find_all(act.connection, organisation, identities))
            rested = [one for one in found if one.state is IdentityState.SUSPENDED]
            for emergency in sorted({one.emergency for one in rested}, key=lambda number: number or 0):
                more = sum(one.emergency == emergency for one in rested)
                await check_room(act.connection, organisation, emergency, more, now)
            names = [one.identity for one in rested]
            logins = schema.logins
            known = await _each(act.connection, names, lambda part: select(logins.c.identity).where(_in(logins, part)))
            await _set(act, names, state=IdentityState.ISSUED.value, reason="")
            await _set(act, sorted(known), state=IdentityState.ENROLLED.value)
            facts = [events.IdentityResumed(identity=one, reason=reason) for one in names]
            await act.audit_all(organisation, facts, actor=actor, now=now)

    @whole
    async def extend_identities(
        self, organisation: str, identities: Sequence[str], expires_at: float | None, *, actor: Actor, now: float
    ) -> None:
        """Set until when IDs are valid, with an order for each: a live picture follows its new date."""
        async with self._database.write() as act:
            names = [one.identity for one in _living(await find_all(act.connection, organisation, identities))]
            await _set(act, names, expires_at=expires_at)
            await act.order_each(OrderKind.IDENTITY_CHANGED, names, Reason.EXPIRED, now=now)
            facts = [events.IdentityExtended(identity=one, expires_at=expires_at or 0.0) for one in names]
            await act.audit_all(organisation, facts, actor=actor, now=now)

    @whole
    async def revoke_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """End IDs for good."""
        async with self._database.write() as act:
            found = await find_all(act.connection, organisation, identities)
            await revoke(act, found, reason, actor=actor, now=now)

    @whole
    async def rename_identity(self, organisation: str, identity: str, name: str, *, actor: Actor, now: float) -> None:
        """Change the person's name."""
        async with self._database.write() as act:
            _living(await find_all(act.connection, organisation, [identity]))
            await _set(act, [identity], name=name)
            await act.order(OrderKind.IDENTITY_CHANGED, identity, Reason.EXPIRED, now=now)
            event = events.IdentityRenamed(identity=identity, name=name)
            await act.audit(organisation, event, actor=actor, now=now)


async def issue(
    act: Transaction,
    organisation: str,
    wanted: Sequence[NewIdentity],
    *,
    invitation_until: float,
    actor: Actor,
    now: float,
) -> list[tuple[Identity, Secret[str]]]:
    """New IDs with their invitations; raises `UnknownError` or `QuotaError`."""
    await find_organisation(act.connection, organisation)
    for emergency in sorted({one.emergency for one in wanted}, key=lambda number: number or 0):
        more = sum(one.emergency == emergency for one in wanted)
        await check_room(act.connection, organisation, emergency, more, now)
    first = await act.next_number(_TABLE, organisation)
    issued: list[tuple[Identity, Secret[str]]] = []
    rows: list[dict[str, object]] = []
    for number, one in enumerate(wanted, first):
        name = codes.identity_name(organisation, number)
        state = IdentityState.ISSUED
        identity = Identity(name, organisation, one.name, state, now, one.expires_at, "", one.emergency)
        issued.append((identity, codes.new_invitation_code()))
        rows.append(
            {
                "identity": name,
                "organisation": organisation,
                "number": number,
                "name": one.name,
                "state": state.value,
                "issued_at": now,
                "expires_at": one.expires_at,
                "reason": "",
                "emergency": one.emergency,
            }
        )
    await act.run_each(insert(_TABLE), rows)
    invitations = [
        {
            "digest": codes.invitation_digest(code.reveal()),
            "role": "client",
            "subject": identity.identity,
            "expires_at": invitation_until,
        }
        for identity, code in issued
    ]
    await act.run_each(insert(schema.invitations), invitations)
    facts = [
        events.IdentityIssued(identity=identity.identity, name=identity.name, expires_at=invitation_until)
        for identity, _code in issued
    ]
    await act.audit_all(organisation, facts, actor=actor, now=now)
    return issued


async def revoke(act: Transaction, found: Sequence[Identity], reason: str, *, actor: Actor, now: float) -> None:
    """End IDs of one organisation for good; those that have ended stay as they are."""
    living = [one for one in found if one.state is not IdentityState.REVOKED]
    names = [one.identity for one in living]
    await _set(act, names, state=IdentityState.REVOKED.value, reason=reason)
    for place in range(0, len(names), CHUNK):
        await act.run(delete(schema.tickets).where(_in(schema.tickets, names[place : place + CHUNK])))
        await act.run(delete(schema.emergency_codes).where(_in(schema.emergency_codes, names[place : place + CHUNK])))
    facts = []
    for name in names:
        certificates, invitations = await end_papers(act, name, now=now)
        facts.append(
            events.IdentityRevoked(identity=name, certificates=certificates, invitations=invitations, reason=reason)
        )
    await act.order_each(OrderKind.IDENTITY_REVOKED, names, Reason.REVOKED, now=now)
    if living:
        await act.audit_all(living[0].organisation, facts, actor=actor, now=now)


async def find_all(connection: AsyncConnection, organisation: str, identities: Sequence[str]) -> list[Identity]:
    """The IDs named, each once, in the order named; raises `UnknownError` for the first that the organisation lacks."""
    names = list(dict.fromkeys(identities))
    mine = _TABLE.c.organisation == organisation
    found: dict[str, Identity] = {}
    for place in range(0, len(names), CHUNK):
        query = select(_TABLE).where(mine, _in(_TABLE, names[place : place + CHUNK]))
        found |= {row["identity"]: identity_from(row) for row in await rows_of(connection, query)}
    for name in names:
        if name not in found:
            raise UnknownError(f"There is no ID {name}.")
    return [found[name] for name in names]


def _living(found: list[Identity]) -> list[Identity]:
    """*found*, none of which was revoked; raises `RefusedError(REVOKED)`."""
    for one in found:
        if one.state is IdentityState.REVOKED:
            raise RefusedError(Reason.REVOKED)
    return found


async def _set(act: Transaction, names: Sequence[str], **values: object) -> None:
    for place in range(0, len(names), CHUNK):
        await act.run(update(_TABLE).where(_in(_TABLE, names[place : place + CHUNK])).values(values))


async def _each(
    connection: AsyncConnection, names: Sequence[str], query: Callable[[Sequence[str]], Select[tuple[str]]]
) -> set[str]:
    found: set[str] = set()
    for place in range(0, len(names), CHUNK):
        found |= {str(name) for (name,) in (await connection.execute(query(names[place : place + CHUNK]))).all()}
    return found


def _in(table: Table, names: Sequence[str]) -> ColumnElement[bool]:
    return table.c.identity.in_(names)
