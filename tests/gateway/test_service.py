"""The gateway as a whole: the life of a session, as a conversation between real peers."""

import asyncio

from certs.keys import new_key, public_line
from tests.fakes.gateway import running
from tests.fakes.peers import accept_offer, attending, dial_relay, joined
from wire import relay
from wire.messages import Close, Ended, Open, Opened, Withdraw
from wire.reasons import Reason


async def test_a_session_from_enrolment_to_its_end() -> None:
    """An enrolled home PC joins, opens its office PC, meets it at the relay, and leaves; the bytes are counted."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office) as agent, joined(world.ports.clients, home) as client:
            client.say(Open(office.pc, public_line(new_key())))
            offer = await accept_offer(agent)
            opened = await client.hear_a(Opened)
            assert opened.session == offer.session

            near = await dial_relay(world.ports.clients, relay.opening(opened.token))
            far = await dial_relay(world.ports.agents, relay.opening(offer.token))
            assert [await near.answer(), await far.answer()] == [relay.Answer.JOINED, relay.Answer.JOINED]
            far.writer.write(b"picture" * 1000)
            near.writer.write(b"key")
            assert await near.reader.readexactly(7000) == b"picture" * 1000
            assert await far.reader.readexactly(3) == b"key"

            client.say(Close(opened.session))
            assert await client.hear_a(Ended) == Ended(opened.session, Reason.LEFT)
            assert await agent.hear_a(Withdraw) == Withdraw(opened.session, Reason.LEFT)
            assert [await near.gone(), await far.gone()] == [b"", b""]
            await asyncio.gather(near.close(), far.close())
            await world.service.sessions.flush()
        session = await world.store.session(opened.session)
        assert (session.reason, session.bytes_down, session.bytes_up) == (Reason.LEFT, 7000, 3)
