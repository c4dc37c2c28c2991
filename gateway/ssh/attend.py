"""The attend conversation: an office PC waits for offers, answers them, ends sessions and renews its certificates.

Knows the order of the conversation. Offers are made in `gateway.live.sessions`.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from certs.authority import Authority
from certs.issuing import issue
from certs.profiles import Profile
from certs.verify import Verified
from gateway import log
from gateway.audit.chain import NATIONAL
from gateway.audit.events import AttendBegun, AttendRefused
from gateway.clock import Clock
from gateway.errors import RefusedError, UnknownError
from gateway.live.cut import Cutter
from gateway.live.diary import Diary
from gateway.live.registry import AttendingAgent, Registry
from gateway.live.sessions import Sessions
from gateway.ports import Store
from gateway.records import OfficePc, PcState, Segment
from gateway.ssh.channel import Channel
from gateway.ssh.proven import believe
from gateway.ssh.server import Guest
from wire import limits
from wire.errors import RemoteProtocolError
from wire.kinds import VERSION
from wire.messages import Attend, Attending, Bye, OfferAccepted, OfferRefused, Renew, Renewed, SessionOver
from wire.rate import TokenBucket
from wire.reasons import Reason

RENEW_RATE: Final = 1 / 3600  # renewals a second; an honest agent asks once in weeks
RENEW_BURST: Final = 5.0

# What an office PC can know of an ending or a refusal. It cannot say that an administrator ended a session, or that
# somebody's ID was revoked: that would stand in the audit, and be told to the person, on the word of a broken PC.
ENDINGS: Final = frozenset(
    {
        Reason.LEFT,
        Reason.IDLE,
        Reason.LINE_LOST,
        Reason.PC_LEFT,
        Reason.PC_NO_SCREEN,
        Reason.PC_NO_FONT,
        Reason.CERTIFICATE,
        Reason.VERSION,
        Reason.TIMEOUT,
        Reason.PROTOCOL,
        Reason.INTERNAL,
    }
)
REFUSALS: Final = frozenset({Reason.PC_BUSY, Reason.PC_NO_SCREEN, Reason.PC_NO_FONT, Reason.PROTOCOL, Reason.INTERNAL})

_log = log.get("attend")


@dataclass(frozen=True, slots=True)
class AttendDesk:
    """What the conversation needs; one for the listener."""

    store: Store
    authority: Authority
    registry: Registry
    sessions: Sessions
    cutter: Cutter
    diary: Diary
    clock: Clock

    async def hold(self, channel: Channel, guest: Guest) -> None:
        """The whole conversation."""
        try:
            async with asyncio.timeout(limits.JOIN_GRACE):
                entered = await self._enter(channel, guest)
        except RefusedError as refusal:
            await self._note_refusal(guest, refusal.reason)
            raise
        if entered is None:
            return
        believed, agent = entered
        guest.place.leave()
        begun = AttendBegun(pc=agent.pc.pc, source=guest.source)
        self.diary.note(agent.pc.organisation, begun, who=agent.pc.pc)
        _log.info("agent_attends", pc=agent.pc.pc, source=guest.source)
        leaving = Reason.INTERNAL
        try:
            await _Duty(self, channel, agent, believed).hold()
            leaving = Reason.PC_LEFT
        except RefusedError as refusal:
            leaving = refusal.reason
            raise
        except RemoteProtocolError:
            leaving = Reason.PROTOCOL
            raise
        finally:
            self.cutter.agent(agent, leaving)
            _log.info("agent_left", pc=agent.pc.pc, source=guest.source)

    async def _enter(self, channel: Channel, guest: Guest) -> tuple[Verified, AttendingAgent] | None:
        """Who came, once it has proved itself and asked to attend; None when it did not ask."""
        believed = await believe(guest, Profile.MACHINE_DIAL, self.authority, self.store, self.clock.now())
        attend = await channel.receive()
        if not isinstance(attend, Attend):
            return None
        if attend.version != VERSION:
            raise RefusedError(Reason.VERSION)
        return believed, await self._attend(channel, believed)

    async def _note_refusal(self, guest: Guest, reason: Reason) -> None:
        try:
            chain = (await self.store.pc(guest.user)).organisation
        except UnknownError:
            chain = NATIONAL
        self.diary.note(chain, AttendRefused(pc=guest.user, source=guest.source, reason=reason.value), who=guest.user)

    async def _attend(self, channel: Channel, believed: Verified) -> AttendingAgent:
        """Register, then look once more: a retirement is either seen here or by the watch, which now knows us."""
        pc = await self._enrolled(believed.subject)
        earlier = self.registry.agent_of(pc.pc)
        if earlier is not None:
            self.cutter.agent(earlier, Reason.SECOND_LOGIN)
        agent = AttendingAgent(pc, {believed.serial}, channel, believed.expires_at)
        channel.post(Attending(pc.pc, pc.name))
        self.registry.attend(agent)
        try:
            await self._enrolled(pc.pc)
            await self.store.check_certificate(believed.serial)
        except BaseException:
            self.registry.depart(agent)
            raise
        return agent

    async def _enrolled(self, name: str) -> OfficePc:
        try:
            pc = await self.store.pc(name)
        except UnknownError:
            raise RefusedError(Reason.PC_UNKNOWN) from None
        if pc.state is not PcState.ENROLLED:
            raise RefusedError(Reason.PC_RETIRED)
        if pc.segment is Segment.MY_NUMBER:
            raise RefusedError(Reason.MY_NUMBER)
        return pc


class _Duty:
    """An office PC between Attending and its leaving."""

    def __init__(self, desk: AttendDesk, channel: Channel, agent: AttendingAgent, believed: Verified) -> None:
        self._desk = desk
        self._channel = channel
        self._agent = agent
        self._believed = believed
        self._renewals = TokenBucket(RENEW_RATE, RENEW_BURST, desk.clock.monotonic())

    async def hold(self) -> None:
        """Listen until the office PC leaves or is cut."""
        async for message in self._channel:
            match message:
                case OfferAccepted():
                    self._answered(message.session, None)
                case OfferRefused():
                    self._answered(message.session, message.reason if message.reason in REFUSALS else Reason.PC_OFF)
                case SessionOver():
                    self._over(message)
                case Renew():
                    await self._renew()
                case Bye():
                    return
                case _:
                    raise AssertionError(f"the table of legal messages let {type(message).__name__} through")

    def _answered(self, number: int, refusal: Reason | None) -> None:
        answer = self._agent.offers.get(number)
        if answer is not None and not answer.done():
            answer.set_result(refusal)

    def _over(self, message: SessionOver) -> None:
        session = self._desk.registry.session(message.session)
        if session is not None and session.agent is self._agent:
            self._desk.sessions.end(session.number, message.reason if message.reason in ENDINGS else Reason.PC_LEFT)

    async def _renew(self) -> None:
        desk, believed, now = self._desk, self._believed, self._desk.clock.now()
        if not self._renewals.allow(desk.clock.monotonic()):
            raise RefusedError(Reason.TOO_FAST)
        await desk.store.check_certificate(believed.serial)
        lines = []
        for profile in (Profile.MACHINE_DIAL, Profile.MACHINE_HOST):
            certificate = await issue(
                desk.authority, desk.store, profile, believed.public_key, believed.subject, now=now
            )
            self._agent.serials.add(certificate.serial)
            self._agent.until = max(self._agent.until, certificate.expires_at)
            lines.append(certificate.line)
        _log.info("machine_renewed", pc=believed.subject)
        await self._channel.send(Renewed(tuple(lines)))
