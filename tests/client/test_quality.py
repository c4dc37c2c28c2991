"""How good the line is, and why it is slow: over recorded round trips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.quality import FAIR, GOOD, WINDOW, Gauge, Grade, Quality, Why


def told(trips: list[float], decodes: list[float] = []) -> Quality:  # noqa: B006 - read only
    """What a gauge says after *trips*, a second apart."""
    gauge = Gauge()
    for decode in decodes:
        gauge.decoded(decode)
    return [gauge.answered(trip, float(number)) for number, trip in enumerate(trips)][-1]


@pytest.mark.parametrize(
    ("trips", "decodes", "grade", "why"),
    [
        ([12, 13, 11], [3] * 30, Grade.GOOD, None),
        ([85, 90, 88], [3] * 30, Grade.FAIR, Why.FAR),
        ([320, 300, 310], [3] * 30, Grade.SLOW, Why.FAR),  # a far line at its best
        ([30, 31, 400], [3] * 30, Grade.SLOW, Why.BUSY),  # a good one that something fills
        ([30, 31, 100], [], Grade.FAIR, Why.BUSY),
        ([20, 21, 20], [40] * 30, Grade.SLOW, Why.THIS_PC),  # pictures come and are not drawn
        ([20, 21, 20], [3] * 29 + [400], Grade.GOOD, None),  # one slow picture is not a slow PC
    ],
)
def test_a_slow_line_has_its_reason(trips: list[float], decodes: list[float], grade: Grade, why: Why | None) -> None:
    """Far, busy and a slow PC are told apart, and a good line is left alone."""
    found = told(trips, decodes)
    assert (found.grade, found.why, found.milliseconds) == (grade, why, trips[-1])


def test_what_was_good_a_minute_ago_counts_no_more() -> None:
    """A PC that was carried from the cable to the train: after a minute the line is far, no longer busy."""
    gauge = Gauge()
    gauge.answered(20.0, 0.0)
    assert gauge.answered(300.0, 1.0).why is Why.BUSY
    assert gauge.answered(300.0, WINDOW + 1.5).why is Why.FAR


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=80))
def test_the_grade_follows_the_newest_round_trip(trips: list[float]) -> None:
    """Whatever came before: below 60 ms good, below 150 fair, else slow; slow always has a reason."""
    found = told(trips)
    wanted = Grade.GOOD if trips[-1] < GOOD else Grade.FAIR if trips[-1] < FAIR else Grade.SLOW
    assert found.grade is wanted
    assert (found.why is None) == (found.grade is Grade.GOOD)


def test_no_answer_is_a_grade_of_its_own() -> None:
    """Silence has no milliseconds."""
    assert Gauge.silent() == Quality(Grade.SILENT, None, Why.SILENT)
