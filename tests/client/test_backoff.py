"""Delays between two tries."""

from hypothesis import given
from hypothesis import strategies as st

from client.backoff import FIRST, LONGEST, PATIENCE, WATCHED, Backoff


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=50))
def test_every_delay_lies_within_its_bounds(chances: list[float]) -> None:
    """No delay is longer than the longest or shorter than half of the first, whatever chance says."""
    drawn = iter(chances)
    backoff = Backoff(lambda: next(drawn))
    delays = [backoff.next() for _ in chances]
    assert all(FIRST / 2 <= delay <= LONGEST for delay in delays)


def test_a_watched_picture_is_back_within_two_seconds() -> None:
    """For three minutes at least no delay is over a second; only then they grow to the longest."""
    backoff = Backoff(lambda: 0.999)
    watched = [backoff.next() for _ in range(PATIENCE)]
    assert max(watched) <= WATCHED
    assert sum(watched) > 180
    assert max(backoff.next() for _ in range(20)) > 0.9 * LONGEST


def test_success_begins_again() -> None:
    """After a reset the first delay is the shortest again."""
    backoff = Backoff(lambda: 1.0)
    for _ in range(10):
        backoff.next()
    backoff.reset()
    assert backoff.next() == FIRST


def test_two_clients_do_not_return_together() -> None:
    """Different chances give different delays."""
    assert Backoff(lambda: 0.1).next() != Backoff(lambda: 0.9).next()
