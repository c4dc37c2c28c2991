"""The relay as its diallers see it: tokens, listeners, time, and noise."""

import pytest

from certs.keys import new_key, public_line
from gateway.relay import relay as module
from tests.fakes.gateway import World, open_session, running, viewing
from tests.fakes.peers import attending, dialling, joined
from tests.fakes.waiting import until
from wire import limits
from wire.messages import Ended, Open, Refused
from wire.reasons import Reason
from wire.relay import Answer, opening


async def arrival(world: World, number: int) -> None:
    """Until the first end of a session is at the relay."""
    await until(lambda: world.service.relay._rendezvous._pairs[number].arrived)


async def test_a_token_is_good_once_and_on_its_own_listener() -> None:
    """A second use, an invented token, and an agent's token on the clients' listener are all the same: unknown."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            for address, token in (
                (world.ports.clients, view.opened.token),
                (world.ports.agents, view.offer.token),
                (world.ports.clients, view.offer.token),
                (world.ports.clients, bytes(32)),
            ):
                async with dialling(address, opening(token)) as thief:
                    assert await thief.answer() is Answer.UNKNOWN
                    assert await thief.gone() == b""
            view.far.writer.write(b"still here")
            assert await view.near.reader.readexactly(10) == b"still here"


async def test_a_token_at_the_wrong_listener_ends_its_session() -> None:
    """The client's token shown on the agents' listener is unknown there, and the session it was for is given up."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            opened, _ = await open_session(client, agent, office)
            async with dialling(world.ports.agents, opening(opened.token)) as thief:
                assert await thief.answer() is Answer.UNKNOWN
                assert await client.hear_a(Ended) == Ended(opened.session, Reason.LINE_LOST)


async def test_who_comes_too_late_is_unknown_and_who_waited_is_told_that_it_is_alone() -> None:
    """After thirty seconds the first end is sent away and the second finds nobody."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            opened, offer = await open_session(client, agent, office)
            async with dialling(world.ports.agents, opening(offer.token)) as early:
                await arrival(world, opened.session)
                world.later(limits.RELAY_GRACE + 1)
                assert await early.answer() is Answer.ALONE
            async with dialling(world.ports.clients, opening(opened.token)) as late:
                assert await late.answer() is Answer.UNKNOWN
            assert (await client.hear_a(Ended)).reason is Reason.LINE_LOST


async def test_who_leaves_before_the_other_comes_ends_the_session() -> None:
    """A dialler that goes away while it waits gives its session up, and the other is not kept waiting."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            opened, offer = await open_session(client, agent, office)
            async with dialling(world.ports.agents, opening(offer.token)):
                await arrival(world, opened.session)
            assert (await client.hear_a(Ended)).reason is Reason.LINE_LOST
            async with dialling(world.ports.clients, opening(opened.token)) as late:
                assert await late.answer() is Answer.UNKNOWN


@pytest.mark.parametrize(
    "noise",
    [
        b"\xa5",
        b"\xa5\x02" + bytes(32),  # another version
        b"\xa5\x01" + bytes(32) + b"SSH-2.0",  # speaks before the answer
        b"\xa5" * 1000,
    ],
)
async def test_noise_is_closed_without_an_answer(noise: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an opening, another version, or a byte too many: closed, and nobody else notices."""
    monkeypatch.setattr(module, "OPENING_GRACE", 0.2)
    async with running() as world:
        async with dialling(world.ports.clients, noise) as dialler:
            assert await dialler.gone() == b""
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office):
            pass


async def test_who_speaks_while_it_waits_breaks_the_protocol() -> None:
    """A dialler waits for the answer before it speaks; one that does not is closed and its session given up."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            opened, offer = await open_session(client, agent, office)
            async with dialling(world.ports.agents, opening(offer.token)) as hasty:
                await arrival(world, opened.session)
                hasty.writer.write(b"S")
                assert await hasty.gone() == b""
            assert (await client.hear_a(Ended)).reason is Reason.LINE_LOST


async def test_an_end_that_goes_away_ends_the_session_and_frees_the_pc() -> None:
    """The office PC's end closes: the other is closed too, the client hears of it, and may open the PC again."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.far.writer.write(b"last words")
            await view.far.close()
            assert await view.near.gone() == b"last words"
            assert (await view.client.hear_a(Ended)).reason is Reason.LINE_LOST
            await open_session(view.client, view.agent, office)


async def test_openings_are_limited_in_rate() -> None:
    """A client that opens again and again is told to wait; every opening writes a row."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as client:
            reasons = []
            for _ in range(7):
                client.say(Open("pc-131016-0001", public_line(new_key())))
                reasons.append((await client.hear_a(Refused)).reason)
            assert reasons == [Reason.PC_UNKNOWN] * 5 + [Reason.TOO_FAST] * 2
