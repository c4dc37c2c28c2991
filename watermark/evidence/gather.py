"""From an examined file and its circumstances to a report: rounds, withholds what may not be said, adds nothing."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from watermark.apart import Examined
from watermark.decode import FALSE_ALARM, false_alarm
from watermark.evidence.facts import (
    AttemptFacts,
    CellFacts,
    Circumstances,
    Figures,
    HandedIn,
    MarkFacts,
    PhotoFacts,
    Place,
    Program,
    Report,
)
from watermark.evidence.words import DISPLAYED, DISPLAYED_FROM, FINDINGS, LIMITS, Sentence, plain_time
from watermark.payload import MAC_BITS, PAYLOAD_BITS
from watermark.pilots import CELL
from watermark.reading import Status
from watermark.spread import CELLS
from watermark.trail import Homography, Trail

LIBRARIES: Final = ("numpy", "opencv-python-headless", "pillow", "pillow-heif", "reportlab")


def report_of(name: str, examined: Examined, circumstances: Circumstances) -> Report:
    """The report on the file *name*."""
    reading = examined.reading
    withheld = circumstances.note is not None
    grade = Status.INCONCLUSIVE if withheld else reading.status
    mark = None
    if grade is Status.IDENTIFIED and reading.mark is not None and reading.key_id is not None:
        mark = MarkFacts(
            payload=reading.mark.hex,
            session=f"{reading.mark.session:012x}",
            slot=reading.mark.slot,
            key_id=reading.key_id,
        )
    session = circumstances.session if mark is not None else None
    return Report(
        grade=grade,
        finding=_finding(grade, mark, circumstances),
        note=circumstances.note,
        photo=_photo(name, examined),
        handed_in=HandedIn(
            by=circumstances.handed_in_by,
            at=circumstances.handed_in_at,
            examined_at=circumstances.examined_at,
            operator=circumstances.operator,
            second_person=circumstances.second_person,
        ),
        mark=mark,
        session=session,
        figures=_figures(examined, circumstances, identified=mark is not None),
        place=Place(
            corners_given=circumstances.corners,
            outline=reading.corners,
            homography=None if reading.corners is None else _shown(examined.trail),
        ),
        attempts=_attempts(examined.trail),
        cells=_cells(examined.trail, identified=mark is not None) if grade is not Status.ABSENT else None,
        program=_program(),
        audit=circumstances.audit,
        limits=LIMITS,
    )


def _finding(grade: Status, mark: MarkFacts | None, circumstances: Circumstances) -> Sentence:
    if mark is None:
        return FINDINGS[grade]
    session = circumstances.session
    if session is None:
        return DISPLAYED.filled(session=mark.session, slot=mark.slot)
    since, until = plain_time(session.shown_from), plain_time(session.shown_until)
    return DISPLAYED_FROM.filled(session=mark.session, slot=mark.slot, since=since, until=until)


def _photo(name: str, examined: Examined) -> PhotoFacts:
    return PhotoFacts(
        name=name,
        sha256=examined.received.sha256,
        bytes=len(examined.received.data),
        kind=examined.kind,
        width=examined.width,
        height=examined.height,
        orientation=examined.orientation,
        exif=dict(sorted(examined.exif.items())),
    )


def _figures(examined: Examined, circumstances: Circumstances, *, identified: bool) -> Figures:
    reading, trail = examined.reading, examined.trail
    chance = false_alarm(reading.hypotheses)
    users = circumstances.users
    score, runner_up = round(reading.score, 2), _two(trail.runner_up)
    return Figures(
        seal=_seal(reading.status, trail, identified=identified),
        score=score,
        threshold=round(reading.threshold, 2),
        runner_up=runner_up,
        margin=None if runner_up is None else round(score - runner_up, 2),
        strangers=examined.strangers,
        strangers_best=_two(examined.strangers_best),
        hypotheses=reading.hypotheses,
        geometries=len(trail.attempts),
        keys_tried=tuple(sorted(circumstances.key_ids)),
        false_alarm=_short(chance),
        users=users,
        false_alarm_of_users=None if users is None else _short(min(1.0, users * chance)),
    )


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _seal(status: Status, trail: Trail, *, identified: bool) -> str:
    if identified:
        return "right"
    if status is Status.IDENTIFIED:
        return "withheld"
    return "below" if any(attempt.sealed for attempt in trail.attempts) else "wrong"


def _attempts(trail: Trail) -> tuple[AttemptFacts, ...]:
    return tuple(
        AttemptFacts(
            number=number,
            pilots=round(attempt.pilots, 2),
            score=round(attempt.score, 2),
            seal_right=attempt.sealed,
            homography=_rounded(attempt.to_photo),
        )
        for number, attempt in enumerate(trail.attempts, 1)
    )


def _shown(trail: Trail) -> Homography | None:
    return None if trail.shown is None else _rounded(trail.attempts[trail.shown].to_photo)


def _cells(trail: Trail, *, identified: bool) -> CellFacts | None:
    if trail.shown is None or not trail.cells:
        return None
    soft = [round(value, 2) + 0.0 for value in trail.cells]  # + 0.0: no -0
    if not identified or not trail.codeword:
        return CellFacts(attempt=trail.shown + 1, soft=_rows(soft), agreement=None, agreeing=None)
    agreement = [value * sign + 0.0 for value, sign in zip(soft, trail.codeword, strict=True)]
    agreeing = sum(value > 0 for value in agreement)
    return CellFacts(attempt=trail.shown + 1, soft=_rows(soft), agreement=_rows(agreement), agreeing=agreeing)


def _rows(values: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(values[start : start + CELLS]) for start in range(0, len(values), CELLS))


def _program() -> Program:
    parameters = {
        "false alarm, at most, to be identified": f"{FALSE_ALARM:g}",
        "payload": f"{PAYLOAD_BITS} bits, {MAC_BITS} of them the seal",
        "tile": f"{CELLS} x {CELLS} cells of {CELL} x {CELL} screen pixels",
    }
    parameters |= {f"library {name}": version(name) for name in LIBRARIES}
    return Program(name="sekisho", version=version("sekisho"), parameters=parameters)


def _rounded(values: Homography) -> Homography:
    a, b, c, d, e, f, g, h, i = (_short(value, 7) for value in values)
    return a, b, c, d, e, f, g, h, i


def _short(value: float, digits: int = 4) -> float:
    """*value* to so many significant digits: what rounding errors may change does not stand in a report."""
    return float(f"{value:.{digits}g}") + 0.0
