"""The watch: orders reach what is live within a second, and whoever cannot be proved fit is cut."""

import asyncio
import time

import pytest

from certs.keys import fingerprint
from gateway.errors import StoreError
from gateway.live import watch
from gateway.policy import Policy
from gateway.records import Actor, Order
from tests.fakes.causes import CAUSES, QUOTA, Act
from tests.fakes.gateway import running, viewing
from tests.fakes.peers import attending, joined, talking
from tests.fakes.store import BreakableStore
from tests.fakes.waiting import until
from wire.messages import Bye, Ended, NewOverlay, NewPolicy, Pcs, Refused, Withdraw
from wire.reasons import Reason
from wire.states import Conversation

OPERATOR = Actor("operator", "test")


@pytest.mark.parametrize("act", CAUSES.values(), ids=CAUSES.keys())
async def test_an_order_cuts_the_live_picture_within_a_second(act: Act) -> None:
    """From the administrator's act to the closed socket at the home PC: under a second; everybody learns why."""
    async with running() as world:
        home = await world.new_home(emergency=QUOTA)
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


async def test_whoever_is_cut_for_good_does_not_come_back() -> None:
    """The next login after each lasting cause is refused, with the reason that fits it."""
    for name, refusal in (
        ("ID suspended", Reason.SUSPENDED),
        ("ID expired", Reason.EXPIRED),
        ("organisation suspended", Reason.SUSPENDED),
        ("rules: never open", Reason.OUT_OF_HOURS),
        ("rules: network cards", Reason.ADDRESS_UNKNOWN),
        ("rules: client version", Reason.VERSION),
    ):
        async with running() as world:
            home = await world.new_home()
            office = await world.new_office(home.identity)
            async with viewing(world, home, office) as view:
                await CAUSES[name](world, home, office, view)
                assert await view.near.gone() == b""
            world.later(60)
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                line.say(home.join(code=home.code(world.clock.now())))
                assert (await line.hear_a(Refused)).reason is refusal


async def test_an_id_is_cut_at_its_moment_and_not_before() -> None:
    """The picture lasts until the date that was set, and no longer."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            now = world.clock.now()
            await world.store.extend_identities("131016", [home.identity], now + 30, actor=OPERATOR, now=now)
            await until(lambda: world.service.watch._last_order == 1)
            view.far.writer.write(b"x")
            assert await view.near.reader.readexactly(1) == b"x"
            world.later(31)
            assert (await view.client.ended())[-1] == Bye(Reason.EXPIRED)


async def test_closing_time_cuts_and_the_list_of_cards_follows() -> None:
    """At the end of the hours everybody leaves; cards listed while somebody is here are asked for from then on."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            await world.store.set_addresses(
                "131016", home.identity, ["00:11:22:33:44:55"], actor=OPERATOR, now=world.clock.now()
            )
            join = world.service.registry.join_of(home.identity)
            assert join is not None
            await until(lambda: join.addresses)
            assert join.live
            policy = Policy(addresses_required=True)
            await world.store.set_policy("131016", policy, actor=OPERATOR, now=world.clock.now())
            assert (await line.ended())[-1] == Bye(Reason.ADDRESS_UNKNOWN)


async def test_new_rules_reach_the_office_pc_of_a_live_session() -> None:
    """What the office PC enforces is told at once; a new strength and new words of the mark come as a new overlay."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            policy = Policy(idle_after=900, forbidden_windows=("住基端末",), mark_strength=150, mark_text="取扱注意")
            await world.store.set_policy("131016", policy, actor=OPERATOR, now=world.clock.now())
            told = await view.agent.hear_a(NewPolicy)
            assert (told.session, told.policy.idle_after, told.policy.forbidden) == (view.number, 900, ("住基端末",))
            stronger = await view.agent.hear_a(NewOverlay)
            assert (stronger.session, stronger.overlay.slot) == (view.number, 0)
            assert stronger.overlay.pattern != view.offer.overlay.pattern
            assert stronger.overlay.label == f"取扱注意 {view.offer.overlay.label}"


async def test_a_new_office_pc_appears_in_the_list_of_who_is_here() -> None:
    """Given the right, a person sees the office PC at once; having lost it, no longer."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office()
        async with attending(world.ports.agents, office), joined(world.ports.clients, home) as line:
            for users, listed in (([home.identity], [office.pc]), ([], [])):
                await world.store.set_pc(
                    "131016",
                    office.pc,
                    name=None,
                    users=users,
                    wake_address=None,
                    actor=OPERATOR,
                    now=world.clock.now(),
                )
                assert [pc.pc for pc in (await line.hear_a(Pcs)).pcs] == listed
