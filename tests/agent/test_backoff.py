"""When an agent dials again."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from agent.backoff import CAP, FIRST, HEALTHY_AFTER, Backoff


@given(st.integers(), st.integers(min_value=1, max_value=200))
def test_no_wait_is_longer_than_the_cap_or_its_ceiling(seed: int, tries: int) -> None:
    """Every wait lies between 0 and the ceiling of its try, and no ceiling is above 30 s."""
    backoff = Backoff(random.Random(seed))
    for _ in range(tries):
        ceiling = backoff.ceiling
        assert 0.0 <= backoff.failed() <= ceiling <= CAP


def test_the_first_tries_come_quickly_and_the_later_ones_at_the_cap() -> None:
    """The ceiling doubles from half a second to 30 s."""
    backoff = Backoff(random.Random(1))
    ceilings = []
    for _ in range(9):
        ceilings.append(backoff.ceiling)
        backoff.failed()
    assert ceilings == [FIRST, 1.0, 2.0, 4.0, 8.0, 16.0, CAP, CAP, CAP]


def test_a_line_that_stood_makes_the_next_try_quick_again() -> None:
    """After a minute of standing the count begins anew; a line that broke at once does not reset it."""
    backoff = Backoff(random.Random(1))
    for _ in range(8):
        backoff.failed(stood_for=1.0)
    assert backoff.ceiling == CAP
    assert backoff.failed(stood_for=HEALTHY_AFTER) <= FIRST


def test_what_the_gateway_asks_for_is_kept_to() -> None:
    """A wait is at least what the gateway asked for, and still no longer than the cap."""
    backoff = Backoff(random.Random(1))
    assert backoff.failed(at_least=12.0) == 12.0
    assert backoff.failed(at_least=900.0) == CAP


def test_a_thousand_agents_spread_themselves() -> None:
    """Agents cut at one moment come back spread over the whole ceiling, not together."""
    waits = sorted(Backoff(random.Random(seed)).failed() for seed in range(1000))
    gaps = [later - earlier for earlier, later in itertools.pairwise(waits)]
    assert max(gaps) < FIRST / 20
    assert waits[-1] - waits[0] > FIRST * 0.9
