"""One session from the offer to its end: dial the relay, admit the viewer, show the screen, put everything away.

Knows the order of things and what each ending means. Every way out releases keys, notice and screen.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import asyncssh
import structlog

from agent import guest, relaydial
from agent.desk import Desk
from agent.errors import AgentError, RefusedError
from agent.forbidden import Forbidden
from agent.notice import DEFAULT
from agent.pipeline import Pipeline
from agent.session import ScreenSession
from agent.state import Membership
from agent.viewer import Viewer
from tunnel.options import keypair
from wire.messages import Offer, Overlay, ScreenPolicy
from wire.reasons import Reason

_GOODBYE: Final = 1.0  # seconds for the viewer to hang up
_LET_GO: Final = 4.0  # seconds for the pictures' thread to end; a picture takes a twentieth of one
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Host:
    """Who we are to a viewer."""

    membership: Membership
    private_key: bytes


class Visit:
    """One viewer's session. Made on the event loop, with the desk already open."""

    def __init__(self, offer: Offer, host: Host, desk: Desk, clock: Callable[[], float]) -> None:
        self.number = offer.session
        self.policy = offer.policy
        self._offer = offer
        self._host = host
        self._desk = desk
        self._clock = clock
        self._offered_at = clock()
        self._session = ScreenSession(offer.policy.idle_after, clock())
        self._ruled = asyncio.Event()
        self._viewer = Viewer(self.number, desk, self._session, self._pipeline, clock)

    def _pipeline(self, viewer: Viewer) -> Pipeline:
        forbidden = Forbidden(self.policy.forbidden)
        resizable = self._desk.resolution.may_follow
        return Pipeline(self._desk.grabber, self._offer.overlay, forbidden, viewer, self._clock, resizable=resizable)

    def withdraw(self, reason: Reason) -> None:
        """End it at once."""
        self._viewer.end(reason)

    def stamp_with(self, overlay: Overlay) -> None:
        """A new time slot has begun."""
        self._viewer.stamp_with(overlay)

    def rule(self, policy: ScreenPolicy) -> None:
        """The organisation's rules have changed. The notice on the screen stays as it began."""
        self.policy = policy
        self._session.set_idle_after(policy.idle_after)
        self._viewer.forbid(policy.forbidden)
        self._ruled.set()

    async def run(self) -> Reason:
        """Host the session to its end, and say why it ended. Raises nothing but cancellation."""
        reason = Reason.INTERNAL
        connection: asyncssh.SSHServerConnection | None = None
        try:
            connection = await self._admit()
            reason = await self._watch() if connection is not None else self._viewer.over.result()
        except RefusedError as error:
            reason = error.reason
        except AgentError as error:
            _log.warning("session_failed", session=self.number, cause=str(error))
            reason = Reason.LINE_LOST
        except asyncio.CancelledError:
            reason = Reason.PC_LEFT
            raise
        except Exception:  # noqa: BLE001 - whatever it is ends this session alone, and is logged
            _log.exception("session_failed", session=self.number)
        finally:
            await self._put_away(connection, reason)
        return reason

    @property
    def ending(self) -> bool:
        """Whether the session is over and only its things are still being put away."""
        return self._viewer.over.done()

    async def _admit(self) -> asyncssh.SSHServerConnection | None:
        """The admitted connection; None when the session was withdrawn first."""
        admitting = asyncio.ensure_future(self._admitted())
        try:
            await asyncio.wait((admitting, self._viewer.over), return_when=asyncio.FIRST_COMPLETED)
            return admitting.result() if admitting.done() else None
        finally:
            if not admitting.done():
                admitting.cancel()
                await asyncio.wait((admitting,))

    async def _admitted(self) -> asyncssh.SSHServerConnection:
        membership = self._host.membership
        joined = await relaydial.dial(membership.host, membership.port, self._offer.token)
        expected = guest.Expected(self.number, self._offer.session_key, membership.authorities.session)
        key = keypair(self._host.private_key, membership.host_certificate)
        return await guest.admit(joined, key, expected, self._viewer, self._gateway_now)

    def _gateway_now(self) -> float:
        """The gateway's clock, in Unix seconds: this PC's own may be minutes off, and a session certificate is not."""
        return self._offer.now + self._clock() - self._offered_at

    async def _watch(self) -> Reason:
        """Wait for the end; an idle viewer is one."""
        self._desk.notice.show(self._offer.policy.notice or DEFAULT)
        _log.info("session_begins", session=self.number)
        while True:
            wait = self._session.idle_wait(self._clock())
            if wait <= 0.0:
                return Reason.IDLE
            self._ruled.clear()
            ruled = asyncio.ensure_future(self._ruled.wait())
            await asyncio.wait((self._viewer.over, ruled), timeout=wait, return_when=asyncio.FIRST_COMPLETED)
            ruled.cancel()
            if self._viewer.over.done():
                return self._viewer.over.result()

    async def _put_away(self, connection: asyncssh.SSHServerConnection | None, reason: Reason) -> None:
        """Every step, whatever becomes of the one before it."""
        self._viewer.end(reason)
        async with contextlib.AsyncExitStack() as steps:
            if connection is not None:
                steps.push_async_callback(_parted, connection)
            steps.callback(self._desk.close)
            steps.push_async_callback(self._let_go, reason)
        _log.info("session_over", session=self.number, reason=reason.value)

    async def _let_go(self, reason: Reason) -> None:
        try:
            async with asyncio.timeout(_LET_GO):
                await self._viewer.close(reason)
        except TimeoutError:
            _log.error("screen_stuck", session=self.number)  # its thread may still use it: it is left alone
        else:
            self._desk.grabber.close()


async def _parted(connection: asyncssh.SSHServerConnection) -> None:
    """Give the goodbye a moment to arrive: a viewer that has heard it hangs up first."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE):
            await connection.wait_closed()
    connection.abort()
