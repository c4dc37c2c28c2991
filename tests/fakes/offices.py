"""An enrolled office PC at a fake gateway: the agent's service running, a desktop in memory, and viewers to let in."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from agent.desk import Desktop
from agent.enrolment import enrol
from agent.service import Service
from agent.state import StateDirectory
from certs.keys import new_key, public_line
from tests.fakes.checkpoint import Checkpoint, Guest, Talk
from tests.fakes.desktop import FakeDesktop
from wire import messages as m
from wire.reasons import Reason
from wire.ssh import session_principal

SESSION = 0x0000_0000_002A
DEADLINE = 30.0  # seconds


@dataclass
class Office:
    """Everything a test of one session needs."""

    checkpoint: Checkpoint
    directory: StateDirectory
    service: Service
    running: asyncio.Task[None]
    talk: Talk
    guests: list[Guest] = field(default_factory=list)

    async def offer(self, session: int = SESSION, policy: m.ScreenPolicy | None = None) -> "Ticket":
        """Offer a session; the answer is the test's to read."""
        key = new_key()
        offer = self.checkpoint.offer(session, public_line(key), policy)
        self.talk.send(offer)
        return Ticket(self.checkpoint, offer, key)

    async def accepted(self, session: int = SESSION, policy: m.ScreenPolicy | None = None) -> "Ticket":
        """Offer a session that the office PC accepts."""
        ticket = await self.offer(session, policy)
        assert await self.talk.receive() == m.OfferAccepted(session)
        return ticket

    async def viewed(self, session: int = SESSION, policy: m.ScreenPolicy | None = None) -> Guest:
        """A viewer with the screen open."""
        return await self.guest_of(await self.accepted(session, policy))

    async def guest_of(self, ticket: "Ticket") -> Guest:
        """The holder of *ticket*, with the screen open."""
        self.guests.append(await Guest.open(await ticket.dial()))
        return self.guests[-1]

    async def viewed_after_end(self, session: int) -> Guest:
        """A viewer who comes while the last session is being put away; its end may be told before or after."""
        ticket = await self.offer(session)
        while (message := await self.talk.receive()) != m.OfferAccepted(session):
            assert isinstance(message, m.SessionOver), message
        return await self.guest_of(ticket)

    @staticmethod
    def now() -> float:
        """Unix seconds."""
        return time.time()

    async def restart(self) -> None:
        """Stop the service and start it again from its directory."""
        await _stopped(self.running)
        self.service = Service(self.directory, FakeDesktop())
        self.running = asyncio.ensure_future(self.service.run())
        async with asyncio.timeout(DEADLINE):
            self.talk = await self.checkpoint.attending.get()

    async def over(self, session: int = SESSION) -> Reason:
        """Why the office PC says that the session ended."""
        message = await self.talk.receive()
        assert isinstance(message, m.SessionOver)
        assert message.session == session
        return message.reason


@dataclass
class Ticket:
    """What the gateway gave a viewer: where, and the session's key."""

    checkpoint: Checkpoint
    offer: m.Offer
    key: bytes

    @property
    def username(self) -> str:
        """The session's name."""
        return session_principal(self.offer.session)

    def certificate(self, now: float | None = None) -> str:
        """The session certificate, issued at *now*."""
        return self.checkpoint.session_certificate(self.offer.session, self.offer.session_key, now)

    async def dial(
        self, *, username: str | None = None, key: bytes | None = None, certificate: str | None = ""
    ) -> asyncssh.SSHClientConnection:
        """Join and log in, with whatever the test changes about it; no certificate at all when it is None."""
        joined = await self.checkpoint.join(self.offer.token)
        shown = self.certificate() if certificate == "" else certificate
        return await self.checkpoint.dial_pc(joined, username or self.username, key or self.key, shown)


@contextlib.asynccontextmanager
async def office(path: Path, desktop: Desktop | None = None) -> AsyncIterator[Office]:
    """Enrol, attend, and end it all again."""
    async with Checkpoint() as checkpoint:
        directory = StateDirectory(path)
        await enrol(checkpoint.invitation(), directory, time.time())
        service = Service(directory, desktop or FakeDesktop())
        running = asyncio.ensure_future(service.run())
        try:
            async with asyncio.timeout(DEADLINE):
                talk = await checkpoint.attending.get()
            found = Office(checkpoint, directory, service, running, talk)
            yield found
            running = found.running
            for guest in found.guests:
                guest.connection.abort()
                await guest.connection.wait_closed()
        finally:
            await _stopped(running)


async def _stopped(running: asyncio.Task[None]) -> None:
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def until(condition: Callable[[], bool], what: str) -> None:
    """Give the loop a turn until *condition* holds."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.005)
