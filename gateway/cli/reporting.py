"""The report of a trace: its circumstances from the records, its three files, its signature. Prints nothing."""

from dataclasses import dataclass
from pathlib import Path

from gateway.cli.output import when
from gateway.japanese import translated
from gateway.signing import sign_report
from gateway.state import StateDirectory
from gateway.trace import Found, Trace
from watermark.apart import Examined
from watermark.evidence import (
    AuditEntry,
    Circumstances,
    Sentence,
    SessionFacts,
    report_of,
    to_json,
    to_pdf,
    write_report,
)
from watermark.reading import Corner


@dataclass(frozen=True, slots=True)
class Wanted:
    """The report that was asked for on the command line."""

    folder: Path
    handed_in_by: str
    handed_in_at: str
    second_person: str
    corners: tuple[Corner, ...] | None  # of the screen in the photo, when a person has pointed them out


def write(
    wanted: Wanted, state: StateDirectory, photo: Path, examined: Examined, trace: Trace, key_ids: list[str], users: int
) -> list[Path]:
    """Write the report on *trace* as JSON, PDF and signature. Raises `WatermarkError` and `StateError`."""
    report = report_of(photo.name, examined, circumstances_of(wanted, trace, tuple(key_ids), users))
    text = to_json(report)
    parts = {
        ".json": text,
        ".json.sig": sign_report(state, text).encode(),
        ".pdf": to_pdf(report, examined.photo, examined.straight),
    }
    return write_report(wanted.folder, photo.stem, parts)


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
