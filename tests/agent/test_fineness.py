"""At its full size, or at half."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from agent.fineness import MOST, Fineness, Way, wants_glimpse

SCREEN, FILM, DIALOG = 1600 * 900, 854 * 480, 400 * 300
HOME, POOR, QUICK = 1_250_000.0, 125_000.0, 12_500_000.0  # bytes a second: 10, 1 and 100 Mbit/s


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


def test_what_moves_goes_exactly_on_a_quick_line_alone() -> None:
    """A window that is dragged goes exactly on 100 Mbit/s; on a home line nothing that moves does."""
    fineness, window = Fineness(), 260_000
    assert fineness.way(window, QUICK, 0.0) is Way.EXACT
    assert fineness.way(window, HOME, 0.0) is Way.VIDEO
    assert fineness.most(Way.EXACT, HOME, 0.0) == 0.0


def test_a_film_that_takes_too_much_is_not_tried_again_at_once() -> None:
    """What it took is remembered for two seconds; then it may be another motion, and is tried anew."""
    fineness = Fineness()
    assert fineness.way(FILM, QUICK, 0.0) is Way.EXACT
    fineness.took(Way.EXACT, 2 * FILM, FILM, 0.0)
    assert fineness.way(FILM, QUICK, 1.9) is Way.PHOTOGRAPH
    assert fineness.way(FILM, QUICK, 2.1) is Way.EXACT


def test_a_film_whose_photographs_take_too_much_goes_as_video() -> None:
    """On 24 Mbit/s a photograph of a film would keep the line for longer than a picture may."""
    fineness, rate = Fineness(), 3_000_000.0
    fineness.took(Way.EXACT, 2 * FILM, FILM, 0.0)
    assert fineness.way(FILM, rate, 0.1) is Way.VIDEO
    quick = Fineness()
    quick.took(Way.EXACT, 2 * FILM, FILM, 0.0)
    quick.took(Way.PHOTOGRAPH, FILM, FILM, 0.0)
    assert quick.way(FILM, QUICK, 0.1) is Way.VIDEO


def test_text_is_no_film() -> None:
    """What is too much exactly, and yet no photograph, goes as video: x264 finds a page again where it has gone."""
    fineness = Fineness()
    fineness.took(Way.EXACT, SCREEN // 3, SCREEN, 0.0)
    assert fineness.way(SCREEN, QUICK, 0.1) is Way.VIDEO


def test_a_line_is_tried_with_twice_as_much_as_it_must_carry_later() -> None:
    """The first exact picture shows how quick the line is; those after it leave half of the line free."""
    fineness, rate = Fineness(), 9_000_000.0
    first = fineness.most(Way.EXACT, rate, 0.0)
    fineness.took(Way.EXACT, 1000, 1000, 0.0)
    assert fineness.most(Way.EXACT, rate, 0.1) * 2 == first


@given(st.floats(1e3, 1e10), st.floats(0, 1e6), st.sampled_from([Way.EXACT, Way.PHOTOGRAPH]))
def test_no_line_gives_what_moves_more_than_an_office_can_spare(rate: float, now: float, way: Way) -> None:
    """However quick a line is, a picture that is no video is bounded: other people are on the office's line."""
    assert 0.0 <= Fineness().most(way, rate, now) <= MOST
