"""A whole gateway in the test's own event loop, with one organisation, one ID and one office PC, all enrolled.

The store is the real one, on a file of its own; the clock can be moved.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher

from certs.authority import Authority
from certs.keys import new_key, public_line
from certs.keystore import MemoryKeyStore
from gateway.config import Address, Config, Listener
from gateway.door.door import AGENTS, CLIENTS, DoorLimits
from gateway.ports import Store
from gateway.records import Actor, NewIdentity, Segment
from gateway.service import OfficialsRoom, Ports, Service
from gateway.signin.passwords import Passwords
from tests.fakes.peers import (
    Dialler,
    HomePc,
    Line,
    OfficePcPeer,
    accept_offer,
    attending,
    dial_relay,
    enrol_home_pc,
    enrol_office_pc,
    joined,
)
from tests.fakes.store import BreakableStore
from wire import relay
from wire.messages import Offer, Open, Opened

OPERATOR = Actor("operator", "test")
LOCAL = Address("127.0.0.1", 0)


class MovableClock:
    """The real clocks, moved ahead by `ahead` seconds."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Unix seconds."""
        return time.time() + self.ahead

    def monotonic(self) -> float:
        """Monotonic seconds."""
        return time.monotonic() + self.ahead


@dataclass
class World:
    """The gateway and everybody in it."""

    service: Service
    ports: Ports
    store: Store
    authority: Authority
    clock: MovableClock

    @property
    def gateway_key(self) -> str:
        """The public key line of the authority that signs the gateway's host certificates."""
        return self.authority.public_keys().gateway

    def later(self, seconds: float) -> None:
        """So many seconds pass, in which the watch has gone on reading the store."""
        self.clock.ahead += seconds
        self.service.watch._store_seen_at = self.clock.monotonic()

    async def new_home(self, name: str = "関所 花子", emergency: float | None = None) -> HomePc:
        """Issue an ID, on an *emergency* quota of so many seconds if that is said, and enrol its home PC."""
        now, number = self.clock.now(), None
        if emergency is not None:
            granted = await self.store.grant_emergency("131016", 1, now + emergency, "災害", actor=OPERATOR, now=now)
            number = granted.number
        wanted = [NewIdentity(name, emergency=number)]
        ((_, code),) = await self.store.issue_identities(
            "131016", wanted, invitation_until=now + 3600, actor=OPERATOR, now=now
        )
        return await enrol_home_pc(self.ports.clients, code.reveal(), self.gateway_key)

    async def new_office(self, *users: str, name: str = "総務課-012") -> OfficePcPeer:
        """Invite an office PC for these IDs and enrol it."""
        now = self.clock.now()
        _, code = await self.store.invite_pc(
            "131016", name, Segment.LGWAN, users, expires_at=now + 3600, actor=OPERATOR, now=now
        )
        return await enrol_office_pc(self.ports.agents, code.reveal(), self.gateway_key)


@asynccontextmanager
async def running(
    store: Store | None = None,
    *,
    clients: DoorLimits = CLIENTS,
    agents: DoorLimits = AGENTS,
    officials: OfficialsRoom | None = None,
) -> AsyncIterator[World]:
    """A gateway with the organisation 千代田区, stopped in good order at the end."""
    store = store or BreakableStore()
    keystore = MemoryKeyStore()
    authority = Authority.create(keystore)
    clock = MovableClock()
    config = Config(Listener(LOCAL, LOCAL), Listener(LOCAL, LOCAL), Listener(LOCAL, Address("localhost", 0)))
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    rooms = officials or OfficialsRoom(quick)
    service = Service(config, store, authority, keystore, clock=clock, clients=clients, agents=agents, officials=rooms)
    if not await store.organisations():
        await store.add_organisation("131016", "千代田区", actor=OPERATOR, now=clock.now())
    ready: asyncio.Future[Ports] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(service.run(ready))
        waiting: set[asyncio.Future[None] | asyncio.Future[Ports]] = {task, ready}
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            await task
        yield World(service, ready.result(), store, authority, clock)
        service.stop()
        await task
    await store.close()


@dataclass
class Viewing:
    """A live session: both control lines and both ends of the relay."""

    client: Line
    agent: Line
    opened: Opened
    offer: Offer
    near: Dialler
    far: Dialler

    @property
    def number(self) -> int:
        """The session's number."""
        return self.opened.session


@asynccontextmanager
async def viewing(world: World, home: HomePc, office: OfficePcPeer) -> AsyncIterator[Viewing]:
    """A home PC that views its office PC: joined at the relay, both sides there."""
    async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
        opened, offer = await open_session(client, agent, office)
        near = await dial_relay(world.ports.clients, relay.opening(opened.token))
        far = await dial_relay(world.ports.agents, relay.opening(offer.token))
        assert [await near.answer(), await far.answer()] == [relay.Answer.JOINED, relay.Answer.JOINED]
        try:
            yield Viewing(client, agent, opened, offer, near, far)
        finally:
            await near.close()
            await far.close()


async def open_session(client: Line, agent: Line, office: OfficePcPeer) -> tuple[Opened, Offer]:
    """Ask for the office PC; its agent accepts."""
    client.say(Open(office.pc, public_line(new_key())))
    offer = await accept_offer(agent)
    return await client.hear_a(Opened), offer
