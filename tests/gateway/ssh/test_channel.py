"""The adapter: bounded both ways, and nothing that asyncssh calls can raise."""

import pytest

from certs.keys import new_key, public_line
from gateway.ssh import channel as module
from gateway.ssh.channel import Channel
from tests.fakes.gateway import World, running
from tests.fakes.peers import HomePc, good_posture, joined, talking
from tests.fakes.waiting import until
from wire import Conversation
from wire.errors import LocalProtocolError
from wire.messages import Admitted, Bye, Open, Refused, Report
from wire.reasons import Reason


def of(world: World, home: HomePc) -> Channel:
    """The gateway's end of a home PC's line."""
    join = world.service.registry.join_of(home.identity)
    assert join is not None
    assert isinstance(join.line, Channel)
    return join.line


async def test_messages_cut_into_single_bytes_arrive_whole() -> None:
    """However the bytes are sliced, the messages are the same."""
    async with running() as world:
        home = await world.new_home()
        async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
            for byte in line.wire.send(home.join(code=home.code())):
                line.say_bytes(bytes((byte,)))
                await line.writer.drain()
            await line.hear_a(Admitted)


async def test_messages_sent_together_are_answered_one_by_one() -> None:
    """Several in one packet: each gets its answer, in order."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            together = line.wire.send(Report(good_posture())) * 3
            line.say_bytes(together + line.wire.send(Open("pc-131016-0009", public_line(new_key()))))
            assert (await line.hear_a(Refused)).reason is Reason.PC_UNKNOWN


async def test_a_peer_that_does_not_read_loses_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a peer is bounded; beyond it the connection is dropped, and nothing piles up."""
    monkeypatch.setattr(module, "OUTBOX", 256 * 1024)
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            channel = of(world, home)
            line.reader.channel.pause_reading()
            chan = channel._chan
            assert chan is not None
            for _ in range(2000):
                channel._write(bytes(4096))
            assert chan.get_write_buffer_size() <= 256 * 1024
            await line.connection.wait_closed()
            await until(lambda: world.service.registry.join_of(home.identity) is None)


async def test_what_may_not_be_sent_is_our_own_error() -> None:
    """A message out of its turn is refused before it is on the wire; the line is unharmed."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            channel = of(world, home)
            with pytest.raises(LocalProtocolError):
                channel.post(Refused(Reason.INTERNAL, 0.0, final=False))
            line.say(Open("pc-131016-0009", public_line(new_key())))
            await line.hear_a(Refused)


async def test_hanging_up_says_goodbye_once() -> None:
    """The first reason is the one that is heard, and the conversation ends."""
    async with running() as world:
        home = await world.new_home()
        async with joined(world.ports.clients, home) as line:
            channel = of(world, home)
            channel.hang_up(Reason.IDLE)
            channel.hang_up(Reason.INTERNAL)
            assert await line.ended() == [Bye(Reason.IDLE)]
            assert not channel.may_send(Bye)
