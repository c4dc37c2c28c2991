"""How long the line is away."""

from client.absence import Absence
from client.backoff import FIRST, Backoff


def absence(within: float = 60.0) -> Absence:
    """One without chance in it."""
    made = Absence(Backoff(lambda: 1.0))
    made.within = within
    return made


def test_an_absence_is_counted_from_its_beginning() -> None:
    """A second loss does not prolong the time in which no code is needed."""
    away = absence()
    away.begin(100.0)
    away.begin(150.0)
    assert not away.hopeless(159.9)
    assert away.hopeless(160.0)


def test_a_retry_is_due_once() -> None:
    """It is not due early, and not twice."""
    away = absence()
    away.begin(0.0)
    away.put_off(0.0)
    assert away.wake_at == FIRST
    assert not away.take_retry(FIRST / 2)
    assert away.take_retry(FIRST)
    assert not away.take_retry(FIRST)


def test_only_a_restored_line_makes_the_next_delay_short() -> None:
    """Giving up does not reset the delays; coming back does."""
    away = absence()
    away.put_off(0.0)
    away.end(restored=False)
    away.put_off(0.0)
    assert away.wake_at is not None
    assert away.wake_at > FIRST
    away.end(restored=True)
    assert away.wake_at is None
    away.put_off(0.0)
    assert away.wake_at == FIRST
