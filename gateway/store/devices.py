"""Home PCs as administrators keep them, and what a person gets after a loss."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, insert, join, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.audit import events
from gateway.errors import UnknownError
from gateway.records import Actor, Device, Identity, IdentityState, Lost, OrderKind, Page
from gateway.secret import Secret
from gateway.store import codes, rules, schema
from gateway.store.aspect import Aspect, find_organisation, rows_of, whole
from gateway.store.ending import end_certificates_of_key, end_papers
from gateway.store.invitations import invite
from gateway.store.pages import page_of
from gateway.store.people import find_all
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_TABLE: Final = schema.devices
_CODES: Final = schema.emergency_codes


class Devices(Aspect):
    """The part of `gateway.ports.People` that is about home PCs and losses."""

    @whole
    async def devices_of(self, organisation: str, identity: str) -> Sequence[Device]:
        """The home PCs of an ID, newest first."""
        async with self._database.read() as connection:
            await find_all(connection, organisation, [identity])
            query = select(_TABLE).where(_TABLE.c.identity == identity).order_by(_TABLE.c.enrolled_at.desc())
            return tuple(Device(**row) for row in await rows_of(connection, query))

    @whole
    async def find_devices(
        self, organisation: str, *, text: str = "", after: str = "", limit: int = 50
    ) -> Page[Device]:
        """The home PCs whose computer's name, ID or fingerprint holds *text*."""
        ids = schema.identities
        owned = join(_TABLE, ids, _TABLE.c.identity == ids.c.identity)
        table = select(_TABLE, ids.c.number).select_from(owned).where(ids.c.organisation == organisation).subquery()
        wanted = table.c.number > 0
        if text:
            wanted &= or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (table.c.hostname, table.c.identity, table.c.fingerprint)
                )
            )
        async with self._database.read() as connection:
            await find_organisation(connection, organisation)
            later = None
            if after:
                last = await rows_of(connection, select(table).where(table.c.fingerprint == after))
                number = last[0]["number"] if last else 0
                same = (table.c.number == number) & (table.c.fingerprint > after)
                later = or_(table.c.number > number, same)
            return await page_of(
                connection,
                table,
                wanted,
                later,
                [table.c.number, table.c.fingerprint],
                limit,
                key="fingerprint",
                made=lambda row: Device(**{name: value for name, value in row.items() if name != "number"}),
            )

    @whole
    async def revoke_device(
        self, organisation: str, fingerprint: str, reason: str, *, actor: Actor, now: float
    ) -> None:
        """End a home PC for good."""
        async with self._database.write() as act:
            device = await _find(act.connection, organisation, fingerprint)
            if device.revoked_at is not None:
                return
            certificates = await end_certificates_of_key(act, device.identity, fingerprint, now=now)
            await _end_devices(act, [device], reason, now=now)
            event = events.DeviceRevoked(
                identity=device.identity, device=fingerprint, certificates=certificates, reason=reason
            )
            await act.audit(organisation, event, actor=actor, now=now)

    @whole
    async def invite_again(
        self, organisation: str, identity: str, *, lost: Lost, invitation_until: float, actor: Actor, now: float
    ) -> Secret[str]:
        """End at once what a person has lost, and invite them anew."""
        async with self._database.write() as act:
            await _able(act, organisation, identity)
            query = select(_TABLE).where(_TABLE.c.identity == identity, _TABLE.c.revoked_at.is_(None))
            devices = [Device(**row) for row in await rows_of(act.connection, query)]
            await _end_devices(act, devices, f"Lost: {lost.value}.", now=now)
            certificates, _invitations = await end_papers(act, identity, now=now)
            for table in (schema.logins, _CODES, schema.tickets):
                await act.run(delete(table).where(table.c.identity == identity))
            ids = schema.identities
            await act.run(update(ids).where(ids.c.identity == identity).values(state=IdentityState.ISSUED.value))
            code = await invite(act, "client", identity, invitation_until)
            event = events.IdentityInvitedAgain(
                identity=identity,
                lost=lost.value,
                devices=len(devices),
                certificates=certificates,
                expires_at=invitation_until,
            )
            await act.audit(organisation, event, actor=actor, now=now)
        return code

    @whole
    async def give_emergency_codes(
        self, organisation: str, identity: str, count: int, *, actor: Actor, now: float
    ) -> Sequence[Secret[str]]:
        """Codes of ten digits, each good once; those given before end."""
        given = codes.new_emergency_codes(count)
        async with self._database.write() as act:
            found = await _able(act, organisation, identity)
            if found.state is not IdentityState.ENROLLED:
                raise UnknownError(f"The ID {identity} has not been enrolled.")
            await act.run(delete(_CODES).where(_CODES.c.identity == identity))
            await act.run_each(
                insert(_CODES), [{"identity": identity, "digest": self._digest(identity, code)} for code in given]
            )
            event = events.EmergencyCodesGiven(identity=identity, count=count)
            await act.audit(organisation, event, actor=actor, now=now)
        return given

    def _digest(self, identity: str, code: Secret[str]) -> bytes:
        return self._sealer.digest(code, table=_CODES.name, row=identity)


async def _able(act: Transaction, organisation: str, identity: str) -> Identity:
    """An ID that may be invited: it lives, and so does its organisation."""
    found = (await find_all(act.connection, organisation, [identity]))[0]
    suspended = (await find_organisation(act.connection, organisation)).suspended
    rules.check_identity_lives(found.state, organisation_suspended=suspended)
    return found


async def _find(connection: AsyncConnection, organisation: str, fingerprint: str) -> Device:
    rows = await rows_of(connection, select(_TABLE).where(_TABLE.c.fingerprint == fingerprint))
    if not rows or codes.organisation_of(rows[0]["identity"]) != organisation:
        raise UnknownError(f"There is no home PC {fingerprint}.")
    return Device(**rows[0])


async def _end_devices(act: Transaction, devices: Sequence[Device], reason: str, *, now: float) -> None:
    keys = [device.fingerprint for device in devices]
    await act.run(update(_TABLE).where(_TABLE.c.fingerprint.in_(keys)).values(revoked_at=now, reason=reason))
    await act.run(delete(schema.tickets).where(schema.tickets.c.device.in_(keys)))
    await act.order_each(OrderKind.DEVICE_REVOKED, keys, Reason.REVOKED, now=now)
