"""Sessions, in memory."""

from collections.abc import Sequence

from gateway.audit import events
from gateway.errors import RefusedError, UnknownError
from gateway.records import SERVICE, Actor, OrderKind, Session, session_name
from gateway.store import codes, rules
from tests.fakes.memory.base import Aspect
from wire.reasons import Reason


class MemorySessions(Aspect):
    """`gateway.ports.Sessions`."""

    async def open_session(
        self, identity: str, organisation: str, pc: str, device: str, hostname: str, source: str, *, now: float
    ) -> Session:
        """A new session."""
        found = self._identity(identity)
        suspended = self.tables.organisations[found.organisation].suspended
        rules.check_may_log_in(identity, found.state, organisation_suspended=suspended)
        rules.check_may_view(identity, self.tables.pcs.get(pc))
        known = self.tables.devices.get(device)
        if known is None or known.identity != identity or found.organisation != organisation:
            raise RefusedError(Reason.CERTIFICATE)
        number = codes.new_session_number()
        session = Session(number, identity, organisation, pc, device, hostname, source, now, None, None, 0, 0)
        self.tables.sessions[number] = session
        event = events.SessionOpened(
            session=session_name(number),
            identity=identity,
            pc=pc,
            device=device,
            hostname=hostname,
            source=source,
        )
        self._audit(organisation, event, Actor("identity", identity), now)
        return session

    async def end_session(
        self, number: int, reason: Reason, *, bytes_down: int, bytes_up: int, actor: Actor, now: float
    ) -> None:
        """End a session; twice changes nothing."""
        if (await self.session(number)).ended_at is None:
            self._finish(self._end(number, reason, now, bytes_down, bytes_up), actor, now)

    async def session(self, number: int) -> Session:
        """One session."""
        self._check()
        found = self.tables.sessions.get(number)
        if found is None:
            raise UnknownError(f"There is no session {session_name(number)}.")
        return found

    async def sessions(self, *, live_only: bool, organisation: str | None) -> Sequence[Session]:
        """Newest first."""
        self._check()
        if organisation is not None:
            self._organisation(organisation)
        found = [s for s in self.tables.sessions.values() if organisation in {None, s.organisation}]
        wanted = (s for s in found if s.ended_at is None or not live_only)
        return tuple(sorted(wanted, key=lambda s: (s.opened_at, s.number), reverse=True))

    async def order_session_end(self, number: int, *, actor: Actor, now: float) -> None:
        """Ask the node that holds the session to end it."""
        session = await self.session(number)
        if session.ended_at is not None:
            return
        self._order(OrderKind.SESSION_END, str(number), Reason.ENDED_BY_ADMIN)
        event = events.SessionEndOrdered(session=session_name(number), identity=session.identity)
        self._audit(session.organisation, event, actor, now)

    async def close_orphans(self, *, now: float) -> int:
        """End what an earlier run left open."""
        open_now = await self.sessions(live_only=True, organisation=None)
        for session in open_now:
            ended = self._end(session.number, Reason.SERVICE_STOPPING, now, session.bytes_down, session.bytes_up)
            self._finish(ended, SERVICE, now, orphan=True)
        return len(open_now)

    def _finish(self, session: Session, actor: Actor, now: float, *, orphan: bool = False) -> None:
        event = events.SessionEnded(
            session=session_name(session.number),
            identity=session.identity,
            pc=session.pc,
            reason=(session.reason or Reason.INTERNAL).value,
            bytes_down=session.bytes_down,
            bytes_up=session.bytes_up,
            orphan=orphan,
        )
        self._audit(session.organisation, event, actor, now)
