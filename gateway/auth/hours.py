"""When an organisation works: hours of the week in Japan's time. Pure; takes now (Unix seconds).

An entry is `DAYS HH:MM-HH:MM`, DAYS one day or a range (`mon-fri`); hours that end before they begin go over midnight.
No entry at all means that it always works. Japan has one time zone and no summer time.
"""

import re
from collections.abc import Sequence
from typing import Final

from gateway.errors import RefusedError
from wire.reasons import Reason

JAPAN: Final = 9 * 3600  # seconds ahead of UTC
DAY: Final = 86400
WEEK: Final = 7 * DAY
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_THURSDAY: Final = 3 * DAY  # 1970 began on a Thursday
_DAY: Final = "|".join(DAYS)
PATTERN: Final = rf"\A({_DAY})(-({_DAY}))? ([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"
_ENTRY: Final = re.compile(rf"(?P<first>{_DAY})(?:-(?P<last>{_DAY}))? (?P<from>[0-9:]{{5}})-(?P<to>[0-9:]{{5}})")


def check_open(hours: Sequence[str], now: float) -> None:
    """Raise `RefusedError(OUT_OF_HOURS)` unless the organisation works at *now*."""
    if closes_at(hours, now) <= now:
        raise RefusedError(Reason.OUT_OF_HOURS)


def closes_at(hours: Sequence[str], now: float) -> float:
    """When the hours that *now* lies in end (Unix seconds): *now* itself outside all of them, infinity without any.

    Hours that touch or overlap are one.
    """
    if not hours:
        return float("inf")
    spans = _merged([span for entry in hours for span in _spans(entry)])
    if spans == [(0, WEEK)]:
        return float("inf")
    at = (now + JAPAN + _THURSDAY) % WEEK
    for begin, end in spans:
        if begin <= at < end:
            # A span that runs to the end of the week goes on with the one that begins it.
            more = spans[0][1] if end == WEEK and spans[0][0] == 0 else 0
            return now + (end - at) + more
    return now


def _spans(entry: str) -> list[tuple[int, int]]:
    """The spans of *entry* in seconds since Monday 00:00, none beyond the week's end."""
    match = _ENTRY.fullmatch(entry)
    if match is None:
        return []  # cannot be written by the policy's bounds; were it, it would open nothing
    first = DAYS.index(match["first"])
    last = DAYS.index(match["last"] or match["first"])
    begin, end = _seconds(match["from"]), _seconds(match["to"])
    length = (end - begin) % DAY or DAY
    spans: list[tuple[int, int]] = []
    for number in range((last - first) % 7 + 1):
        at = ((first + number) % 7) * DAY + begin
        spans.append((at, min(at + length, WEEK)))
        if at + length > WEEK:
            spans.append((0, at + length - WEEK))
    return spans


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _seconds(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 3600 + int(minute) * 60
