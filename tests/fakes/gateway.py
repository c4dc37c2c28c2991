"""A whole gateway in the test's own event loop, with one organisation, one ID and one office PC, all enrolled.

The store is the one in memory unless a test brings the real one; the clock can be moved.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from certs.authority import Authority
from certs.keystore import MemoryKeyStore
from gateway.config import Address, Config, Listener
from gateway.door import AGENTS, CLIENTS, DoorLimits
from gateway.ports import Store
from gateway.records import Actor, Segment
from gateway.service import Ports, Service
from tests.fakes.peers import HomePc, OfficePcPeer, enrol_home_pc, enrol_office_pc
from tests.fakes.store import MemoryStore

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

    async def new_home(self, name: str = "関所 花子") -> HomePc:
        """Issue an ID and enrol its home PC."""
        now = self.clock.now()
        _, code = await self.store.issue_identity("131016", name, expires_at=now + 3600, actor=OPERATOR, now=now)
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
    store: Store | None = None, *, clients: DoorLimits = CLIENTS, agents: DoorLimits = AGENTS
) -> AsyncIterator[World]:
    """A gateway with the organisation 千代田区, stopped in good order at the end."""
    store = store or MemoryStore()
    keystore = MemoryKeyStore()
    authority = Authority.create(keystore)
    clock = MovableClock()
    config = Config(Listener(LOCAL, LOCAL), Listener(LOCAL, LOCAL), LOCAL)
    service = Service(config, store, authority, keystore, clock=clock, clients=clients, agents=agents)
    await store.add_organisation("131016", "千代田区", actor=OPERATOR, now=clock.now())
    ready: asyncio.Future[Ports] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(service.run(ready))
        done, _ = await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            await task
        yield World(service, ready.result(), store, authority, clock)
        service.stop()
        await task
