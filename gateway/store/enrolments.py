"""Spending invitations: a home PC or an office PC becomes known by its key."""

from dataclasses import replace
from typing import Final

from sqlalchemy import delete, insert, select, update

from gateway.audit import events
from gateway.errors import ConflictError, RefusedError
from gateway.records import Actor, Device, Identity, IdentityState, InvitationRow, OfficePc, PcState
from gateway.secret import Secret
from gateway.store import schema
from gateway.store.aspect import Aspect, find_identity, find_pc, whole
from gateway.store.invitations import find_spendable, spend
from gateway.store.transaction import Transaction
from wire.reasons import Reason

_DEVICES: Final = schema.devices
_LOGINS: Final = schema.logins


class Enrolments(Aspect):
    """`gateway.ports.Enrolments`."""

    @whole
    async def invitation(self, code: str, role: str, fingerprint: str, *, now: float) -> InvitationRow:
        """The invitation for *code* if it may be spent by this key now."""
        async with self._database.read() as connection:
            return (await find_spendable(connection, code, role, fingerprint, now=now)).row

    @whole
    async def enrol_device(
        self, code: str, fingerprint: str, hostname: str, totp: Secret[str], first_step: int, *, now: float
    ) -> tuple[Identity, Device]:
        """Spend a client's invitation: device, TOTP secret and the step of the confirming code, at once."""
        async with self._database.write() as act:
            invitation = await find_spendable(act.connection, code, "client", fingerprint, now=now)
            found = await find_identity(act.connection, invitation.row.subject)
            device = Device(fingerprint, found.identity, hostname, now)
            await _keep_device(act, device)
            await self._keep_login(act, found.identity, totp, first_step)
            state = IdentityState.ENROLLED
            table = schema.identities
            await act.run(update(table).where(table.c.identity == found.identity).values(state=state.value))
            await spend(act, invitation, fingerprint, now=now)
            event = events.DeviceEnrolled(identity=found.identity, device=fingerprint, hostname=hostname)
            await act.audit(found.organisation, event, actor=Actor("identity", found.identity), now=now)
        return replace(found, state=state), device

    @whole
    async def enrol_pc(self, code: str, fingerprint: str, hostname: str, *, now: float) -> OfficePc:
        """Spend an office PC's invitation."""
        async with self._database.write() as act:
            invitation = await find_spendable(act.connection, code, "agent", fingerprint, now=now)
            found = await find_pc(act.connection, invitation.row.subject)
            table, state = schema.pcs, PcState.ENROLLED
            await act.run(update(table).where(table.c.pc == found.pc).values(state=state.value))
            await spend(act, invitation, fingerprint, now=now)
            event = events.PcEnrolled(pc=found.pc, device=fingerprint, hostname=hostname)
            await act.audit(found.organisation, event, actor=Actor("pc", found.pc), now=now)
        return replace(found, state=state)

    async def _keep_login(self, act: Transaction, identity: str, totp: Secret[str], first_step: int) -> None:
        """A second spending by the same key brings a new secret: the first never reached the authenticator."""
        sealed = self._sealer.seal(Secret(totp.reveal().encode()), table=_LOGINS.name, row=identity)
        await act.run(delete(_LOGINS).where(_LOGINS.c.identity == identity))
        await act.run(
            insert(_LOGINS).values(
                identity=identity, totp=sealed, last_step=first_step, failures=0, last_failure_at=0.0, locked_until=0.0
            )
        )


async def _keep_device(act: Transaction, device: Device) -> None:
    known = await act.one(select(_DEVICES).where(_DEVICES.c.fingerprint == device.fingerprint))
    if known is not None and known["identity"] != device.identity:
        raise ConflictError("This device key is enrolled for another ID.")
    if known is not None and known["revoked_at"] is not None:
        raise RefusedError(Reason.REVOKED)  # a key that was lost once is nobody's any more
    values = {"identity": device.identity, "hostname": device.hostname, "enrolled_at": device.enrolled_at}
    if known is None:
        await act.run(insert(_DEVICES).values(fingerprint=device.fingerprint, **values))
    else:
        await act.run(update(_DEVICES).where(_DEVICES.c.fingerprint == device.fingerprint).values(values))
