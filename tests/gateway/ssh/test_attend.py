"""The attend conversation: an office PC on duty."""

import pytest

from certs.keys import new_key, public_line
from certs.profiles import Profile
from certs.verify import verify
from gateway.records import Actor
from tests.fakes.gateway import running, viewing
from tests.fakes.peers import attending, joined, talking
from wire import Conversation
from wire.messages import (
    Attend,
    Bye,
    Ended,
    Offer,
    OfferAccepted,
    OfferRefused,
    Open,
    Pcs,
    Refused,
    Renew,
    Renewed,
    SessionOver,
)
from wire.reasons import Reason

OPERATOR = Actor("operator", "test")


async def test_renewed_certificates_are_for_the_same_pc_and_key() -> None:
    """Renew brings one certificate to dial with and one to be recognised by, both recorded and good."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent:
            agent.say(Renew())
            dial, host = (await agent.hear_a(Renewed)).certificates
        for line, profile in ((dial, Profile.MACHINE_DIAL), (host, Profile.MACHINE_HOST)):
            verified = verify(
                line,
                profile=profile,
                authority=world.authority.signer_line(profile),
                subject=office.pc,
                now=world.clock.now(),
                public_key=office.keys.public,
            )
            await world.store.check_certificate(verified.serial)


async def test_renewing_again_and_again_ends_the_attendance() -> None:
    """An agent that asks for certificates without end is broken, and is not served without end."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent:
            for _ in range(10):
                agent.say(Renew())
            assert (await agent.ended())[-1] == Bye(Reason.TOO_FAST)


async def test_the_agents_reason_reaches_the_viewer() -> None:
    """What the office PC gives as the reason of the end is what the home PC hears and the row keeps."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.agent.say(SessionOver(view.number, Reason.IDLE))
            assert await view.client.hear_a(Ended) == Ended(view.number, Reason.IDLE)
            assert await view.near.gone() == b""
            await world.service.sessions.flush()
        assert (await world.store.session(view.number)).reason is Reason.IDLE


async def test_an_agent_that_goes_away_takes_its_session_along() -> None:
    """The office PC's line is lost: the relay is cut, the viewer learns it, the list says off."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.agent.connection.abort()
            assert await view.near.gone() == b""
            assert (await view.client.hear_a(Ended)).reason is Reason.PC_LEFT
            while (await view.client.hear_a(Pcs)).pcs[0].state != "off":
                pass


async def test_the_second_connection_of_a_pc_replaces_the_first() -> None:
    """An agent that comes back before its lost line was noticed is served at once."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as first, attending(world.ports.agents, office):
            assert (await first.ended())[-1] == Bye(Reason.SECOND_LOGIN)
            agent = world.service.registry.agent_of(office.pc)
            assert agent is not None
            assert agent.live


async def test_a_retired_pc_does_not_attend() -> None:
    """Its certificate is well signed; it is retired all the same."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        await world.store.retire_pc(office.pc, actor=OPERATOR, now=world.clock.now())
        async with talking(world.ports.agents, office.pc, office.keys, Conversation.ATTEND) as agent:
            said = await agent.ended()
        assert said in ([Bye(Reason.REVOKED)], [Bye(Reason.PC_RETIRED)])


async def test_another_version_is_told_so() -> None:
    """An agent of another version is sent away with that reason."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with talking(world.ports.agents, office.pc, office.keys, Conversation.ATTEND) as agent:
            agent.say(Attend(99, "office-pc", "test"))
            assert await agent.ended() == [Bye(Reason.VERSION)]


async def test_answers_about_sessions_of_others_change_nothing() -> None:
    """An agent speaks for its own sessions only."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        mine, theirs = await world.new_office(home.identity), await world.new_office(other.identity)
        async with viewing(world, home, mine) as view, attending(world.ports.agents, theirs) as stranger:
            stranger.say(OfferAccepted(view.number))
            stranger.say(OfferRefused(view.number, Reason.PC_BUSY))
            stranger.say(SessionOver(view.number, Reason.LEFT))
            stranger.say(Renew())
            await stranger.hear_a(Renewed)
            view.far.writer.write(b"still here")
            assert await view.near.reader.readexactly(10) == b"still here"


async def test_no_client_means_nothing_to_see() -> None:
    """The home PC's control line is lost: the picture goes at once, although its relay socket is still open."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.client.connection.abort()
            assert await view.near.gone() == b""
            assert await view.far.gone() == b""
        async with joined(world.ports.clients, home, home.join(ticket=home.ticket)):
            assert world.service.registry.session(view.number) is None


@pytest.mark.parametrize("claimed", [Reason.ENDED_BY_ADMIN, Reason.REVOKED, Reason.ANTIVIRUS_STOPPED])
async def test_an_office_pc_cannot_give_a_reason_that_only_the_gateway_can_know(claimed: Reason) -> None:
    """An agent's word that an administrator ended the session is neither told on nor written down."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            view.agent.say(SessionOver(view.number, claimed))
            assert await view.client.hear_a(Ended) == Ended(view.number, Reason.PC_LEFT)
            await world.service.sessions.flush()
        assert (await world.store.session(view.number)).reason is Reason.PC_LEFT


async def test_an_office_pc_cannot_refuse_in_the_gateways_name() -> None:
    """An offer that is refused because the ID is revoked, as the agent says, is refused because the PC is off."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            offer = await agent.hear_a(Offer)
            agent.say(OfferRefused(offer.session, Reason.REVOKED))
            assert (await client.hear_a(Refused)).reason is Reason.PC_OFF


async def test_an_attendance_ends_with_its_certificate() -> None:
    """A PC that never renews does not stay for ever on a connection made while its certificate was good."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent:
            world.later(Profile.MACHINE_DIAL.lifetime - 60)
            agent.say(Renew())
            await agent.hear_a(Renewed)
            world.later(Profile.MACHINE_DIAL.lifetime - 60)
            assert world.service.registry.agent_of(office.pc) is not None
            world.later(120)
            assert await agent.ended() == [Bye(Reason.CERTIFICATE)]


async def test_a_flood_of_answers_ends_the_attendance() -> None:
    """Legal messages without end are still a flood: they would be all that the gateway does."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent:
            for number in range(1000):
                agent.say(OfferAccepted(number))
            assert await agent.ended() == [Bye(Reason.TOO_FAST)]
