"""The token bucket."""

from hypothesis import given
from hypothesis import strategies as st

from wire.rate import TokenBucket

waits = st.lists(st.floats(0, 10), max_size=80)


@given(rate=st.floats(0.1, 1000), burst=st.floats(1, 200), gaps=waits)
def test_no_more_passes_than_burst_and_rate_allow(rate: float, burst: float, gaps: list[float]) -> None:
    """Over any run of events, at most the burst plus the rate times the time that passed are allowed."""
    bucket, now, passed = TokenBucket(rate, burst, now=0.0), 0.0, 0
    for gap in gaps:
        now += gap
        passed += bucket.allow(now)
        assert passed <= burst + rate * now + 1e-6


@given(rate=st.floats(1, 1000), count=st.integers(1, 200))
def test_an_honest_sender_is_never_held_up(rate: float, count: int) -> None:
    """Events at a little under the rate always pass."""
    bucket = TokenBucket(rate, 1.0, now=0.0)
    assert all(bucket.allow(number * 1.001 / rate) for number in range(1, count + 1))


def test_the_burst_is_refilled_by_time_alone() -> None:
    """An empty bucket refuses until time has passed, and never holds more than its burst."""
    bucket = TokenBucket(rate=10.0, burst=2.0, now=0.0)
    assert [bucket.allow(0.0) for _ in range(3)] == [True, True, False]
    assert [bucket.allow(0.1), bucket.allow(0.1)] == [True, False]
    assert [bucket.allow(1000.0) for _ in range(3)] == [True, True, False]


def test_a_clock_that_steps_back_gives_nothing() -> None:
    """Time running backwards, and then forwards again over the same second, refills that second once."""
    bucket = TokenBucket(rate=1.0, burst=1.0, now=100.0)
    assert bucket.allow(100.0)
    assert not bucket.allow(0.0)
    assert not bucket.allow(100.0)
    assert bucket.allow(101.0)
