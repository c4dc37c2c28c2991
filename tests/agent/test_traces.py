"""The decisions of `plan` and `pacing` over what a real screen and a real home line did (`bench/traces.py`)."""

import math
import statistics
from functools import cache
from itertools import pairwise

import pytest

from agent.pacing import FIRST_RATE, Pacer
from agent.plan import QUIET, Plan, Planner, tiles_for
from tests.agent.traces import Trace

WORK = ("type", "scroll", "drag", "video", "both", "idle", "stall")
OPENING = 3  # changes with which the page comes up, over the whole screen
SETTLING = 3.0  # seconds after which a screen at rest must be exact


@cache
def trace_of(mode: str) -> Trace:
    """Read once."""
    return Trace.read(mode)


def planned(mode: str) -> tuple[Planner, list[Plan]]:
    """A planner that has seen the whole trace, and what it decided each time."""
    trace = trace_of(mode)
    planner = Planner(trace.grid)
    return planner, [planner.changed(trace.mask(bits), at) for at, bits in trace.changes]


def paced(mode: str) -> tuple[Pacer, list[float], list[float]]:
    """A pacer that has seen the whole trace; its rates after each acknowledgement, and seconds from sent to shown."""
    pacer, rates, took, sent = Pacer(), [], [], {}
    for at, what, number, decode in trace_of(mode).line:
        if what == "sent":
            sent[pacer.sent(number, at)] = at
        else:
            pacer.acknowledged(number, decode, at)
            rates.append(pacer.rate)
            took.append(at - sent[number])
    return pacer, rates, took


@pytest.mark.parametrize("mode", ["type", "idle"])
def test_letters_and_carets_are_never_video(mode: str) -> None:
    """Once the page is up, whatever changes goes lossless and at once."""
    _, plans = planned(mode)
    assert len(plans) > OPENING + 5
    assert all(plan.area is None and plan.lossless.any() for plan in plans[OPENING:])


@pytest.mark.parametrize("mode", ["scroll", "drag", "video", "both", "stall"])
def test_what_moves_is_video_in_one_stream(mode: str) -> None:
    """From the first picture of a motion to its last the area stays: no key picture in the middle of it."""
    _, plans = planned(mode)
    moving = [plan for plan in plans if plan.area is not None]
    assert len(moving) > 0.9 * len(plans)
    assert len({plan.area for plan in moving}) <= 2


@pytest.mark.parametrize("mode", WORK)
def test_every_screen_is_exact_in_the_end(mode: str) -> None:
    """After the last change repairs of a home line's size settle every tile, and nothing is due any more."""
    trace, (planner, _) = trace_of(mode), planned(mode)
    now = trace.changes[-1][0] + QUIET
    allowance = Pacer().allowance(now).repairs
    for _ in range(math.ceil(SETTLING * 30)):
        due = planner.repairs(now, tiles_for(allowance, 2000.0))
        for row, column in zip(*due.nonzero(), strict=True):
            planner.settled(trace.grid.rect(int(column), int(row)))
        now += 1 / 30
    assert planner.exact.all()
    assert planner.repair_wait(now) is None


@pytest.mark.parametrize("mode", ["scroll", "drag", "video", "both"])
def test_the_line_is_measured_while_it_is_used(mode: str) -> None:
    """In the middle and the end of a motion the rate is right to a factor of two, the round trip to 5 ms."""
    pacer, rates, _ = paced(mode)
    true = trace_of(mode).mbit * 125_000
    for rate in (statistics.median(rates), rates[-1]):
        assert true / 2 < rate < true * 1.5
    assert 0 <= pacer.round_trip * 1000 - trace_of(mode).rtt < 5


@pytest.mark.parametrize("mode", ["type", "idle"])
def test_a_line_that_is_hardly_used_is_not_thought_slow(mode: str) -> None:
    """Small pictures measure the round trip alone; the rate stays about what it was believed to be."""
    _, rates, _ = paced(mode)
    assert min(rates) > 0.8 * FIRST_RATE


@pytest.mark.parametrize("mode", ["scroll", "drag", "video", "both"])
def test_no_picture_waits_behind_many(mode: str) -> None:
    """From sent to shown it takes the round trip, its own bytes and one picture before it: mostly under 80 ms."""
    _, _, took = paced(mode)
    assert statistics.median(took[OPENING:]) < 0.08
    assert statistics.quantiles(took[OPENING:], n=10)[-1] < 0.16


def test_a_viewer_that_stops_is_not_sent_more_and_is_caught_up_at_once() -> None:
    """While nothing is acknowledged at most a window goes out; after it the first pictures are as quick as ever."""
    trace = trace_of("stall")
    times = [at for at, *_ in trace.line]
    gap, begins = max((after - before, before) for before, after in pairwise(times))
    assert gap > 1.0  # the viewer stood still
    pacer, most = Pacer(), 0
    for at, what, number, decode in trace.line:
        if what == "sent":
            pacer.sent(number, at)
            most = max(most, pacer.under_way)
        else:
            pacer.acknowledged(number, decode, at)
        if at == begins:
            assert pacer.wait(begins + gap / 2) is None
    assert most <= 6
    _, _, took = paced("stall")
    late = took.index(max(took))
    assert statistics.median(took[late + 6 :]) < 0.1
