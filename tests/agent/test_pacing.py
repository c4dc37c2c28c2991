"""When the next picture may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.pacing import FIRST_RATE, INTERVAL, Pacer
from wire import limits
from wire.errors import RemoteProtocolError


@given(st.lists(st.tuples(st.floats(0.0, 0.2), st.booleans(), st.integers(1, 500_000)), max_size=200))
def test_never_more_than_two_pictures_are_under_way(steps: list[tuple[float, bool, int]]) -> None:
    """Whatever the order of sends and acknowledgements, a third unacknowledged picture never goes."""
    pacer, now, unacknowledged = Pacer(), 0.0, 0
    oldest = 1
    for pause, acknowledge, size in steps:
        now += pause
        if acknowledge and unacknowledged:
            pacer.acknowledged(oldest, 0.0, now)
            oldest, unacknowledged = oldest + 1, unacknowledged - 1
        if pacer.wait(now) == 0.0:
            pacer.sent(size, now)
            unacknowledged += 1
        assert unacknowledged == pacer.under_way <= limits.UNACKNOWLEDGED_PICTURES
        assert pacer.rate > 0


def test_a_viewer_that_does_not_answer_stops_the_pictures() -> None:
    """After two pictures without an acknowledgement nothing may go until one comes, however long that takes."""
    pacer = Pacer()
    pacer.sent(100, 0.0)
    pacer.sent(100, 0.1)
    assert pacer.wait(3600.0) is None
    pacer.acknowledged(1, 0.0, 3600.0)
    assert pacer.wait(3600.0) == 0.0


def test_a_third_picture_under_way_is_a_mistake_of_ours() -> None:
    """Sending without asking first is caught."""
    pacer = Pacer()
    pacer.sent(1, 0.0)
    pacer.sent(1, 0.0)
    with pytest.raises(AssertionError):
        pacer.sent(1, 0.0)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_an_acknowledgement_out_of_order_ends_the_session(number: int) -> None:
    """A viewer may acknowledge only the oldest picture under way."""
    pacer = Pacer()
    pacer.sent(1, 0.0)
    pacer.sent(1, 0.0)
    with pytest.raises(RemoteProtocolError):
        pacer.acknowledged(number, 0.0, 1.0)


def test_pictures_come_at_sixty_a_second_and_a_key_press_at_once() -> None:
    """After a rest two pictures may go in the same moment; in the long run there are sixty in a second."""
    pacer, moments = Pacer(), []
    for now in (10.0 + step / 2000 for step in range(2000)):
        while pacer.wait(now) == 0.0:
            moments.append(now)
            pacer.acknowledged(pacer.sent(10, now), 0.0, now)
    assert moments[:2] == [10.0, 10.0]
    assert 1 / INTERVAL <= len(moments) <= 1 / INTERVAL + 4


def test_the_rate_follows_the_line() -> None:
    """A picture that was alone under way measures the line: 100 KB in 0.8 s beyond the round trip is 1 Mbit/s."""
    pacer, now = Pacer(), 0.0
    for _ in range(30):
        small = pacer.sent(100, now)
        pacer.acknowledged(small, 0.0, now + 0.1)
        large = pacer.sent(100_000, now + 1.0)
        pacer.acknowledged(large, 0.0, now + 1.0 + 0.1 + 0.8)
        now += 3.0
    assert pacer.round_trip == pytest.approx(0.1)
    assert pacer.rate == pytest.approx(125_000, rel=0.05)
    assert pacer.allowance().repairs < FIRST_RATE * 0.05


def test_the_viewers_own_work_is_not_blamed_on_the_line() -> None:
    """Time that the viewer spent decoding does not lower the estimate."""
    pacer, now = Pacer(), 0.0
    for _ in range(30):
        number = pacer.sent(100_000, now)
        pacer.acknowledged(number, 0.5, now + 0.55)
        now += 1.0
    assert pacer.rate > 1_000_000
