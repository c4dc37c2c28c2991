"""The agent at work: attend at the gateway for ever, and hold one session at a time.

The composition root: knows every concrete part and what happens between them. Decides little: `backoff` when to dial
again, `visit` how a session goes.
"""

import asyncio
import contextlib
import platform
import random
import socket
import time
from collections.abc import Callable

import msgspec
import structlog

from agent.backoff import Backoff
from agent.desk import Desk, Desktop
from agent.errors import AgentError, DesktopError, RefusedError, UntrustedError
from agent.stamping import stamper_for
from agent.state import StateDirectory, verified
from agent.uplink import Line, attend_line
from agent.visit import Host, Visit
from certs import renewal
from certs.errors import CertError
from certs.profiles import Profile
from watermark.errors import FontError, WatermarkError
from wire import VERSION
from wire import messages as m
from wire.fields import plain
from wire.message import Message
from wire.reasons import Reason

_log = structlog.get_logger()
_PUT_AWAY = 5.0  # seconds a session that is over may take to let go of the desktop
_RENEWAL_RETRY = 3600.0  # seconds between two requests for the same renewal


class Service:
    """Runs until cancelled."""

    def __init__(
        self, directory: StateDirectory, desktop: Desktop, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory = directory
        self._desktop = desktop
        self._clock = clock
        self._membership = directory.membership()
        self._key = directory.key()
        self._backoff = Backoff(random.SystemRandom())
        self._visit: Visit | None = None
        self._free = asyncio.Event()
        self._line: Line | None = None
        self._group = asyncio.TaskGroup()

    async def run(self) -> None:
        """Attend, and again when the line breaks. Ends only by cancellation: then the viewer is told."""
        await self._let_go()
        async with self._group:
            while True:
                began = self._clock()
                pause = 0.0
                try:
                    await self._attend()
                except RefusedError as error:
                    pause = error.retry_after
                    _log.warning("gateway_refused", reason=error.reason.value)
                except AgentError as error:
                    _log.warning("line_lost", cause=str(error))
                wait = self._backoff.failed(self._clock() - began, pause)
                _log.info("dialling_again", wait=round(wait, 2))
                await asyncio.sleep(wait)

    async def _let_go(self) -> None:
        """An agent that was killed could not release its viewer's keys: one that is down would repeat for ever."""
        try:
            await asyncio.to_thread(self._desktop.let_go)
        except DesktopError as error:
            _log.info("keys_not_released", cause=str(error))

    async def _attend(self) -> None:
        """One line, from dialling to its end."""
        async with attend_line(self._membership, self._key) as line:
            await line.send(m.Attend(VERSION, plain(socket.gethostname()), plain(platform.platform())))
            answer = await line.receive()
            if not isinstance(answer, m.Attending) or answer.pc != self._membership.pc:
                raise UntrustedError("The gateway took this PC for another.")
            _log.info("attending", pc=answer.pc, gateway=f"{self._membership.host}:{self._membership.port}")
            self._line = line
            try:
                await self._serve(line)
            finally:
                self._line = None

    async def _serve(self, line: Line) -> None:
        """Obey the gateway, and ask for new certificates when they are due."""
        renewing = self._group.create_task(self._renew(line))
        try:
            while True:
                await self._obey(line, await line.receive())
        finally:
            renewing.cancel()

    async def _obey(self, line: Line, message: Message) -> None:
        match message:
            case m.Offer():
                await self._consider(line, message)
            case m.NewOverlay():
                if (visit := self._visit_of(message.session)) is not None:
                    visit.stamp_with(message.overlay)
            case m.NewPolicy():
                if (visit := self._visit_of(message.session)) is not None:
                    visit.rule(message.policy)
            case m.Withdraw():
                if (visit := self._visit_of(message.session)) is not None:
                    visit.withdraw(message.reason)
            case m.Renewed():
                self._take_certificates(message)
            case _:
                raise UntrustedError(f"The gateway sent {type(message).__name__} to an attending PC.")

    def _visit_of(self, session: int) -> Visit | None:
        return self._visit if self._visit is not None and self._visit.number == session else None

    # --- offers ---------------------------------------------------------------------------------------------

    async def _consider(self, line: Line, offer: m.Offer) -> None:
        """Accept *offer* when the desktop can be shown, marked, to this viewer alone."""
        try:
            desk = await self._prepared(offer)
        except RefusedError as error:
            _log.warning("offer_refused", session=offer.session, reason=error.reason.value)
            await line.send(m.OfferRefused(offer.session, error.reason))
            return
        self._free.clear()
        self._visit = Visit(offer, Host(self._membership, self._key), desk, self._clock)
        self._group.create_task(self._host(self._visit))
        await line.send(m.OfferAccepted(offer.session))

    async def _prepared(self, offer: m.Offer) -> Desk:
        """The opened desk; raises `RefusedError` with what stands in the way."""
        if self._visit is not None and self._visit.ending:
            await self._put_away()
        if self._visit is not None:
            raise RefusedError(Reason.PC_BUSY)
        try:
            desk = await asyncio.to_thread(self._desktop.open)
        except DesktopError as error:
            _log.warning("desktop_not_opened", cause=str(error))
            raise RefusedError(Reason.PC_NO_SCREEN) from error
        try:
            await asyncio.to_thread(stamper_for, offer.overlay, desk.grabber.size)
        except (WatermarkError, ValueError) as error:
            desk.grabber.close()
            desk.close()
            _log.warning("mark_not_ready", cause=str(error))
            reason = Reason.PC_NO_FONT if isinstance(error, FontError) else Reason.PROTOCOL
            raise RefusedError(reason) from error
        return desk

    async def _put_away(self) -> None:
        """Wait for a session that is over to let go: its viewer may be back before its things are put away."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PUT_AWAY):
                await self._free.wait()

    async def _host(self, visit: Visit) -> None:
        reason = Reason.PC_LEFT
        try:
            reason = await visit.run()
        except Exception:  # noqa: BLE001 - a session's failure is its own; the agent attends on
            reason = Reason.INTERNAL
            _log.exception("session_failed", session=visit.number)
        finally:
            self._visit = None
            self._free.set()
            if visit.policy.lock_at_end:
                await asyncio.to_thread(self._desktop.lock)
        await self._report(m.SessionOver(visit.number, reason))

    async def _report(self, message: m.SessionOver) -> None:
        line = self._line
        if line is not None and line.may_send(m.SessionOver):
            try:
                await line.send(message)
            except AgentError as error:
                _log.warning("end_not_reported", session=message.session, cause=str(error))

    # --- certificates ---------------------------------------------------------------------------------------

    async def _renew(self, line: Line) -> None:
        """Ask for new certificates in the last third of the old ones' lives."""
        while True:
            now = time.time()
            try:
                facts = verified(self._membership, self._directory.key_line(), now)
            except CertError as error:
                _log.error("certificates_unusable", cause=str(error))
                return
            first = min(fact.expires_at for fact in facts)
            await asyncio.sleep(renewal.wait(first, Profile.MACHINE_DIAL.lifetime, now))
            try:
                await line.send(m.Renew())
            except AgentError:
                return
            await asyncio.sleep(_RENEWAL_RETRY)

    def _take_certificates(self, message: m.Renewed) -> None:
        """Keep the new certificates if they hold; the old ones stay otherwise."""
        if len(message.certificates) != 2:
            _log.warning("renewal_refused", cause="not two certificates")
            return
        dial, host = message.certificates
        renewed = msgspec.structs.replace(self._membership, dial_certificate=dial, host_certificate=host)
        try:
            verified(renewed, self._directory.key_line(), time.time())
            self._directory.save(renewed)
        except (CertError, AgentError) as error:
            _log.warning("renewal_refused", cause=str(error))
            return
        self._membership = renewed
        _log.info("certificates_renewed")
