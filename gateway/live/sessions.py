"""The life of a session at the gateway: opened after every check, ended at once for any reason.

Ending first cuts the relay, then tells both sides, then writes; the write is retried until the store takes it. Knows
the store, the registry, the relay and the lines. Does not know SSH, nor who may ask (`auth.grant`).
"""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from typing import Final

from certs.authority import Authority
from certs.errors import KeyFormatError
from certs.issuing import issue
from certs.keys import parse_public
from certs.profiles import Profile
from gateway import log
from gateway.auth.grant import Grant, Request, authorize
from gateway.clock import Clock
from gateway.errors import RefusedError, UnknownError
from gateway.live.registry import AttendingAgent, LiveJoin, LiveSession, Registry
from gateway.marks import overlay_for, slot_at
from gateway.policy import Policy
from gateway.ports import Store
from gateway.records import SERVICE, Actor, OfficePc, Organisation, Session
from gateway.relay.pipe import Traffic
from gateway.relay.relay import Relay
from gateway.relay.rendezvous import Tokens
from wire.messages import Ended, NewOverlay, NewPolicy, Offer, Open, Opened, Overlay, ScreenPolicy, Withdraw
from wire.reasons import Reason
from wire.ssh import session_principal

OFFER_GRACE: Final = 5.0  # seconds an agent has to answer an offer
OVERLAY_GRACE: Final = 10.0  # seconds to make the next time slot's overlay
LAST_WORD: Final = 0.5  # seconds to hear from either side why its end of the relay has gone
RETRY: Final = 1.0  # seconds between two tries to write an ending


_log = log.get("sessions")


@dataclass(frozen=True, slots=True)
class _Ending:
    """A session's end that has happened and is still to be written."""

    number: int
    reason: Reason
    traffic: Traffic
    actor: Actor
    at: float


class Sessions:
    """Opens and ends the sessions of this node."""

    def __init__(self, store: Store, authority: Authority, registry: Registry, relay: Relay, clock: Clock) -> None:
        self._store = store
        self._authority = authority
        self._registry = registry
        self._relay = relay
        self._clock = clock
        self._endings: deque[_Ending] = deque()
        self._unwritten = asyncio.Event()
        relay.on_joined = self._joined
        relay.on_over = self._relay_over

    # --- opening ----------------------------------------------------------------------------------------------

    async def open(self, join: LiveJoin, wanted: Open) -> Opened:
        """Everything from the wish for an office PC to the message that opens it. Raises `RefusedError`."""
        _check_session_key(wanted.session_key)
        grant, agent = await self._authorized(join, wanted.pc)
        with self._registry.reserved(grant):
            session = await self._started(grant, join, agent)
        try:
            return await self._offered(session, wanted.session_key)
        except RefusedError as refusal:
            self.end(session.number, refusal.reason)
            raise
        except BaseException:
            self.end(session.number, Reason.INTERNAL)
            raise

    async def _authorized(self, join: LiveJoin, pc_name: str) -> tuple[Grant, AttendingAgent]:
        pc = await self._known_pc(pc_name)
        login = await self._store.login(join.identity.identity)
        # One ID views one office PC: asking for another, or for the same again after a lost line, leaves the first.
        for earlier in self._registry.sessions_of(join):
            self.end(earlier.number, Reason.LEFT)
        agent = self._registry.agent_of(pc.pc)
        request = Request(
            identity=login.identity,
            organisation=login.organisation,
            device=join.device,
            pc=pc,
            attending=agent is not None,
            busy=self._registry.busy(pc.pc),
            posture_age=self._clock.monotonic() - join.seen_at,
        )
        grant = authorize(request, self._clock.now())
        if agent is None or not join.live:
            raise RefusedError(Reason.PC_OFF)
        return grant, agent

    async def _known_pc(self, name: str) -> OfficePc:
        try:
            return await self._store.pc(name)
        except UnknownError:
            raise RefusedError(Reason.PC_UNKNOWN) from None

    async def _started(self, grant: Grant, join: LiveJoin, agent: AttendingAgent) -> LiveSession:
        record = await self._written(grant, join)
        session = LiveSession(grant, record, join, agent, carried_at=self._clock.monotonic())
        try:
            self._registry.start(session)
        except RefusedError as refusal:
            self._write_later(record.number, refusal.reason, Traffic(0, 0), SERVICE)
            raise
        _log.info("session_opened", session=session_principal(record.number), identity=record.identity, pc=record.pc)
        return session

    async def _written(self, grant: Grant, join: LiveJoin) -> Session:
        """The session's row. The store finishes what it has begun, so a home PC that leaves meanwhile leaves a row."""
        writing = asyncio.ensure_future(
            self._store.open_session(
                grant.identity.identity,
                grant.organisation.code,
                grant.pc.pc,
                join.device,
                join.hostname,
                join.source,
                now=self._clock.now(),
            )
        )
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(self._abandoned)
            raise

    def _abandoned(self, writing: asyncio.Future[Session]) -> None:
        """Nobody waits for this session any more: if its row was written, it has ended too."""
        if not writing.cancelled() and writing.exception() is None:
            self._write_later(writing.result().number, Reason.LINE_LOST, Traffic(0, 0), SERVICE)

    async def _offered(self, session: LiveSession, session_key: str) -> Opened:
        number, now = session.number, self._clock.now()
        overlay = await self._overlay(session, slot_at(session.record.opened_at, now))
        certificate = await issue(
            self._authority, self._store, Profile.SESSION, session_key, session_principal(number), now=now
        )
        _require_alive(session)
        tokens = self._relay.expect(session.grant, number)
        await self._ask_agent(session, session_key, tokens, overlay)
        _require_alive(session)
        session.opened = True
        return Opened(number, session.record.pc, certificate.line, tokens.client)

    async def _ask_agent(self, session: LiveSession, key: str, tokens: Tokens, overlay: Overlay) -> None:
        screen = _screen_policy(session.grant.organisation)
        answer: asyncio.Future[Reason | None] = asyncio.get_running_loop().create_future()
        offers = session.agent.offers
        offers[session.number] = answer
        try:
            now = int(self._clock.now())
            session.agent.line.post(Offer(session.number, key, tokens.agent, overlay, screen, now))
            async with asyncio.timeout(OFFER_GRACE):
                refusal = await answer
        except TimeoutError:
            raise RefusedError(Reason.PC_OFF) from None
        finally:
            offers.pop(session.number, None)
        if refusal is not None:
            raise RefusedError(refusal)

    async def _overlay(self, session: LiveSession, slot: int) -> Overlay:
        session.slot = slot
        grant = session.grant
        key = await self._store.mark_key(grant.organisation.code)
        policy = session.join.organisation.policy
        session.stamped = _stamp_of(policy)
        return await asyncio.to_thread(overlay_for, key, grant.identity, grant.pc, session.record, slot, policy)

    # --- while it lives ---------------------------------------------------------------------------------------

    async def renew_overlay(self, session: LiveSession) -> None:
        """Send the next slot's overlay when its time has come. A failure ends the session: no picture unmarked."""
        slot = slot_at(session.record.opened_at, self._clock.now())
        wanted = (slot, _stamp_of(session.join.organisation.policy))
        if not session.opened or (session.slot, session.stamped) == wanted:
            return
        try:
            async with asyncio.timeout(OVERLAY_GRACE):
                overlay = await self._overlay(session, slot)
        except Exception:  # noqa: BLE001 - whatever the trouble is, without its mark there is no picture
            _log.exception("overlay_failed", session=session_principal(session.number))
            self.end(session.number, Reason.INTERNAL)
            return
        if session.ended is None:
            session.agent.line.post(NewOverlay(session.number, overlay))

    @staticmethod
    def new_rules(session: LiveSession, organisation: Organisation) -> None:
        """Tell the office PC what holds from now on; a new strength or text of the mark comes with the next overlay."""
        if session.opened and session.agent.live and session.agent.line.may_send(NewPolicy):
            session.agent.line.post(NewPolicy(session.number, _screen_policy(organisation)))

    def _joined(self, number: int) -> None:
        session = self._registry.session(number)
        if session is None:
            self._relay.cut(number)
            return
        session.carried_at = self._clock.monotonic()

    def _relay_over(self, number: int) -> None:
        """An end of the relay has gone by itself. Its control line says why, if it can, in a moment."""
        asyncio.get_running_loop().call_later(LAST_WORD, self.end, number, Reason.LINE_LOST)

    # --- ending -----------------------------------------------------------------------------------------------

    def end(self, number: int, reason: Reason, actor: Actor = SERVICE) -> None:
        """End a session now. Ending an unknown or ended one changes nothing."""
        if self._registry.session(number) is None:
            return
        traffic = self._relay.cut(number)  # first of all: from here on nothing is seen
        session = self._registry.finish(number, reason)
        self._tell(session, reason)
        self._write_later(number, reason, traffic, actor)
        _log.info("session_ended", session=session_principal(number), reason=reason.value, **traffic._asdict())

    def end_all_of(self, join: LiveJoin, reason: Reason) -> None:
        """End every session of a home PC."""
        for session in self._registry.sessions_of(join):
            self.end(session.number, reason)

    @staticmethod
    def _tell(session: LiveSession, reason: Reason) -> None:
        answer = session.agent.offers.get(session.number)
        if answer is not None and not answer.done():
            answer.set_result(reason)
        if session.agent.live and session.agent.line.may_send(Withdraw):
            session.agent.line.post(Withdraw(session.number, reason))
        if session.opened and session.join.live and session.join.line.may_send(Ended):
            session.join.line.post(Ended(session.number, reason))

    def _write_later(self, number: int, reason: Reason, traffic: Traffic, actor: Actor) -> None:
        self._endings.append(_Ending(number, reason, traffic, actor, self._clock.now()))
        self._unwritten.set()

    async def write_endings(self) -> None:
        """Write endings as they come, for ever. The service's root runs this as a task."""
        while True:
            await self._unwritten.wait()
            if not await self.flush():
                await asyncio.sleep(RETRY)

    async def flush(self) -> bool:
        """Write all endings that wait; False when the store would not take one."""
        while self._endings:
            ending = self._endings[0]
            try:
                await self._write(ending)
            except UnknownError:
                _log.exception("ending_of_unknown_session", session=session_principal(ending.number))
            except Exception:  # noqa: BLE001 - whatever the store's trouble is, the ending waits for it to pass
                _log.exception("ending_not_written", session=session_principal(ending.number))
                return False
            with contextlib.suppress(ValueError):
                self._endings.remove(ending)
        self._unwritten.clear()
        return True

    async def _write(self, ending: _Ending) -> None:
        await self._store.end_session(
            ending.number,
            ending.reason,
            bytes_down=ending.traffic.down,
            bytes_up=ending.traffic.up,
            actor=ending.actor,
            now=ending.at,
        )


def _require_alive(session: LiveSession) -> None:
    """Raises `RefusedError` when the session was ended while we were waiting."""
    if session.ended is not None:
        raise RefusedError(session.ended)
    if not session.join.live or not session.agent.live:
        raise RefusedError(Reason.PC_OFF)


def _check_session_key(line: str) -> None:
    try:
        parse_public(line)
    except KeyFormatError:
        raise RefusedError(Reason.PROTOCOL) from None


def _stamp_of(policy: Policy) -> tuple[int, str]:
    """What of the rules is in an overlay."""
    return policy.mark_strength, policy.mark_text


def _screen_policy(organisation: Organisation) -> ScreenPolicy:
    """The rules that an office PC is told."""
    policy = organisation.policy
    return ScreenPolicy(policy.forbidden_windows, policy.idle_after, policy.lock_at_end, policy.notice)
