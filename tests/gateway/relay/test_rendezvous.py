"""Tokens in, pairs out: single use, 30 s, one side each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ConflictError
from gateway.relay.rendezvous import HalfOpenLimitError, Joined, Rendezvous, Side, UnknownTokenError, Waiting
from tests.fakes.grants import a_grant
from wire.limits import RELAY_GRACE

GRANT = a_grant()


def test_both_ends_make_a_pair() -> None:
    """The second end completes the pair, whichever came first."""
    for first, second in ((Side.CLIENT, Side.AGENT), (Side.AGENT, Side.CLIENT)):
        meeting: Rendezvous[str] = Rendezvous()
        tokens = meeting.expect(GRANT, 7, now=0)
        token = {Side.CLIENT: tokens.client, Side.AGENT: tokens.agent}
        assert meeting.arrive(token[first], first, first.value, now=1) == Waiting(7)
        assert meeting.arrive(token[second], second, second.value, now=2) == Joined(7, "client", "agent")
        assert not len(meeting)


def test_a_token_is_good_once() -> None:
    """The second use of a token is unknown, before and after the pair is complete."""
    meeting: Rendezvous[str] = Rendezvous()
    tokens = meeting.expect(GRANT, 7, now=0)
    meeting.arrive(tokens.client, Side.CLIENT, "client", now=1)
    with pytest.raises(UnknownTokenError):
        meeting.arrive(tokens.client, Side.CLIENT, "thief", now=1)
    meeting.arrive(tokens.agent, Side.AGENT, "agent", now=2)
    for token, side in ((tokens.client, Side.CLIENT), (tokens.agent, Side.AGENT)):
        with pytest.raises(UnknownTokenError):
            meeting.arrive(token, side, "thief", now=3)


def test_a_token_at_the_wrong_listener_gives_the_session_up() -> None:
    """A token shown on the other side has leaked: it is refused, and whoever waits is sent away."""
    meeting: Rendezvous[str] = Rendezvous()
    tokens = meeting.expect(GRANT, 7, now=0)
    meeting.arrive(tokens.client, Side.CLIENT, "client", now=1)
    with pytest.raises(UnknownTokenError):
        meeting.arrive(tokens.agent, Side.CLIENT, "thief", now=1)
    assert meeting.expire(now=1) == [(7, ("client",))]


def test_a_token_dies_after_its_grace() -> None:
    """A token is refused from its last moment on, and `expire` hands out the end that waited."""
    meeting: Rendezvous[str] = Rendezvous()
    tokens = meeting.expect(GRANT, 7, now=0)
    meeting.arrive(tokens.agent, Side.AGENT, "agent", now=0)
    with pytest.raises(UnknownTokenError):
        meeting.arrive(tokens.client, Side.CLIENT, "late", now=RELAY_GRACE)
    assert meeting.expire(now=RELAY_GRACE - 0.1) == []
    assert meeting.expire(now=RELAY_GRACE) == [(7, ("agent",))]
    assert not len(meeting)


def test_the_number_of_half_open_pairs_is_bounded() -> None:
    """One pair too many is refused, and there is room again once one is complete or forgotten."""
    meeting: Rendezvous[str] = Rendezvous(half_open=2)
    meeting.expect(GRANT, 1, now=0)
    meeting.expect(GRANT, 2, now=0)
    with pytest.raises(HalfOpenLimitError):
        meeting.expect(GRANT, 3, now=0)
    meeting.forget(1)
    meeting.expect(GRANT, 3, now=0)


def test_a_session_is_expected_once() -> None:
    """A second pair for a session number that waits is a conflict."""
    meeting: Rendezvous[str] = Rendezvous()
    meeting.expect(GRANT, 1, now=0)
    with pytest.raises(ConflictError):
        meeting.expect(GRANT, 1, now=0)


def test_only_a_grant_opens_the_relay() -> None:
    """Anything that is not a Grant is refused, whatever it looks like."""
    meeting: Rendezvous[str] = Rendezvous()
    with pytest.raises(TypeError):
        meeting.expect(object(), 1, now=0)  # type: ignore[arg-type] # the point of the test


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(Side), st.sampled_from(Side), st.floats(0, 2 * RELAY_GRACE)),
        max_size=30,
    )
)
def test_nobody_is_joined_twice_nor_to_a_stranger(arrivals: list[tuple[int, Side, Side, float]]) -> None:
    """Whatever is shown, in any order: each session is joined at most once, and its ends hold its own two tokens."""
    meeting: Rendezvous[tuple[int, Side]] = Rendezvous()
    tokens = {number: meeting.expect(GRANT, number, now=0) for number in range(4)}
    joined: list[int] = []
    for number, token_side, shown_at, now in arrivals:
        token = tokens[number].client if token_side is Side.CLIENT else tokens[number].agent
        try:
            arrival = meeting.arrive(token, shown_at, (number, shown_at), now=now)
        except UnknownTokenError:
            continue
        assert token_side is shown_at
        assert now < RELAY_GRACE
        if isinstance(arrival, Joined):
            assert arrival == Joined(number, (number, Side.CLIENT), (number, Side.AGENT))
            joined.append(number)
    assert len(joined) == len(set(joined))
