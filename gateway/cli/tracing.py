"""The work of `trace PHOTO`: from a leaked photo to the session it shows, or to nobody."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import typer

from gateway.cli.desk import Desk, Exit, at_desk, fail
from gateway.cli.output import Record, show_facts, show_json
from gateway.japanese import said
from gateway.records import session_name
from gateway.reporting import Wanted, parts_of
from gateway.signing import sign_report
from gateway.times import when
from gateway.trace import Found, HandedIn, Trace, keys_of, trace
from watermark import ImageError, Status, WatermarkError
from watermark.apart import read_file
from watermark.corners import parse_corners
from watermark.evidence import write_report
from watermark.reading import Corner

_SENTENCES: Final = {
    Status.IDENTIFIED: "The photo shows a session of this ID.",
    Status.INCONCLUSIVE: "There is a mark in the photo, but it cannot be said whose: nobody is named.",
    Status.ABSENT: "No mark was found in the photo. That does not prove that there was none: nobody is named.",
}


def corners_typed(text: str) -> list[Corner] | None:
    """The corners in *text*, or none in an empty one; what is neither is wrong usage."""
    try:
        return parse_corners(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def trace_photo(
    photo: Path,
    state: Path,
    codes: list[str],
    corners: list[Corner] | None,
    people: HandedIn,
    report: tuple[Path, Wanted] | None,
    *,
    as_json: bool,
) -> NoReturn:
    """Read *photo* with the keys of *codes* (of all, when empty), print the answer, and end the program.

    *corners* say where the screen is, when somebody knows; *people* go into the audit. When a *report* is wanted
    in a folder, it is written before the answer is printed.
    """

    async def work(desk: Desk) -> tuple[Trace, list[Path]]:
        keys = await keys_of(desk.store, codes)
        examined = await asyncio.to_thread(read_file, photo, list(keys), corners=corners, views=report is not None)
        sha256 = examined.received.sha256
        answer = await trace(desk.store, sha256, examined.reading, keys, people, actor=desk.actor, now=desk.now)
        if report is None:
            return answer, []
        users = sum([len(await desk.store.identities(code)) for code in keys.values()])
        ids = [key.key_id for key in keys]
        folder, wanted = report
        sign = partial(sign_report, desk.state)
        parts = parts_of(wanted, sign, photo.name, examined, answer, ids, users)
        written = write_report(folder, photo.stem, parts)
        facts = {"photo": sha256, "report": hashlib.sha256(parts[".json"]).hexdigest()}
        await desk.store.record(answer.entry.chain, "report-written", facts, actor=desk.actor, now=desk.now)
        return answer, written

    try:
        answer, written = at_desk("trace", state, work)
    except ImageError as error:
        fail("trace", "unreadable_photo", str(error), Exit.USAGE)
    except WatermarkError as error:
        fail("trace", "report_not_written", str(error), Exit.USAGE)
    record = _record(answer) | ({"report": [str(path) for path in written]} if written else {})
    if as_json:
        show_json(record)
    else:
        typer.echo(said(_SENTENCES[answer.status]))
        show_facts(record | ({"note": said(answer.note)} if answer.note else {}))
    raise typer.Exit(Exit.DONE if answer.found else Exit.REFUSED)


def _record(answer: Trace) -> Record:
    reading = answer.reading
    figures: Record = {
        "score": round(reading.score, 2),
        "threshold": round(reading.threshold, 2),
        "false_alarm": reading.false_alarm if answer.found else None,
        "corners": reading.corners,
        "photo_sha256": answer.photo,
    }
    who: Record = {} if answer.found is None else _named(answer.found)
    mark = reading.mark.hex if answer.found and reading.mark else None
    note: Record = {"note": answer.note} if answer.note else {}
    return {"status": answer.status.value, **note, **who, "mark": mark, **figures}


def _named(found: Found) -> Record:
    session = found.session
    return {
        "id": found.identity.identity,
        "name": found.identity.name,
        "organisation": session.organisation,
        "session": session_name(session.number),
        "pc": found.pc.pc,
        "pc_name": found.pc.name,
        "home_pc": session.hostname,
        "home_key": session.device,
        "source": session.source,
        "shown_from": when(found.shown_from),
        "shown_until": when(found.shown_until),
        "opened": when(session.opened_at),
        "ended": when(session.ended_at),
    }
