"""Spending invitations, in memory."""

from dataclasses import replace

from gateway.audit import events
from gateway.errors import ConflictError, RefusedError
from gateway.records import Actor, Device, Identity, IdentityState, InvitationRow, OfficePc, PcState
from gateway.secret import Secret
from gateway.store import codes, rules
from tests.fakes.memory.base import Aspect, Invited, LoginState
from wire.reasons import Reason


class MemoryEnrolments(Aspect):
    """`gateway.ports.Enrolments`."""

    async def invitation(self, code: str, role: str, fingerprint: str, *, now: float) -> InvitationRow:
        """The invitation, if this key may spend it now."""
        found = self._spendable(code, role, fingerprint, now)
        person: Identity | OfficePc
        person = self.tables.identities[found.subject] if role == "client" else self.tables.pcs[found.subject]
        return InvitationRow(role, found.subject, person.organisation, person.name, found.expires_at, found.spent_by)

    async def enrol_device(
        self, code: str, fingerprint: str, hostname: str, totp: Secret[str], first_step: int, *, now: float
    ) -> tuple[Identity, Device]:
        """Spend a client's invitation."""
        found = self._spendable(code, "client", fingerprint, now)
        known = self.tables.devices.get(fingerprint)
        if known is not None and known.identity != found.subject:
            raise ConflictError("This device key is enrolled for another ID.")
        device = Device(fingerprint, found.subject, hostname, now)
        identity = replace(self.tables.identities[found.subject], state=IdentityState.ENROLLED)
        self.tables.devices[fingerprint] = device
        self.tables.identities[found.subject] = identity
        self.tables.logins[found.subject] = LoginState(totp, first_step)
        self._spend(found, fingerprint, now)
        event = events.DeviceEnrolled(identity=found.subject, device=fingerprint, hostname=hostname)
        self._audit(identity.organisation, event, Actor("identity", found.subject), now)
        return identity, device

    async def enrol_pc(self, code: str, fingerprint: str, hostname: str, *, now: float) -> OfficePc:
        """Spend an office PC's invitation."""
        found = self._spendable(code, "agent", fingerprint, now)
        pc = replace(self.tables.pcs[found.subject], state=PcState.ENROLLED)
        self.tables.pcs[found.subject] = pc
        self._spend(found, fingerprint, now)
        event = events.PcEnrolled(pc=pc.pc, device=fingerprint, hostname=hostname)
        self._audit(pc.organisation, event, Actor("pc", pc.pc), now)
        return pc

    def _spendable(self, code: str, role: str, fingerprint: str, now: float) -> Invited:
        self._check()
        found = self.tables.invitations.get(codes.invitation_digest(code))
        if found is None or found.role != role:
            raise RefusedError(Reason.INVITATION)
        if role == "client":
            identity = self.tables.identities[found.subject]
            suspended = self.tables.organisations[identity.organisation].suspended
            rules.check_identity_lives(identity.state, organisation_suspended=suspended)
        else:
            rules.check_pc_lives(self.tables.pcs[found.subject])
        life = rules.SpentState(found.role, found.expires_at, found.spent_by, found.spent_at)
        rules.check_invitation(life, role, fingerprint, now)
        return found

    @staticmethod
    def _spend(invitation: Invited, fingerprint: str, now: float) -> None:
        """The first spending counts: spending again does not lengthen the ten minutes."""
        if invitation.spent_by is None:
            invitation.spent_by, invitation.spent_at = fingerprint, now
