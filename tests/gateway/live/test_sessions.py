"""The life of a session at the gateway: the mark that changes, the end that is always written."""

import asyncio

import pytest

from certs.keys import new_key, public_line
from gateway.errors import StoreError, UnknownError
from gateway.marks import SLOT_SECONDS, label_of
from gateway.records import Actor, Session
from gateway.secret import Secret
from tests.fakes.gateway import running, viewing
from tests.fakes.peers import attending, good_posture, joined
from tests.fakes.store import BreakableStore
from tests.fakes.waiting import until
from wire.messages import Close, Ended, NewOverlay, Open, Report
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


async def test_the_mark_changes_every_ten_minutes() -> None:
    """A new slot brings a new pattern and a label with its time; the session goes on."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            assert view.offer.overlay.slot == 0
            for _ in range(SLOT_SECONDS // 50):
                world.later(50)
                view.client.say(Report(good_posture(world.clock.now())))
                await until(lambda: world.service.watch._round_at > world.clock.monotonic() - 40)
                view.far.writer.write(b"x")
                await view.near.reader.readexactly(1)
            renewed = await view.agent.hear_a(NewOverlay)
            assert (renewed.session, renewed.overlay.slot) == (view.number, 1)
            assert renewed.overlay.pattern != view.offer.overlay.pattern
            session = await world.store.session(view.number)
            identity, pc = await world.store.identity(home.identity), await world.store.pc(office.pc)
            assert renewed.overlay.label == label_of(identity, pc, session.opened_at + SLOT_SECONDS)


async def test_a_mark_that_cannot_be_made_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the next slot's overlay there is no picture rather than one with yesterday's mark."""
    store = BreakableStore()

    async def lost(code: str) -> Secret[bytes]:
        raise UnknownError(f"There is no organisation {code}.")

    async with running(store) as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            session = world.service.registry.session(view.number)
            assert session is not None
            monkeypatch.setattr(store, "mark_key", lost)
            session.slot = -1
            assert (await view.client.hear_a(Ended)).reason is Reason.INTERNAL
            assert await view.near.gone() == b""


async def test_an_end_that_the_store_will_not_take_is_written_when_it_does() -> None:
    """The picture goes at once; the row is completed as soon as the store is back, with its bytes and its time."""
    store = BreakableStore()
    async with running(store) as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.far.writer.write(b"x" * 1000)
            await view.near.reader.readexactly(1000)
            store.broken = StoreError("The disk is full.")
            view.client.say(Close(view.number))
            assert await view.near.gone() == b""
            assert not await world.service.sessions.flush()
            store.broken = None
            assert (await store.session(view.number)).ended_at is None
            assert await world.service.sessions.flush()
            row = await store.session(view.number)
            assert (row.reason, row.bytes_down) == (Reason.LEFT, 1000)


async def test_a_home_pc_that_leaves_while_its_session_is_written_leaves_no_open_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store finishes a row although nobody waits for it any more; the row is ended all the same."""
    store = BreakableStore()
    begun, go_on = asyncio.Event(), asyncio.Event()
    write = store.open_session

    async def slowly(*facts: str, now: float) -> Session:
        begun.set()
        await go_on.wait()
        return await write(*facts, now=now)

    monkeypatch.setattr(store, "open_session", slowly)
    async with running(store) as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office):
            (attendance,) = world.service._conversations
            async with joined(world.ports.clients, home) as client:
                client.say(Open(office.pc, public_line(new_key())))
                await begun.wait()
            await until(lambda: not world.service.registry.joins)
            go_on.set()
            await until(lambda: not world.service._conversations - {attendance})
    (row,) = await store.sessions(live_only=False, organisation=None)
    assert row.reason is Reason.LINE_LOST
