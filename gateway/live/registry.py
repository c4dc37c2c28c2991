"""Who is here now: home PCs past the checkpoint, attending office PCs, sessions. Bookkeeping only.

No await and no I/O except posting a message to a line, so what it says is true at the moment it is asked. Times in
it are monotonic seconds unless said otherwise. Does not decide, does not know the store.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol, final

from gateway.auth.grant import Grant
from gateway.errors import RefusedError
from gateway.metrics import Metrics
from gateway.records import Identity, OfficePc, Organisation, PcState, Session
from wire import limits
from wire.message import Message
from wire.messages import Pc, Pcs, Posture
from wire.reasons import Reason

EARLY_ENDS: Final = 1024  # orders kept for sessions that are just being opened


class Line(Protocol):
    """What the registry and the cutter need of a conversation's channel."""

    def may_send(self, kind: type[Message]) -> bool:
        """Whether *kind* would be legal now."""
        ...

    def post(self, message: Message) -> None:
        """Send without waiting."""
        ...

    def hang_up(self, reason: Reason) -> None:
        """Say goodbye; the conversation ends."""
        ...


@dataclass(slots=True, eq=False)
class LiveJoin:
    """A home PC past the checkpoint. `live` falls once and for all when it is cut."""

    identity: Identity
    organisation: Organisation
    device: str
    hostname: str
    source: str
    serials: set[int]  # of the certificate it came with and the one it was given
    pcs: tuple[OfficePc, ...]
    line: Line
    posture: Posture
    seen_at: float  # when the posture was taken
    proved_at: float  # Unix seconds; when its code was given
    addresses: tuple[str, ...] = ()  # the network cards on its ID's list
    live: bool = True

    @property
    def until(self) -> float:
        """Unix seconds; then a new code is needed, however well it behaves."""
        return self.proved_at + self.organisation.policy.session_max


@dataclass(slots=True, eq=False)
class AttendingAgent:
    """An office PC that waits for offers; `offers` holds the ones it has not answered yet."""

    pc: OfficePc
    serials: set[int]
    line: Line
    until: float  # Unix seconds; the end of its newest certificate
    offers: dict[int, "asyncio.Future[Reason | None]"] = field(default_factory=dict)
    live: bool = True


@final
@dataclass(slots=True, eq=False)
class LiveSession:
    """A granted session. `opened` once the client has been told; `ended` once it is over."""

    grant: Grant
    record: Session
    join: LiveJoin
    agent: AttendingAgent
    slot: int = -1
    stamped: tuple[int, str] | None = None  # strength and text of the overlay in use
    opened: bool = False
    ended: Reason | None = None
    carried: int = 0  # bytes at the last look
    carried_at: float = 0.0  # when that last changed

    @property
    def until(self) -> float:
        """Unix seconds; the grant's end, or what new rules leave of it."""
        return min(self.grant.until, self.record.opened_at + self.join.organisation.policy.session_max)

    @property
    def number(self) -> int:
        """The session's number."""
        return self.record.number


class Registry:
    """All of this node."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._joins: dict[str, LiveJoin] = {}
        self._agents: dict[str, AttendingAgent] = {}
        self._sessions: dict[int, LiveSession] = {}
        self._by_pc: dict[str, LiveSession] = {}
        self._reserved: set[str] = set()
        self._early_ends: dict[int, Reason] = {}

    # --- home PCs ---------------------------------------------------------------------------------------------

    @property
    def joins(self) -> Sequence[LiveJoin]:
        """All home PCs past the checkpoint, as they are now."""
        return tuple(self._joins.values())

    def join_of(self, identity: str) -> LiveJoin | None:
        """The live join of an identity."""
        return self._joins.get(identity)

    def admit(self, join: LiveJoin) -> None:
        """A home PC has passed. The caller has ended the identity's earlier join."""
        self._joins[join.identity.identity] = join
        self._metrics.live_joins.set(len(self._joins))

    def leave(self, join: LiveJoin) -> None:
        """A home PC is gone; leaving twice is no error."""
        join.live = False
        if self._joins.get(join.identity.identity) is join:
            del self._joins[join.identity.identity]
            self._metrics.live_joins.set(len(self._joins))

    # --- office PCs -------------------------------------------------------------------------------------------

    @property
    def agents(self) -> Sequence[AttendingAgent]:
        """All attending office PCs, as they are now."""
        return tuple(self._agents.values())

    def agent_of(self, pc: str) -> AttendingAgent | None:
        """The attending agent of an office PC."""
        return self._agents.get(pc)

    def attend(self, agent: AttendingAgent) -> None:
        """An office PC attends. The caller has ended its earlier connection."""
        self._agents[agent.pc.pc] = agent
        self._metrics.agents.set(len(self._agents))
        self.tell(agent.pc)

    def depart(self, agent: AttendingAgent) -> None:
        """An office PC is gone; its unanswered offers are answered."""
        agent.live = False
        for answer in agent.offers.values():
            if not answer.done():
                answer.set_result(Reason.PC_OFF)
        if self._agents.get(agent.pc.pc) is agent:
            del self._agents[agent.pc.pc]
            self._metrics.agents.set(len(self._agents))
            self.tell(agent.pc)

    # --- sessions ---------------------------------------------------------------------------------------------

    @property
    def sessions(self) -> Sequence[LiveSession]:
        """All sessions, as they are now."""
        return tuple(self._sessions.values())

    def session(self, number: int) -> LiveSession | None:
        """One live session."""
        return self._sessions.get(number)

    def session_on(self, pc: str) -> LiveSession | None:
        """The live session on an office PC."""
        return self._by_pc.get(pc)

    def sessions_of(self, join: LiveJoin) -> Sequence[LiveSession]:
        """The live sessions of a home PC."""
        return [session for session in self._sessions.values() if session.join is join]

    def busy(self, pc: str) -> bool:
        """Whether somebody is viewing the office PC, or is about to."""
        return pc in self._by_pc or pc in self._reserved

    @contextmanager
    def reserved(self, grant: Grant) -> Iterator[None]:
        """Keep the granted office PC from others until its session is started."""
        pc = grant.pc.pc
        if self.busy(pc):
            raise RefusedError(Reason.PC_BUSY)
        self._reserved.add(pc)
        try:
            yield
        finally:
            self._reserved.discard(pc)

    def start(self, session: LiveSession) -> None:
        """A session begins. Raises `RefusedError` when it was ordered to end before it was known here."""
        if session.grant.pc.pc != session.record.pc:
            raise TypeError("a session needs the Grant for its own PC")
        early = self._early_ends.pop(session.number, None)
        if early is not None:
            raise RefusedError(early)
        self._sessions[session.number] = session
        self._by_pc[session.record.pc] = session
        self._metrics.sessions.set(len(self._sessions))
        self.tell(session.grant.pc)

    def finish(self, number: int, reason: Reason) -> LiveSession:
        """A session is over. Raises `KeyError` when it is unknown or was over already."""
        session = self._sessions.pop(number)
        session.ended = reason
        if self._by_pc.get(session.record.pc) is session:
            del self._by_pc[session.record.pc]
        self._metrics.sessions.set(len(self._sessions))
        self._metrics.ended.labels(reason=reason.value).inc()
        self.tell(session.grant.pc)
        return session

    def doom(self, number: int, reason: Reason) -> None:
        """Remember an order for a session that is not known here: it may be just being opened."""
        while len(self._early_ends) >= EARLY_ENDS:
            del self._early_ends[next(iter(self._early_ends))]
        self._early_ends[number] = reason

    # --- lists ------------------------------------------------------------------------------------------------

    def listed(self, pc: OfficePc) -> Pc:
        """An office PC as its users see it now."""
        state = "off" if pc.pc not in self._agents else "busy" if self.busy(pc.pc) else "ready"
        return Pc(pc.pc, pc.name, state)

    def list_for(self, pcs: Sequence[OfficePc]) -> tuple[Pc, ...]:
        """The list of office PCs of one user."""
        return tuple(self.listed(pc) for pc in pcs[: limits.MAX_PCS])

    def reassign(self, pc: OfficePc) -> None:
        """An office PC has a new name or new users: the lists of those who are here follow."""
        agent = self._agents.get(pc.pc)
        if agent is not None:
            agent.pc = pc
        for join in self._joins.values():
            had = any(known.pc == pc.pc for known in join.pcs)
            if had and join.identity.identity not in pc.users:
                join.pcs = tuple(known for known in join.pcs if known.pc != pc.pc)
                if join.line.may_send(Pcs):
                    join.line.post(Pcs(self.list_for(join.pcs)))
        if pc.state is PcState.ENROLLED:
            self.tell(pc)

    def tell(self, pc: OfficePc) -> None:
        """Send the users of *pc* who are here their list, with its new state."""
        for identity in pc.users:
            join = self._joins.get(identity)
            if join is None:
                continue
            others = tuple(known for known in join.pcs if known.pc != pc.pc)
            join.pcs = tuple(sorted((*others, pc), key=lambda one: one.pc))
            if join.line.may_send(Pcs):
                join.line.post(Pcs(self.list_for(join.pcs)))
