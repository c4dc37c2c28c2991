"""At its full size, or at half."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from agent.fineness import Fineness, wants_glimpse

SCREEN, FILM, DIALOG = 1600 * 900, 854 * 480, 400 * 300
HOME, POOR = 1_250_000.0, 125_000.0  # bytes a second: 10 and 1 Mbit/s


def test_a_home_line_gets_everything_at_full_size() -> None:
    """On 10 Mbit/s the whole screen moves sharply."""
    assert not Fineness().half(SCREEN, HOME)


def test_a_poor_line_gets_large_things_at_half_their_size() -> None:
    """On 1 Mbit/s a film and the screen go at half, a dialog at full size."""
    assert Fineness().half(SCREEN, POOR)
    assert Fineness().half(FILM, POOR)
    assert not Fineness().half(DIALOG, POOR)


@given(st.integers(1, 1 << 24), st.floats(1e3, 1e9), st.lists(st.floats(0.75, 1.3), max_size=20))
def test_a_rate_that_varies_a_little_changes_nothing_twice(pixels: int, rate: float, noise: list[float]) -> None:
    """Around one rate the answer changes once at most: every change would cost a first picture."""
    fineness = Fineness()
    answers = [fineness.half(pixels, rate * factor) for factor in (1.0, *noise)]
    assert sum(before != after for before, after in itertools.pairwise(answers)) <= 1


def test_a_glimpse_goes_before_what_takes_longer_than_a_blink() -> None:
    """A page that is new takes a home line a fifth of a second; a scrolled one hardly any of it."""
    assert wants_glimpse(277_000, HOME)
    assert not wants_glimpse(20_000, HOME)
