"""Two ends of a conversation talking, and what each does when the other cheats."""

import pytest

from tests.fakes.wire_values import SAMPLES
from wire import limits
from wire import messages as m
from wire.codec import HEADER, encode
from wire.connection import Connection, heard_by
from wire.errors import LocalProtocolError, RemoteProtocolError
from wire.kinds import BY_MESSAGE, KINDS
from wire.message import Message
from wire.reasons import Reason
from wire.states import TRANSITIONS, Conversation, Side, State

BY_CLASS = {type(sample): sample for sample in SAMPLES}
each_conversation = pytest.mark.parametrize("conversation", Conversation)
each_side = pytest.mark.parametrize("side", Side)

SCRIPTS: dict[Conversation, str] = {
    Conversation.ENROL: "> Spend  < TotpOffer  > TotpConfirm  < Refused  > TotpConfirm  < Certified",
    Conversation.ATTEND: (
        "> Attend  < Attending  < Offer  > OfferAccepted  < NewOverlay  < NewPolicy  < Withdraw  > SessionOver"
        "  < Offer  > OfferRefused  > Renew  < Renewed  < Bye"
    ),
    Conversation.JOIN: (
        "> Join  < Refused  > Join  < Admitted  > Report  < Pcs  > Open  > Report  < Refused"
        "  > Open  < Pcs  < Opened  > Report  < Ended  > Open  < Opened  > Close  > Bye"
    ),
    Conversation.SCREEN: (
        "> View  < Screen  < Cursor  < Picture  > Ack  > Key  > Pointer  > Button  > Wheel  > ReleaseAll"
        "  > Refresh  > Resize  > Ping  < Pong  < Blanked  < Bye"
    ),
}


class Pair:
    """Both ends of one conversation, wired to each other."""

    def __init__(self, conversation: Conversation) -> None:
        self.ends = {side: Connection(conversation, side) for side in Side}

    def say(self, side: Side, message: Message) -> None:
        """Let *side* send *message* and check that the other end hears exactly that, byte by byte."""
        data = self.ends[side].send(message)
        heard = [got for byte in data for got in self.ends[side.other].receive(bytes((byte,)))]
        assert heard == [message]
        assert self.ends[side].state == self.ends[side.other].state


@each_conversation
def test_a_whole_conversation_is_heard_as_it_was_said(conversation: Conversation) -> None:
    """The usual course of each conversation passes through two real ends, which agree on the state after each word."""
    pair = Pair(conversation)
    words = SCRIPTS[conversation].split()
    for arrow, name in zip(words[::2], words[1::2], strict=True):
        pair.say(Side.OPENER if arrow == ">" else Side.ANSWERER, BY_CLASS[getattr(m, name)])
    assert pair.ends[Side.OPENER].state is State.OVER


def test_the_scripts_say_every_message() -> None:
    """No kind of message is without a place in a usual conversation."""
    said = {word for script in SCRIPTS.values() for word in script.split() if word not in "<>"}
    assert said == {kind.message.__name__ for kind in KINDS}


@each_conversation
@each_side
def test_what_is_not_in_the_table_is_refused_on_both_ends(conversation: Conversation, side: Side) -> None:
    """In every state, a message that the table does not allow is neither sent nor accepted."""
    for state in State:
        for kind in KINDS:
            if (state, side, kind.message) in TRANSITIONS[conversation]:
                continue
            sender = at(conversation, side, state)
            with pytest.raises(LocalProtocolError):
                sender.send(BY_CLASS[kind.message])
            assert not sender.may_send(kind.message)
            assert sender.state is state
            receiver = at(conversation, side.other, state)
            with pytest.raises(RemoteProtocolError):
                list(receiver.receive(encode(BY_CLASS[kind.message])))
            assert receiver.state is State.OVER


@each_conversation
@each_side
def test_what_is_in_the_table_is_allowed_on_both_ends(conversation: Conversation, side: Side) -> None:
    """Every row of the table can be said and heard, and leads where the table says."""
    for (state, speaker, kind), then in TRANSITIONS[conversation].items():
        if speaker is not side:
            continue
        sender, receiver = at(conversation, side, state), at(conversation, side.other, state)
        assert sender.may_send(kind)
        assert list(receiver.receive(sender.send(BY_CLASS[kind]))) == [BY_CLASS[kind]]
        assert sender.state is receiver.state is then


@each_conversation
@each_side
def test_a_foreign_kind_is_refused_before_its_payload(conversation: Conversation, side: Side) -> None:
    """A kind that the other side never says here is refused by its five bytes of header, at any state."""
    for kind in KINDS:
        if kind.number in heard_by(conversation, side):
            continue
        connection = at(conversation, side, State.STANDING)
        with pytest.raises(RemoteProtocolError):
            list(connection.receive(encode(BY_CLASS[kind.message])[:HEADER]))


@pytest.mark.parametrize("conversation", [Conversation.ENROL, Conversation.JOIN, Conversation.ATTEND])
def test_nobody_can_make_the_gateway_store_a_picture(conversation: Conversation) -> None:
    """The largest frame that a stranger can announce to the gateway is one control message."""
    allowed = heard_by(conversation, Side.ANSWERER)
    assert max(kind.limit for kind in KINDS if kind.number in allowed) == limits.MAX_CONTROL


def test_the_viewer_cannot_make_the_office_pc_store_anything_large() -> None:
    """What a viewer can send in one frame is an input of 64 bytes, or a goodbye."""
    allowed = heard_by(Conversation.SCREEN, Side.ANSWERER) - {BY_MESSAGE[m.Bye].number}
    assert max(kind.limit for kind in KINDS if kind.number in allowed) == limits.MAX_INPUT


def test_after_an_error_nothing_more_is_heard() -> None:
    """A legal message after a broken one is not delivered, nor are single bytes stored."""
    connection = at(Conversation.SCREEN, Side.ANSWERER, State.STANDING)
    with pytest.raises(RemoteProtocolError):
        list(connection.receive(b"\x00\x00\x00\x02\xff\x00"))
    for data in (encode(m.Ping(1)), b"\x00"):
        with pytest.raises(RemoteProtocolError, match="after the end"):
            list(connection.receive(data))


def test_messages_before_the_broken_one_are_heard() -> None:
    """Of one piece of data, what came before the first wrong byte is delivered and then the error is raised."""
    connection = at(Conversation.SCREEN, Side.ANSWERER, State.STANDING)
    heard = connection.receive(encode(m.Ping(1)) + encode(m.Pong(1)))
    assert next(heard) == m.Ping(1)
    with pytest.raises(RemoteProtocolError):
        next(heard)


def test_a_goodbye_is_the_last_word() -> None:
    """After Bye neither side may say anything."""
    pair = Pair(Conversation.JOIN)
    pair.say(Side.OPENER, m.Bye(Reason.LEFT))
    for side in Side:
        with pytest.raises(LocalProtocolError):
            pair.ends[side].send(m.Bye(Reason.LEFT))


def test_what_crosses_our_last_word_is_no_breach() -> None:
    """Pictures under way when we said goodbye are dropped, in whole and in part; after theirs nothing may come."""
    viewer, pc = (at(Conversation.SCREEN, side, State.STANDING) for side in (Side.OPENER, Side.ANSWERER))
    under_way = pc.send(BY_CLASS[m.Picture])
    viewer_bye = viewer.send(m.Bye(Reason.LEFT))
    assert list(viewer.receive(under_way[:9])) == []
    assert list(viewer.receive(under_way[9:])) == []
    assert list(pc.receive(viewer_bye)) == [m.Bye(Reason.LEFT)]
    with pytest.raises(RemoteProtocolError, match="after the end"):
        list(pc.receive(encode(m.Ping(1))))


def test_a_last_word_said_while_reading_ends_the_reading() -> None:
    """When a message is answered with goodbye, what came in the same bytes after it is dropped, not judged."""
    pc = at(Conversation.SCREEN, Side.ANSWERER, State.STANDING)
    heard = pc.receive(encode(m.Ping(1)) + encode(m.Ping(2)))
    assert next(heard) == m.Ping(1)
    pc.send(m.Bye(Reason.REVOKED))
    assert list(heard) == []


def test_a_refused_send_changes_nothing() -> None:
    """A message too large to send leaves the conversation where it was."""
    connection = at(Conversation.SCREEN, Side.ANSWERER, State.STANDING)
    with pytest.raises(LocalProtocolError):
        connection.send(m.Cursor(256, 256, 0, 0, bytes(limits.MAX_CURSOR)))
    assert connection.state is State.STANDING


def test_a_repr_names_conversation_side_and_state() -> None:
    """What a log line shows of a connection tells where it stood."""
    assert repr(Connection(Conversation.JOIN, Side.OPENER)) == "<Connection join opener start>"


def at(conversation: Conversation, side: Side, state: State) -> Connection:
    """An end of *conversation* that stands in *state*."""
    connection = Connection(conversation, side)
    connection._state = state
    return connection
