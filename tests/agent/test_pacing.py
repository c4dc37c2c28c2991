"""When the next picture may go."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.pacing import ATTENDED, FIRST_RATE, INTERVAL, LARGE, LEAD, MOST, Pacer
from wire import limits
from wire.errors import RemoteProtocolError


@dataclass
class Line:
    """A line of *rate* bytes a second and *delay* seconds each way, first in, first out, and a viewer that answers."""

    rate: float
    delay: float
    free: float = 0.0
    answers: deque[tuple[float, int, float]] = field(default_factory=deque)  # when, which, drawn when

    def carry(self, number: int, size: int, now: float, late: float = 0.0) -> None:
        """A picture leaves now; the viewer answers *late* seconds after it has come, and in order."""
        self.free = max(self.free, now) + size / self.rate
        before = self.answers[-1][0] if self.answers else 0.0
        self.answers.append((max(self.free + 2 * self.delay + late, before), number, now))

    def answered(self, now: float) -> Iterator[tuple[float, int, float]]:
        """The answers that have come by now."""
        while self.answers and self.answers[0][0] <= now:
            yield self.answers.popleft()


def played(line: Line, sizes: list[int], step: float = 0.002) -> list[float]:
    """The ages at which pictures are shown, seconds, on a screen that always changes; the sizes take turns."""
    pacer, ages, now, number = Pacer(), [], 0.0, 0
    while number < len(sizes) or line.answers:
        now += step
        for at, which, drawn in line.answered(now):
            pacer.acknowledged(which, 0.0, at)
            ages.append(at - line.delay - drawn)
        if number < len(sizes) and pacer.wait(now) == 0.0:
            line.carry(pacer.sent(sizes[number], now), sizes[number], now)
            number += 1
        assert pacer.under_way <= limits.UNACKNOWLEDGED_PICTURES
        assert now < 3600.0, "no progress"
    return ages


@given(
    st.floats(20_000, 1e8),
    st.floats(0.0, 0.15),
    st.lists(st.integers(1, 400_000), min_size=1, max_size=60),
)
def test_every_picture_arrives_on_any_line(rate: float, delay: float, sizes: list[int]) -> None:
    """Whatever the line and the sizes, pictures keep going until all are shown, and never more than the limit."""
    assert len(played(Line(rate, delay), sizes)) == len(sizes)


@pytest.mark.parametrize(("rate", "delay"), [(1_250_000.0, 0.015), (125_000.0, 0.05)])
def test_pictures_do_not_queue(rate: float, delay: float) -> None:
    """Pictures of a thirtieth of a second each are shown after a one-way delay and two others' times at most."""
    ages = played(Line(rate, delay), [int(rate / 30)] * 200)
    assert max(ages[50:]) <= delay + 3 / 30 + 0.01


def test_a_long_line_is_kept_full() -> None:
    """On 10 Mbit/s with 30 ms, pictures of 12 ms each go at more than thirty a second."""
    line = Line(1_250_000.0, 0.015)
    played(line, [15_000] * 300)
    assert line.free < 300 / 30


@given(st.lists(st.tuples(st.floats(0.0, 0.2), st.booleans(), st.integers(1, 500_000)), max_size=200))
def test_never_more_pictures_than_the_window_are_under_way(steps: list[tuple[float, bool, int]]) -> None:
    """Whatever the order of sends and answers, no large picture goes beyond the window, and none beyond all."""
    pacer, now = Pacer(), 0.0
    unacknowledged: deque[int] = deque()
    oldest = 1
    for pause, acknowledge, size in steps:
        now += pause
        if acknowledge and unacknowledged:
            pacer.acknowledged(oldest, 0.0, now)
            oldest += 1
            unacknowledged.popleft()
        if pacer.wait(now) == 0.0:
            assert sum(size >= LARGE for size in unacknowledged) < pacer.window
            pacer.sent(size, now)
            unacknowledged.append(size)
        assert len(unacknowledged) == pacer.under_way <= MOST
        assert pacer.rate > 0


def test_a_viewer_that_does_not_answer_stops_the_pictures() -> None:
    """After two large pictures, or a few letters, nothing may go until an answer comes, however long that takes."""
    for size, most in ((LARGE, 2), (100, MOST)):
        pacer = Pacer()
        for number in range(most):
            assert pacer.wait(number * 1.0) == 0.0
            pacer.sent(size, number * 1.0)
        assert pacer.wait(3600.0) is None
        pacer.acknowledged(1, 0.0, 3600.0)
        assert pacer.wait(3600.0) == 0.0


def behind_a_film() -> tuple[Pacer, float]:
    """A pacer that knows its line for a slow one, and the time at which a picture has just gone."""
    pacer, now = Pacer(), 0.0
    for _ in range(20):
        pacer.acknowledged(pacer.sent(50_000, now), 0.0, now + 0.5)
        now += 1.0
    pacer.sent(50_000, now)
    return pacer, now


def test_a_letter_goes_although_the_line_is_busy() -> None:
    """Where a film takes all of the line, a letter waits for no more than the next look at the screen."""
    pacer, now = behind_a_film()
    assert pacer.wait(now + 0.05) != 0.0
    assert not pacer.allowance(now + 0.05).large
    assert pacer.letter_wait(now + 0.05) == 0.0
    pacer.looked(now + 0.05)
    assert 0.0 < (pacer.letter_wait(now + 0.06) or 0.0) < 0.05


def test_on_a_slow_line_films_leave_gaps() -> None:
    """Where each picture takes long, the next goes when the line has been free for a while, or an answer has come."""
    pacer, now = behind_a_film()
    assert (pacer.wait(now) or 0.0) > pacer.line_wait(now) + 0.01


def test_a_picture_too_many_is_a_mistake_of_ours() -> None:
    """Sending without asking first is caught."""
    pacer = Pacer()
    for _ in range(limits.UNACKNOWLEDGED_PICTURES):
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


def test_a_moment_in_several_pictures_is_one_turn() -> None:
    """A letter, its film and a glimpse of it count once: they do not halve the pictures of a second."""
    pacer, moments = Pacer(), 0
    for now in (10.0 + step / 2000 for step in range(2000)):
        if pacer.wait(now) == 0.0:
            moments += 1
            pacer.acknowledged(pacer.sent(10, now), 0.0, now)
            pacer.acknowledged(pacer.sent(10, now, follows=True), 0.0, now)
    assert moments >= 1 / INTERVAL


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
    assert 0 < pacer.allowance(now).repairs < 125_000 * 0.05


def test_the_larger_a_picture_the_more_it_tells() -> None:
    """A line that is quicker than believed is known after one large picture as after several small ones."""

    def learned(size: int, times: int) -> float:
        pacer, now = Pacer(), 0.0
        pacer.acknowledged(pacer.sent(100, now), 0.0, now + 0.001)
        for _ in range(times):
            now += 1.0
            pacer.acknowledged(pacer.sent(size, now), 0.0, now + 0.001 + size / 1e8)
        return pacer.rate

    assert learned(64 * 1024, 1) < learned(128 * 1024, 1) < learned(512 * 1024, 1)
    assert learned(512 * 1024, 1) > learned(64 * 1024, 4)


def test_repairs_wait_for_a_free_line() -> None:
    """While a picture is on the line none may go along; once it must have left, some may."""
    pacer = Pacer()
    assert pacer.allowance(0.0).repairs > 0
    pacer.sent(int(FIRST_RATE / 10), 0.0)
    assert pacer.allowance(0.05).repairs == 0
    assert pacer.allowance(0.0 + pacer.line_wait(0.0)).repairs > 0


def test_repairs_yield_to_whoever_types() -> None:
    """After a key they take a quarter of the line, and none of it while a picture is on it; soon all as before."""
    pacer = Pacer()
    pacer.sent(int(FIRST_RATE / 10), 0.0)
    free = pacer.line_wait(0.0)
    assert (before := pacer.allowance(free - LEAD).repairs) > 0
    pacer.touched(free - LEAD)
    assert pacer.allowance(free - LEAD).repairs == 0
    assert pacer.allowance(free).repairs == pytest.approx(before / 4, abs=1)
    assert pacer.allowance(free + ATTENDED).repairs == before


def test_an_old_route_is_forgotten() -> None:
    """The shortest round trip is that of the last half minute: a longer way to the office widens the window."""
    pacer = Pacer()
    for second in range(60):
        now, trip = float(second), 0.01 if second < 20 else 0.2
        pacer.acknowledged(pacer.sent(100, now), 0.0, now + trip)
    assert pacer.round_trip == pytest.approx(0.2)


def test_the_viewers_own_work_is_not_blamed_on_the_line() -> None:
    """Time that the viewer spent decoding does not lower the estimate."""
    pacer, now = Pacer(), 0.0
    for _ in range(30):
        number = pacer.sent(100_000, now)
        pacer.acknowledged(number, 0.5, now + 0.55)
        now += 1.0
    assert pacer.rate > 1_000_000


@given(st.lists(st.floats(0.0, 0.01), min_size=90, max_size=90))
def test_a_busy_viewer_does_not_make_the_line_look_quicker(busy: list[float]) -> None:
    """A letter that is acknowledged late, with the film behind it, says nothing of the line: it stays a home line."""
    line, pacer = Line(1_250_000.0, 0.015), Pacer()
    for picture, late in enumerate((0.0, *busy)):
        now = picture / 30
        for at, number, _ in line.answered(now):
            pacer.acknowledged(number, 0.0, at)
        for size, lateness in ((30, late), (12_500, 0.0)):
            line.carry(pacer.sent(size, now), size, now, lateness)
    assert pacer.rate < 1_250_000.0 * 1.5
