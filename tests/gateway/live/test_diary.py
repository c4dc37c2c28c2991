"""What the checkpoint decided is on the record: of real peers at a real gateway, and while the store fails."""

import json

from certs.keys import new_key, public_line
from gateway.audit.chain import NATIONAL
from gateway.audit.events import JoinEnded, OpenRefused
from gateway.errors import StoreError
from gateway.live import diary
from gateway.live.diary import Diary
from gateway.records import Actor
from tests.fakes.gateway import MovableClock, World, running, viewing
from tests.fakes.peers import attending, dial_relay, joined, talking, unfit
from tests.fakes.store import BreakableStore
from wire import Conversation, relay
from wire.messages import Bye, Open, Refused
from wire.reasons import Reason

ORG = "131016"
BY = Actor("operator", "test")
Facts = dict[str, object]


async def written(world: World, chain: str, event: str) -> list[Facts]:
    """The facts of every row of *event*, once all that waits is written."""
    await world.service.diary.flush()
    return [json.loads(row.facts) for row in await world.store.rows(chain) if row.event == event]


async def test_the_end_of_every_stay_is_on_the_record_with_its_reason() -> None:
    """Left by oneself, put out by another login, unfit, revoked: one row each, with the home PC and the reason."""
    async with running() as world:
        home = await world.new_home()
        async with (
            joined(world.ports.clients, home),
            joined(world.ports.clients, home, home.join(ticket=home.ticket)) as second,
        ):
            second.say(unfit())
            await second.ended()
        world.later(60)
        again = home.join(code=home.code(world.clock.now()))
        async with joined(world.ports.clients, home, again) as third:
            await world.store.revoke_identities(ORG, [home.identity], "退職", actor=BY, now=world.clock.now())
            await third.ended()
        ends = await written(world, ORG, "join-ended")
        assert [end["reason"] for end in ends] == ["second_login", "antivirus_stopped", "revoked"]
        assert {end["identity"] for end in ends} == {home.identity}
        assert all(str(end["device"]).startswith("SHA256:") for end in ends)


async def test_a_refused_opening_is_on_the_record() -> None:
    """Somebody else's office PC, asked for by name: the row names who, which and why."""
    async with running() as world:
        mine, other = await world.new_home(), await world.new_home("関所 太郎")
        theirs = await world.new_office(other.identity)
        async with joined(world.ports.clients, mine) as line:
            line.say(Open(theirs.pc, public_line(new_key())))
            reason = (await line.hear_a(Refused)).reason
            (row,) = await written(world, ORG, "open-refused")
            assert row == {"identity": mine.identity, "pc": theirs.pc, "reason": reason.value, "v": 1}


async def test_an_office_pc_comes_and_goes_on_the_record() -> None:
    """Its attendance and its end, and a refusal once it is retired."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as line:
            await world.store.retire_pc_in(ORG, office.pc, "リース終了", actor=BY, now=world.clock.now())
            await line.ended()
        async with talking(world.ports.agents, office.pc, office.keys, Conversation.ATTEND) as line:
            await line.ended()
        assert [row["pc"] for row in await written(world, ORG, "attend-begun")] == [office.pc]
        assert [row["reason"] for row in await written(world, ORG, "attend-ended")] == ["pc_retired"]
        (refused,) = await written(world, ORG, "attend-refused")
        assert (refused["pc"], refused["source"]) == (office.pc, "127.0.0.1")


async def test_strangers_are_counted_by_the_minute() -> None:
    """Three unknown relay tokens are one row with their number; a quiet minute leaves none."""
    async with running() as world:
        for _ in range(3):
            dialler = await dial_relay(world.ports.clients, relay.opening(b"x" * 32))
            await dialler.answer()
            await dialler.close()
        world.service.diary.tally()
        world.service.diary.tally()
        (row,) = await written(world, NATIONAL, "diallers-refused")
        assert (row["side"], row["cause"], row["times"]) == ("client", "unknown", 3)


async def test_a_session_leaves_both_ends_rows() -> None:
    """The viewing itself is not noted twice: one opening, one ending, one end of the stay."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.client.say(Bye(Reason.LEFT))
            await view.client.ended()
        await world.service.sessions.flush()
        await world.service.diary.flush()
        events = [row.event for row in await world.store.rows(ORG)]
        assert [events.count(name) for name in ("session-opened", "session-ended", "join-ended")] == [1, 1, 1]


async def test_nothing_is_lost_while_the_store_fails() -> None:
    """Facts wait in order until the store takes them again, each with the moment at which it happened."""
    store, clock = BreakableStore(), MovableClock()
    await store.add_organisation(ORG, "千代田区", actor=BY, now=clock.now())
    kept = Diary(store, clock)
    store.broken = StoreError("The disk is full.")
    kept.note(ORG, JoinEnded(identity=f"{ORG}-0001", device="x", reason=Reason.LEFT.value))
    noted = clock.now()
    assert not await kept.flush()
    clock.ahead = 100
    kept.note(ORG, OpenRefused(identity=f"{ORG}-0001", pc="y", reason=Reason.PC_OFF.value))
    store.broken = None
    assert await kept.flush()
    rows = [row for row in await store.rows(ORG) if row.event in ("join-ended", "open-refused")]
    assert [row.event for row in rows] == ["join-ended", "open-refused"]
    assert abs(rows[0].at - noted) < 50
    await store.close()


async def test_one_that_comes_and_goes_does_not_fill_the_disk() -> None:
    """Of the same office PC a burst is written, and then one row in a quarter of a minute; others are written still."""
    store, clock = BreakableStore(), MovableClock()
    await store.add_organisation(ORG, "千代田区", actor=BY, now=clock.now())
    kept = Diary(store, clock)
    for _ in range(1000):
        kept.note(ORG, OpenRefused(identity="x", pc="y", reason="pc_off"), who="restless")
    kept.note(ORG, OpenRefused(identity="x", pc="z", reason="pc_off"), who="calm")
    assert await kept.flush()
    rows = [json.loads(row.facts)["pc"] for row in await store.rows(ORG) if row.event == "open-refused"]
    assert diary.OFTEN_BURST <= rows.count("y") <= diary.OFTEN_BURST + 2
    assert rows.count("z") == 1
    await store.close()
