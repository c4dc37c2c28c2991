"""When an organisation works."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth.hours import DAYS, WEEK, check_open, closes_at
from gateway.errors import RefusedError
from wire.reasons import Reason

JAPAN = timezone(timedelta(hours=9))


def at(text: str) -> float:
    """Unix seconds of a moment in Japan; 2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN).timestamp()


@pytest.mark.parametrize(
    ("hours", "now", "closes"),
    [
        (("mon-fri 07:00-22:00",), "2026-11-26 21:59:59", "2026-11-26 22:00"),
        (("mon-fri 07:00-22:00",), "2026-11-26 07:00", "2026-11-26 22:00"),
        (("mon-fri 07:00-22:00",), "2026-11-26 22:00", None),
        (("mon-fri 07:00-22:00",), "2026-11-28 12:00", None),
        (("fri 20:00-04:00",), "2026-11-28 03:59", "2026-11-28 04:00"),
        (("sun 20:00-04:00",), "2026-11-30 01:00", "2026-11-30 04:00"),
        (("sun 20:00-04:00",), "2026-11-29 21:00", "2026-11-30 04:00"),
        (("mon 00:00-24:00", "tue 00:00-12:00"), "2026-11-23 09:00", "2026-11-24 12:00"),
        (("sat-mon 09:00-10:00",), "2026-11-29 09:30", "2026-11-29 10:00"),
        (("sat-mon 09:00-10:00",), "2026-11-24 09:30", None),
    ],
)
def test_hours_open_and_close_when_they_say(hours: tuple[str, ...], now: str, closes: str | None) -> None:
    """Each entry holds from its first minute to its last, over midnight and over the week's end."""
    if closes is None:
        with pytest.raises(RefusedError) as refused:
            check_open(hours, at(now))
        assert refused.value.reason is Reason.OUT_OF_HOURS
    else:
        check_open(hours, at(now))
        assert closes_at(hours, at(now)) == at(closes)


def test_without_hours_an_organisation_always_works() -> None:
    """No entry, or entries that fill the week, never close."""
    assert closes_at((), at("2026-11-26 03:00")) == float("inf")
    assert closes_at(("mon-sun 00:00-24:00",), at("2026-11-26 03:00")) == float("inf")


_CLOCKS = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
_ENTRIES = st.builds(lambda day, begin, end: f"{day} {begin}-{end}", st.sampled_from(DAYS), _CLOCKS, _CLOCKS)


@given(hours=st.lists(_ENTRIES, min_size=1, max_size=5), now=st.integers(0, 2 * WEEK))
def test_every_minute_until_closing_is_open_and_the_next_is_not(hours: list[str], now: int) -> None:
    """From now to the closing time it is open without a gap, and at that time it is closed."""
    closes = closes_at(hours, now)
    if now < closes < float("inf"):
        for minute in range(now, int(closes), 3600):
            check_open(hours, minute)
        check_open(hours, closes - 1)
        with pytest.raises(RefusedError):
            check_open(hours, closes)
