"""The watch: orders reach what is live within a second, and whoever cannot be proved fit is cut."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from certs.keys import fingerprint
from gateway.errors import StoreError
from gateway.live import watch
from gateway.policy import Policy
from gateway.records import Actor, Order
from tests.fakes.gateway import Viewing, World, running, viewing
from tests.fakes.peers import HomePc, OfficePcPeer, joined
from tests.fakes.store import BreakableStore
from wire.messages import Bye, Ended, Withdraw
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


async def revoke_identity(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """`id revoke`."""
    await world.store.revoke_identity(home.identity, actor=OPERATOR, now=world.clock.now())
    return Reason.REVOKED


async def retire_pc(world: World, _home: HomePc, office: OfficePcPeer, _view: Viewing) -> Reason:
    """`pc retire`."""
    await world.store.retire_pc(office.pc, actor=OPERATOR, now=world.clock.now())
    return Reason.PC_RETIRED


async def end_session(world: World, _home: HomePc, _office: OfficePcPeer, view: Viewing) -> Reason:
    """`session end`."""
    await world.store.order_session_end(view.number, actor=OPERATOR, now=world.clock.now())
    return Reason.ENDED_BY_ADMIN


async def revoke_certificate(world: World, home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """The certificate that the home PC came with or was given."""
    join = world.service.registry.join_of(home.identity)
    assert join is not None
    await world.store.revoke_certificate(min(join.serials), actor=OPERATOR, now=world.clock.now())
    return Reason.REVOKED


async def forbid_linux(world: World, _home: HomePc, _office: OfficePcPeer, _view: Viewing) -> Reason:
    """New rules that the home PC does not meet."""
    policy = Policy(os_families=("windows",))
    await world.store.set_policy("131016", policy, actor=OPERATOR, now=world.clock.now())
    return Reason.OS_UNSUPPORTED


Act = Callable[[World, HomePc, OfficePcPeer, Viewing], Awaitable[Reason]]


@pytest.mark.parametrize("act", [revoke_identity, retire_pc, end_session, revoke_certificate, forbid_linux])
async def test_an_order_cuts_the_live_picture_within_a_second(act: Act) -> None:
    """From the administrator's act to the closed socket at the home PC: under a second; everybody learns why."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            began = time.monotonic()
            reason = await act(world, home, office, view)
            assert await view.near.gone() == b""
            assert time.monotonic() - began < 1.0
            assert await view.client.hear_a(Ended) == Ended(view.number, reason)
            assert await view.agent.hear_a(Withdraw) == Withdraw(view.number, reason)
            await world.service.sessions.flush()
            assert (await world.store.session(view.number)).reason is reason


async def test_nobody_elses_session_is_touched_by_an_order() -> None:
    """Of two live sessions, only the revoked one ends."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        mine, theirs = await world.new_office(home.identity), await world.new_office(other.identity)
        async with viewing(world, home, mine) as view, viewing(world, other, theirs) as bystander:
            await world.store.revoke_identity(home.identity, actor=OPERATOR, now=world.clock.now())
            assert (await view.client.hear_a(Ended)).reason is Reason.REVOKED
            bystander.far.writer.write(b"still here")
            assert await bystander.near.reader.readexactly(10) == b"still here"


async def test_ninety_seconds_without_a_report_cut_the_picture() -> None:
    """A home PC that says nothing of its state is not trusted any longer."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            world.later(89)
            view.far.writer.write(b"x")
            assert await view.near.reader.readexactly(1) == b"x"
            world.later(2)
            assert await view.near.gone() == b""
            assert (await view.client.ended())[-1] == Bye(Reason.POSTURE_STALE)


async def test_a_store_that_is_silent_for_fifteen_seconds_cuts_everybody() -> None:
    """A revocation may wait in a store that cannot be read: after 15 s nobody can be proved fit."""
    store = BreakableStore()
    async with running(store) as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            store.broken = StoreError("The store does not answer.")
            world.clock.ahead += 14
            await world.service.watch.check()
            assert world.service.registry.session(view.number) is not None
            world.clock.ahead += 2
            assert await view.near.gone() == b""
            assert (await view.client.ended())[-1] == Bye(Reason.INTERNAL)
            store.broken = None
            await world.service.sessions.flush()
            assert (await store.session(view.number)).ended_at is not None


async def test_a_store_that_hangs_counts_as_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that gets no answer is given up, so that the other limits are still watched."""
    monkeypatch.setattr(watch, "POLL_LIMIT", 0.05)
    store = BreakableStore()
    async with running(store) as world:

        async def hang(_number: int) -> list[Order]:
            await asyncio.Event().wait()
            return []

        monkeypatch.setattr(store, "orders_since", hang)
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            world.clock.ahead += 16
            assert (await line.ended())[-1] == Bye(Reason.INTERNAL)


async def test_the_longest_session_ends() -> None:
    """A session ends when its grant does, however well the home PC behaves."""
    async with running() as world:
        await world.store.set_policy("131016", Policy(session_max=60), actor=OPERATOR, now=world.clock.now())
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            world.later(61)
            assert (await view.client.hear_a(Ended)).reason is Reason.TIMEOUT


async def test_a_silent_relay_is_a_lost_line() -> None:
    """Both ends of a live session speak every few seconds; a minute of silence ends it."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            world.later(61)
            assert (await view.client.hear_a(Ended)).reason is Reason.LINE_LOST


async def test_sessions_left_open_by_a_killed_service_are_closed_at_the_start() -> None:
    """What an earlier run left open is ended before anybody is let in."""
    store = BreakableStore()
    async with running(store) as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        key, now = fingerprint(home.keys.public), world.clock.now()
        orphan = await store.open_session(home.identity, "131016", office.pc, key, "home-pc", "192.0.2.1", now=now)
    async with running(store):
        assert (await store.session(orphan.number)).reason is Reason.SERVICE_STOPPING
