"""The join conversation: a home PC passes the checkpoint, is watched while it stays, and opens an office PC.

Knows the order of the conversation. Decisions are in `gateway.auth`, sessions in `gateway.live.sessions`.
"""

import asyncio
import contextlib
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from certs.authority import Authority
from certs.issuing import issue
from certs.profiles import Profile
from gateway import log
from gateway.audit.events import JoinEnded, OpenRefused
from gateway.auth import posture
from gateway.auth.entry import FINAL, Entry, ProvenDevice, proved_at
from gateway.clock import Clock
from gateway.errors import FloodError, RefusedError, StoreError, UnknownError
from gateway.live.cut import Cutter
from gateway.live.diary import Diary
from gateway.live.registry import LiveJoin, Registry
from gateway.live.sessions import Sessions
from gateway.metrics import Metrics
from gateway.ports import Store
from gateway.records import Login
from gateway.ssh.channel import Channel
from gateway.ssh.proven import believe
from gateway.ssh.server import Guest
from wire import limits
from wire.errors import RemoteProtocolError
from wire.message import Message
from wire.messages import Admitted, Bye, Close, Join, Open, Refused, Report
from wire.rate import TokenBucket
from wire.reasons import Reason

OPEN_RATE: Final = 0.2  # openings a second; each writes a row and a certificate
OPEN_BURST: Final = 5.0
REPORT_RATE: Final = 1.0  # reports a second; an honest client sends one in thirty
REPORT_BURST: Final = 10.0
TICKET_EVERY: Final = 25.0  # seconds between two writes of a live join's ticket

_log = log.get("join")


@dataclass(frozen=True, slots=True)
class JoinDesk:
    """What the conversation needs; one for the listener."""

    store: Store
    authority: Authority
    registry: Registry
    sessions: Sessions
    cutter: Cutter
    entry: Entry
    diary: Diary
    clock: Clock
    metrics: Metrics

    async def hold(self, channel: Channel, guest: Guest) -> None:
        """The whole conversation."""
        device = await self._known(guest)
        async with asyncio.timeout(limits.JOIN_GRACE):
            admission = await self._pass(channel, device)
            if admission is None:
                return
            live = await self._admit(channel, device, *admission)
        guest.place.leave()
        leaving = Reason.INTERNAL
        try:
            leaving = await _Stay(self, channel, live).hold()
        except RefusedError as refusal:
            leaving = refusal.reason
            raise
        except RemoteProtocolError:
            leaving = Reason.PROTOCOL
            raise
        finally:
            self.cutter.join(live, leaving)

    async def _known(self, guest: Guest) -> ProvenDevice:
        """As `_proven`; a certificate that was revoked or replaced is on record like any other refused join."""
        try:
            return await self._proven(guest)
        except RefusedError as refusal:
            self.metrics.join_refused(refusal.reason)
            self.entry.check_rate(guest.user)
            await self.store.refuse_join(guest.user, guest.source, refusal.reason, now=self.clock.now())
            raise

    async def _proven(self, guest: Guest) -> ProvenDevice:
        """The home PC behind a proved certificate; its key must still be an enrolled device of that ID."""
        believed = await believe(guest, Profile.DEVICE, self.authority, self.store, self.clock.now())
        try:
            device = await self.store.device(believed.fingerprint)
        except UnknownError:
            raise RefusedError(Reason.CERTIFICATE) from None
        if device.identity != believed.subject:
            raise RefusedError(Reason.CERTIFICATE)
        return ProvenDevice(believed.subject, believed.fingerprint, believed.public_key, believed.serial, guest.source)

    # --- passing ------------------------------------------------------------------------------------------------

    async def _pass(self, channel: Channel, device: ProvenDevice) -> tuple[Login, Join] | None:
        """Up to three tries; None when the home PC left or has used them up."""
        for tries_left in reversed(range(limits.JOIN_TRIES)):
            message = await channel.receive()
            if not isinstance(message, Join):
                return None
            try:
                return await self.entry.check(device, message), message
            except RefusedError as refusal:
                final = not tries_left or refusal.reason in FINAL
                await self._refuse(channel, device, refusal, final=final)
                if final:
                    return None
        return None

    async def _refuse(self, channel: Channel, device: ProvenDevice, refusal: RefusedError, *, final: bool) -> None:
        self.metrics.join_refused(refusal.reason)
        _log.info("join_refused", identity=device.identity, source=device.source, reason=refusal.reason.value)
        if not isinstance(refusal, FloodError):
            await self.store.refuse_join(device.identity, device.source, refusal.reason, now=self.clock.now())
        await channel.send(Refused(refusal.reason, refusal.retry_after, final))

    async def _admit(self, channel: Channel, device: ProvenDevice, login: Login, join: Join) -> LiveJoin:
        identity, policy, now = login.identity.identity, login.organisation.policy, self.clock.now()
        ticket = secrets.token_bytes(limits.TOKEN_BYTES)
        certificate = await issue(self.authority, self.store, Profile.DEVICE, device.public_key, identity, now=now)
        pcs = tuple(await self.store.pcs_of(identity))
        digest, until = hashlib.sha256(ticket).digest(), now + policy.resume_within
        await self.store.record_join(identity, device.fingerprint, device.source, digest, until, now=now)
        live = LiveJoin(
            identity=login.identity,
            organisation=login.organisation,
            device=device.fingerprint,
            hostname=join.hostname,
            source=device.source,
            serials={device.serial, certificate.serial},
            pcs=pcs,
            line=channel,
            posture=join.posture,
            seen_at=self.clock.monotonic() - join.posture.age,
            proved_at=proved_at(login, resumed=join.ticket is not None, now=now),
            addresses=login.addresses,
        )
        await self._enter(live, device)
        self.metrics.joins.labels(result="admitted", reason="ticket" if join.ticket else "code").inc()
        _log.info("join_admitted", identity=identity, source=device.source, resumed=join.ticket is not None)
        listed = self.registry.list_for(live.pcs)
        channel.post(
            Admitted(
                identity, login.identity.name, listed, certificate.line, ticket, policy.resume_within, policy.notice
            )
        )
        return live

    async def _enter(self, live: LiveJoin, device: ProvenDevice) -> None:
        """Register, then look once more: a revocation is either seen here or by the watch, which now knows us."""
        self.cutter.identity(live.identity.identity, Reason.SECOND_LOGIN)
        self.registry.admit(live)
        try:
            await self.store.login(live.identity.identity)
            await self.store.check_certificate(device.serial)
            if not live.live:
                raise RefusedError(Reason.REVOKED)
        except BaseException as error:
            self.registry.leave(live)
            reason = error.reason if isinstance(error, RefusedError) else Reason.INTERNAL
            ended = JoinEnded(identity=live.identity.identity, device=live.device, reason=reason.value)
            self.diary.note(live.organisation.code, ended)
            raise


class _Stay:
    """A home PC between Admitted and its leaving."""

    def __init__(self, desk: JoinDesk, channel: Channel, live: LiveJoin) -> None:
        self._desk = desk
        self._channel = channel
        self._live = live
        now = desk.clock.monotonic()
        self._openings = TokenBucket(OPEN_RATE, OPEN_BURST, now)
        self._reports = TokenBucket(REPORT_RATE, REPORT_BURST, now)
        self._ticket_at = now

    async def hold(self) -> Reason:
        """Listen until the home PC leaves or is cut; returns whether it LEFT or its line was lost."""
        opening: asyncio.Task[None] | None = None
        try:
            async for message in self._channel:
                if isinstance(message, Open):
                    # In a task of its own, because reports must be heard meanwhile; kept, awaited and never two.
                    opening = asyncio.get_running_loop().create_task(self._open(message))
                elif isinstance(message, Bye):
                    return Reason.LEFT
                else:
                    await self._heard(message)
            return Reason.LINE_LOST
        finally:
            if opening is not None:
                opening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await opening

    async def _heard(self, message: Message) -> None:
        """Act on one message."""
        match message:
            case Report():
                await self._report(message)
            case Close():
                session = self._desk.registry.session(message.session)
                if session is not None and session.join is self._live:
                    self._desk.sessions.end(session.number, Reason.LEFT)
            case _:
                raise AssertionError(f"the table of legal messages let {type(message).__name__} through")

    async def _report(self, report: Report) -> None:
        """Decide again. An unfit home PC loses its picture at once."""
        desk, live = self._desk, self._live
        monotonic, now = desk.clock.monotonic(), desk.clock.now()
        if not self._reports.allow(monotonic):
            raise RefusedError(Reason.TOO_FAST)
        posture.decide(report.posture, live.organisation.policy, live.addresses, now)
        live.posture, live.seen_at = report.posture, monotonic - report.posture.age
        if monotonic - self._ticket_at >= TICKET_EVERY:
            self._ticket_at = monotonic
            await self._keep_ticket(now)

    async def _keep_ticket(self, now: float) -> None:
        """The ticket does not age while its holder is here. A store that cannot write puts nobody out for that."""
        live = self._live
        try:
            await self._desk.store.extend_ticket(live.device, now + live.organisation.policy.resume_within, now=now)
        except StoreError as error:
            facts = {"identity": live.identity.identity, "source": live.source}
            _log.warning("ticket_not_extended", reason=Reason.INTERNAL.value, error=str(error), **facts)

    async def _open(self, wanted: Open) -> None:
        """Answer one Open. Nothing that goes wrong here may end the stay."""
        try:
            if not self._openings.allow(self._desk.clock.monotonic()):
                raise RefusedError(Reason.TOO_FAST, retry_after=1 / OPEN_RATE)
            answer: Message = await self._desk.sessions.open(self._live, wanted)
        except RefusedError as refusal:
            _log.info("open_refused", reason=refusal.reason.value, **self._wish(wanted))
            self._note_refusal(wanted, refusal.reason)
            answer = Refused(refusal.reason, refusal.retry_after, final=False)
        except StoreError as error:
            _log.error("open_failed", reason=Reason.INTERNAL.value, error=str(error), **self._wish(wanted))
            answer = Refused(Reason.INTERNAL, 0.0, final=False)
        except Exception:  # noqa: BLE001 - whatever it is, the home PC must have its answer
            _log.exception("open_failed", reason=Reason.INTERNAL.value, **self._wish(wanted))
            answer = Refused(Reason.INTERNAL, 0.0, final=False)
        if self._channel.may_send(type(answer)):
            self._channel.post(answer)

    def _note_refusal(self, wanted: Open, reason: Reason) -> None:
        if reason is not Reason.TOO_FAST:
            event = OpenRefused(identity=self._live.identity.identity, pc=wanted.pc, reason=reason.value)
            self._desk.diary.note(self._live.organisation.code, event)

    def _wish(self, wanted: Open) -> dict[str, str]:
        """Who asked for what, for the log."""
        return {"identity": self._live.identity.identity, "source": self._live.source, "pc": wanted.pc}
