"""Ending what is live: a home PC's stay, an office PC's, one session, or all of it, each with its reason.

Everything here happens at once, without waiting for anybody. Knows the registry, the sessions and the diary; does not
know why.
"""

from gateway.audit.events import AttendEnded, JoinEnded
from gateway.live.diary import Diary
from gateway.live.registry import AttendingAgent, LiveJoin, Registry
from gateway.live.sessions import Sessions
from wire.reasons import Reason


class Cutter:
    """The scissors."""

    def __init__(self, registry: Registry, sessions: Sessions, diary: Diary) -> None:
        self._registry = registry
        self._sessions = sessions
        self._diary = diary

    def join(self, join: LiveJoin, reason: Reason) -> None:
        """End a home PC's stay and its sessions."""
        if not join.live:
            return
        self._sessions.end_all_of(join, reason)
        self._registry.leave(join)
        join.line.hang_up(reason)
        event = JoinEnded(identity=join.identity.identity, device=join.device, reason=reason.value)
        self._diary.note(join.organisation.code, event)

    def agent(self, agent: AttendingAgent, reason: Reason, session_reason: Reason = Reason.PC_LEFT) -> None:
        """End an office PC's attendance and the session on it."""
        if not agent.live:
            return
        session = self._registry.session_on(agent.pc.pc)
        if session is not None and session.agent is agent:
            self._sessions.end(session.number, session_reason)
        self._registry.depart(agent)
        agent.line.hang_up(reason)
        self._diary.note(agent.pc.organisation, AttendEnded(pc=agent.pc.pc, reason=reason.value), who=agent.pc.pc)

    def identity(self, identity: str, reason: Reason) -> None:
        """End the stay of an identity, if it is here."""
        join = self._registry.join_of(identity)
        if join is not None:
            self.join(join, reason)

    def device(self, fingerprint: str, reason: Reason) -> None:
        """End the stay of a home PC, if it is here."""
        for join in self._registry.joins:
            if join.device == fingerprint:
                self.join(join, reason)

    def sessions_of(self, subject: str, reason: Reason) -> None:
        """End the sessions of an identity or an organisation; whoever viewed stays at the checkpoint."""
        for session in self._registry.sessions:
            if subject in (session.record.identity, session.record.organisation):
                self._sessions.end(session.number, reason)

    def pc(self, pc: str, reason: Reason) -> None:
        """End the attendance of an office PC, if it is here."""
        agent = self._registry.agent_of(pc)
        if agent is not None:
            self.agent(agent, reason, session_reason=reason)

    def serial(self, serial: int, reason: Reason) -> None:
        """End whoever came with this certificate."""
        for join in self._registry.joins:
            if serial in join.serials:
                self.join(join, reason)
        for agent in self._registry.agents:
            if serial in agent.serials:
                self.agent(agent, reason, session_reason=reason)

    def everyone(self, reason: Reason) -> None:
        """End all joins, agents and sessions."""
        for join in self._registry.joins:
            self.join(join, reason)
        for agent in self._registry.agents:
            self.agent(agent, reason, session_reason=reason)
