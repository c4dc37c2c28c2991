"""The report of a trace: its circumstances from the records, its three files, its signature. Writes no file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.japanese import translated
from gateway.times import when
from gateway.trace import Found, Trace
from watermark.apart import Examined
from watermark.evidence import (
    AuditEntry,
    Circumstances,
    Sentence,
    SessionFacts,
    pictures_of,
    report_of,
    to_json,
    to_pdf,
)
from watermark.reading import Corner


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report says besides the reading, as it was given."""

    handed_in_by: str
    handed_in_at: str
    second_person: str
    corners: tuple[Corner, ...] | None  # of the screen in the photo, when a person has pointed them out


def parts_of(
    wanted: Wanted,
    sign: Callable[[bytes], str],
    name: str,
    examined: Examined,
    trace: Trace,
    key_ids: Sequence[str],
    users: int,
) -> dict[str, bytes]:
    """The report on *trace* of the photo *name*, by suffix: JSON, its signature, PDF. Raises `WatermarkError`."""
    report = report_of(name, examined, circumstances_of(wanted, trace, tuple(key_ids), users))
    text = to_json(report)
    return {
        ".json": text,
        ".json.sig": sign(text).encode(),
        ".pdf": to_pdf(report, pictures_of(examined)),
    }


def circumstances_of(wanted: Wanted, trace: Trace, key_ids: tuple[str, ...], users: int) -> Circumstances:
    """What the report says besides the reading; its times are those of the records."""
    entry = trace.entry
    return Circumstances(
        handed_in_by=wanted.handed_in_by,
        handed_in_at=wanted.handed_in_at,
        examined_at=_time(entry.at),
        operator=entry.actor,
        second_person=wanted.second_person,
        key_ids=key_ids,
        corners=wanted.corners,
        note=Sentence(translated(trace.note), trace.note) if trace.note else None,
        session=None if trace.found is None else _session(trace.found),
        users=users,
        audit=AuditEntry(chain=entry.chain, number=entry.number, at=_time(entry.at), digest=entry.digest),
    )


def _session(found: Found) -> SessionFacts:
    session = found.session
    return SessionFacts(
        identity=found.identity.identity,
        name=found.identity.name,
        organisation=session.organisation,
        pc=found.pc.pc,
        pc_name=found.pc.name,
        home_pc=session.hostname,
        home_key=session.device,
        source=session.source,
        opened=_time(session.opened_at),
        ended=when(session.ended_at),
        shown_from=_time(found.shown_from),
        shown_until=_time(found.shown_until),
    )


def _time(at: float) -> str:
    return when(at) or ""
