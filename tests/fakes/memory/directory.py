"""Organisations, IDs and office PCs in memory."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import ConflictError, RefusedError, UnknownError
from gateway.policy import Policy
from gateway.records import Actor, Identity, IdentityState, OfficePc, OrderKind, Organisation, PcState, Segment
from gateway.secret import Secret
from gateway.store import codes, rules
from tests.fakes.memory.base import Aspect, Invited
from wire.reasons import Reason


class MemoryDirectory(Aspect):
    """`gateway.ports.Directory`."""

    async def add_organisation(self, code: str, name: str, *, actor: Actor, now: float) -> Organisation:
        """Register a municipality."""
        self._check()
        if code in self.tables.organisations:
            raise ConflictError(f"The organisation {code} exists already.")
        codes.check_organisation_code(code)
        organisation = Organisation(code, name, Policy(), suspended=False)
        self.tables.organisations[code] = organisation
        self.tables.mark_keys[code] = Secret(secrets.token_bytes(32))
        self._audit(NATIONAL, events.OrganisationAdded(organisation=code, name=name), actor, now)
        return organisation

    async def organisation(self, code: str) -> Organisation:
        """One municipality."""
        return self._organisation(code)

    async def organisations(self) -> Sequence[Organisation]:
        """All, by code."""
        self._check()
        return tuple(sorted(self.tables.organisations.values(), key=lambda o: o.code))

    async def set_policy(self, code: str, policy: Policy, *, actor: Actor, now: float) -> None:
        """Replace the rules."""
        rules.check_policy(policy)
        self.tables.organisations[code] = replace(self._organisation(code), policy=policy)
        self._order(OrderKind.POLICY_CHANGED, code, Reason.ENDED_BY_ADMIN)
        text = msgspec.json.encode(policy, order="sorted").decode()
        self._audit(code, events.PolicySet(organisation=code, policy=text), actor, now)

    async def mark_key(self, code: str) -> Secret[bytes]:
        """The mark key."""
        self._organisation(code)
        return self.tables.mark_keys[code]

    async def issue_identity(
        self, organisation: str, name: str, *, expires_at: float, actor: Actor, now: float
    ) -> tuple[Identity, Secret[str]]:
        """A new ID and its code."""
        self._organisation(organisation)
        number = 1 + sum(i.organisation == organisation for i in self.tables.identities.values())
        identity = Identity(codes.identity_name(organisation, number), organisation, name, IdentityState.ISSUED, now)
        self.tables.identities[identity.identity] = identity
        code = self._invite("client", identity.identity, expires_at)
        event = events.IdentityIssued(identity=identity.identity, name=name, expires_at=expires_at)
        self._audit(organisation, event, actor, now)
        return identity, code

    async def identity(self, identity: str) -> Identity:
        """One ID."""
        return self._identity(identity)

    async def identities(self, organisation: str | None) -> Sequence[Identity]:
        """All of an organisation, or all."""
        self._check_filter(organisation)
        found = self.tables.identities.values()
        return tuple(sorted((i for i in found if organisation in {None, i.organisation}), key=lambda i: i.identity))

    async def revoke_identity(self, identity: str, *, actor: Actor, now: float) -> None:
        """End an ID for good."""
        found = self._identity(identity)
        if found.state is IdentityState.REVOKED:
            return
        self.tables.identities[identity] = replace(found, state=IdentityState.REVOKED)
        for device in [d for d, ticket in self.tables.tickets.items() if ticket.identity == identity]:
            del self.tables.tickets[device]
        certificates, invitations = self._revoke_all(identity)
        self._order(OrderKind.IDENTITY_REVOKED, identity, Reason.REVOKED)
        event = events.IdentityRevoked(identity=identity, certificates=certificates, invitations=invitations)
        self._audit(found.organisation, event, actor, now)

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
        """A new office PC and its code."""
        self._organisation(organisation)
        try:
            rules.check_segment(segment)
        except RefusedError as error:
            event = events.PcRefused(name=name, segment=segment.value, reason=error.reason.value)
            self._audit(organisation, event, actor, now)
            raise
        for user in users:
            self._check_user(organisation, user)
        number = 1 + sum(p.organisation == organisation for p in self.tables.pcs.values())
        pc = codes.pc_name(organisation, number)
        row = OfficePc(pc, organisation, name, segment, PcState.INVITED, tuple(sorted(set(users))))
        self.tables.pcs[pc] = row
        code = self._invite("agent", pc, expires_at)
        invited = events.PcInvited(pc=pc, name=name, segment=segment.value, users=row.users, expires_at=expires_at)
        self._audit(organisation, invited, actor, now)
        return row, code

    async def pc(self, pc: str) -> OfficePc:
        """One office PC."""
        return self._pc(pc)

    async def pcs(self, organisation: str | None) -> Sequence[OfficePc]:
        """All of an organisation, or all."""
        self._check_filter(organisation)
        found = self.tables.pcs.values()
        return tuple(sorted((p for p in found if organisation in {None, p.organisation}), key=lambda p: p.pc))

    async def pcs_of(self, identity: str) -> Sequence[OfficePc]:
        """The enrolled office PCs of an ID."""
        self._identity(identity)
        found = self.tables.pcs.values()
        mine = (p for p in found if identity in p.users and p.state is PcState.ENROLLED)
        return tuple(sorted(mine, key=lambda p: p.pc))

    async def retire_pc(self, pc: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service."""
        found = self._pc(pc)
        if found.state is PcState.RETIRED:
            return
        self.tables.pcs[pc] = replace(found, state=PcState.RETIRED)
        certificates, invitations = self._revoke_all(pc)
        self._order(OrderKind.PC_RETIRED, pc, Reason.PC_RETIRED)
        event = events.PcRetired(pc=pc, certificates=certificates, invitations=invitations)
        self._audit(found.organisation, event, actor, now)

    def _check_filter(self, organisation: str | None) -> None:
        self._check()
        if organisation is not None:
            self._organisation(organisation)

    def _check_user(self, organisation: str, user: str) -> None:
        found = self._identity(user)
        if found.organisation != organisation:
            raise UnknownError(f"The ID {user} is not of the organisation {organisation}.")
        rules.check_identity_lives(found.state, organisation_suspended=False)

    def _invite(self, role: str, subject: str, expires_at: float) -> Secret[str]:
        code = codes.new_invitation_code()
        self.tables.invitations[codes.invitation_digest(code.reveal())] = Invited(role, subject, expires_at)
        return code
