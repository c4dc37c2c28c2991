"""The two desks differ in all that matters: authority and conversation."""

from gateway.relay.rendezvous import Side
from tests.fakes.gateway import running
from wire import Conversation


async def test_each_listener_has_its_own_authority_and_conversation() -> None:
    """Clients: the user authority and join. Agents: the machine authority and attend."""
    async with running() as world:
        listeners = await world.service._listeners()
        desks = {side: listener._desk for side, listener in listeners.items()}
        keys = world.authority.public_keys()
        assert (desks[Side.CLIENT].authority, desks[Side.CLIENT].conversation) == (keys.user, Conversation.JOIN)
        assert (desks[Side.AGENT].authority, desks[Side.AGENT].conversation) == (keys.machine, Conversation.ATTEND)
        assert len({keys.user, keys.machine, keys.gateway, keys.session}) == 4
