"""The table of legal transitions."""

import pytest

from wire import messages as m
from wire.states import TRANSITIONS, Conversation, Side, State

each_conversation = pytest.mark.parametrize("conversation", Conversation)


@each_conversation
def test_every_state_with_rows_can_be_reached(conversation: Conversation) -> None:
    """Except for goodbyes, the table has no row for a state that no conversation reaches."""
    reached, rows = {State.START}, TRANSITIONS[conversation]
    for _ in State:
        reached |= {then for (state, _, _), then in rows.items() if state in reached}
    assert {state for state, _, kind in rows if kind is not m.Bye} <= reached


@each_conversation
def test_the_opener_speaks_first(conversation: Conversation) -> None:
    """At the start the answerer has nothing to say but goodbye, so nobody learns anything by connecting alone."""
    said = {kind for state, side, kind in TRANSITIONS[conversation] if (state, side) == (State.START, Side.ANSWERER)}
    assert said == {m.Bye}


@each_conversation
def test_nothing_follows_the_end(conversation: Conversation) -> None:
    """A conversation that is over has no row."""
    assert all(state is not State.OVER for state, _, _ in TRANSITIONS[conversation])


@each_conversation
def test_either_side_may_always_say_goodbye(conversation: Conversation) -> None:
    """In every state but the last both sides may end the conversation."""
    for state in set(State) - {State.OVER}:
        for side in Side:
            assert TRANSITIONS[conversation][state, side, m.Bye] is State.OVER


def test_office_pcs_are_named_only_after_entry() -> None:
    """Before it is admitted, a client hears nothing but a refusal or a goodbye: no list of office PCs."""
    before = {
        kind
        for (state, side, kind), then in TRANSITIONS[Conversation.JOIN].items()
        if side is Side.ANSWERER and state in {State.START, State.WAITING} and then is not State.STANDING
    }
    assert before == {m.Refused, m.Bye}


def test_pictures_flow_down_only() -> None:
    """Nobody but the office PC, on a screen channel, may send a picture, a cursor or a size."""
    speakers = {
        (conversation, side)
        for conversation, rows in TRANSITIONS.items()
        for _, side, kind in rows
        if kind in {m.Picture, m.Cursor, m.Screen}
    }
    assert speakers == {(Conversation.SCREEN, Side.ANSWERER)}


def test_the_sides_are_opposite() -> None:
    """The other side's other side is one's own."""
    assert [side.other.other for side in Side] == list(Side)
    assert all(side.other is not side for side in Side)
