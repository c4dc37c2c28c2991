"""Logins and resume tickets, in memory."""

from gateway.audit import events
from gateway.audit.chain import NATIONAL
from gateway.errors import RefusedError, UnknownError
from gateway.records import Actor, Device, Login
from gateway.store import rules
from tests.fakes.memory.base import Aspect, LoginState, Ticket
from wire.reasons import Reason


class MemoryLogins(Aspect):
    """`gateway.ports.Logins`."""

    async def login(self, identity: str) -> Login:
        """The login of an enrolled ID."""
        state = self._login_state(identity)
        found = self._identity(identity)
        organisation = self.tables.organisations[found.organisation]
        return Login(
            found,
            organisation,
            state.totp,
            state.failures,
            state.last_failure_at,
            state.locked_until,
            state.last_step,
        )

    async def device(self, fingerprint: str) -> Device:
        """The device with this key."""
        self._check()
        found = self.tables.devices.get(fingerprint)
        if found is None:
            raise UnknownError("This device key has not been enrolled.")
        return found

    async def accept_step(self, identity: str, step: int, *, now: float) -> None:
        """Compare-and-set of the last accepted step."""
        state = self._login_state(identity)
        if state.locked_until > now:
            raise RefusedError(Reason.LOCKED, state.locked_until - now)
        if step <= state.last_step:
            raise RefusedError(Reason.USED_CODE)
        state.last_step, state.failures = step, 0
        event = events.CodeAccepted(identity=identity, step=step)
        self._audit(self._chain_of(identity), event, Actor("identity", identity), now)

    async def count_failure(self, identity: str, *, source: str, locked_until: float, now: float) -> Login:
        """Count one wrong code."""
        state = self._login_state(identity)
        locks = locked_until > now
        event = events.CodeWrong(
            identity=identity,
            source=source,
            failures=state.failures + 1,
            locked_until=locked_until if locks else 0.0,
        )
        state.failures = 0 if locks else state.failures + 1
        state.last_failure_at = now
        if locks:
            state.locked_until = max(state.locked_until, locked_until)
        self._audit(self._chain_of(identity), event, Actor("identity", identity), now)
        return await self.login(identity)

    async def record_join(
        self, identity: str, device: str, source: str, ticket_digest: bytes, ticket_until: float, *, now: float
    ) -> None:
        """An admitted join."""
        self._own_device(identity, device)
        self._login_state(identity)
        self.tables.tickets[device] = Ticket(identity, ticket_digest, ticket_until)
        event = events.JoinAdmitted(identity=identity, device=device, source=source)
        self._audit(self._chain_of(identity), event, Actor("identity", identity), now)

    async def refuse_join(self, identity: str, source: str, reason: Reason, *, now: float) -> None:
        """A refused join."""
        self._check()
        chain = self._chain_of(identity) if identity in self.tables.identities else NATIONAL
        event = events.JoinRefused(identity=identity, source=source, reason=reason.value)
        self._audit(chain, event, Actor("identity", identity), now)

    async def spend_ticket(self, identity: str, device: str, ticket_digest: bytes, *, now: float) -> None:
        """Use a ticket, once."""
        self._login_state(identity)
        found = self.tables.tickets.get(device)
        if found is None or (found.identity, found.digest) != (identity, ticket_digest) or now > found.until:
            raise RefusedError(Reason.TICKET)
        del self.tables.tickets[device]
        event = events.JoinResumed(identity=identity, device=device)
        self._audit(self._chain_of(identity), event, Actor("identity", identity), now)

    async def extend_ticket(
        self,
        device: str,
        ticket_until: float,
        *,
        now: float,  # noqa: ARG002 - of the Protocol
    ) -> None:
        """A live join's ticket does not age."""
        self._check()
        found = self.tables.tickets.get(device)
        if found is not None:
            found.until = ticket_until

    def _login_state(self, identity: str) -> LoginState:
        found = self._identity(identity)
        suspended = self.tables.organisations[found.organisation].suspended
        rules.check_may_log_in(identity, found.state, organisation_suspended=suspended)
        return self.tables.logins[identity]

    def _own_device(self, identity: str, device: str) -> Device:
        found = self.tables.devices.get(device)
        if found is None or found.identity != identity:
            raise UnknownError(f"The ID {identity} has no such device.")
        return found
