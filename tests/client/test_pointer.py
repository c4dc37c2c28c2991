"""Pointer motion and the wheel."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from client.pointer import EVERY, NOTCH, PointerPacer, WheelGatherer
from wire.messages import Pointer, Wheel


def test_the_first_motion_goes_at_once_and_the_rest_is_thinned() -> None:
    """Of ten motions within one interval the first and the newest are sent."""
    pacer = PointerPacer()
    sent = [message for step in range(10) for message in pacer.moved(step, 0, step * EVERY / 20)]
    assert sent == [Pointer(0, 0)]
    assert pacer.due_in(EVERY / 2) == EVERY / 2
    assert pacer.flush(EVERY) == [Pointer(9, 0)]
    assert pacer.due_in(EVERY) is None


def test_a_flush_without_motion_sends_nothing() -> None:
    """A button does not repeat a position that has been sent."""
    pacer = PointerPacer()
    pacer.moved(5, 5, 0.0)
    assert pacer.flush(1.0) == []
    assert pacer.moved(5, 5, 2.0) == []


@given(st.lists(st.tuples(st.integers(0, 100), st.floats(0, 0.02)), min_size=1))
def test_the_last_position_always_arrives(path: list[tuple[int, float]]) -> None:
    """After the flush that follows, the office pointer is where the local one is, and never more often than due."""
    pacer, now, sent, times = PointerPacer(), 0.0, [], []
    for x, pause in path:
        now += pause
        for message in pacer.moved(x, 0, now):
            sent.append(message)
            times.append(now)
    sent += pacer.flush(now + EVERY)
    assert sent[-1] == Pointer(path[-1][0], 0)
    assert all(later - earlier >= EVERY * 0.999 for earlier, later in itertools.pairwise(times))


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), max_size=30))
def test_the_wheel_loses_nothing_but_less_than_a_notch(turns: list[tuple[int, int]]) -> None:
    """Fine steps add up to whole notches; what has not been sent is less than one."""
    wheel, dx, dy = WheelGatherer(), 0, 0
    for across, down in turns:
        for message in wheel.turned(across, down):
            assert isinstance(message, Wheel)
            dx, dy = dx + message.dx, dy + message.dy
    assert abs(sum(a for a, _ in turns) - dx * NOTCH) < NOTCH
    assert abs(sum(d for _, d in turns) - dy * NOTCH) < NOTCH
