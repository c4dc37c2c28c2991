"""The work of `trace PHOTO`: from a leaked photo to the session it shows, or to nobody."""

import asyncio
import hashlib
from pathlib import Path
from typing import Final, NoReturn

import typer

from gateway.cli.desk import Desk, Exit, at_desk, fail
from gateway.cli.output import Record, show_facts, show_json, when
from gateway.records import session_name
from gateway.trace import Found, Trace, keys_of, trace
from watermark import ImageError, Status, load_image, read

_SENTENCES: Final = {
    Status.IDENTIFIED: "The photo shows a session of this ID.",
    Status.INCONCLUSIVE: "There is a mark in the photo, but it cannot be said whose: nobody is named.",
    Status.ABSENT: "No mark was found in the photo. That does not prove that there was none: nobody is named.",
}


def trace_photo(photo: Path, state: Path, codes: list[str], *, as_json: bool) -> NoReturn:
    """Read *photo* with the keys of *codes* (of all, when empty), print the answer, and end the program."""
    try:
        image = load_image(photo)
        digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    except (ImageError, OSError) as error:
        fail("trace", "unreadable_photo", str(error), Exit.USAGE)

    async def work(desk: Desk) -> Trace:
        keys = await keys_of(desk.store, codes)
        reading = await asyncio.to_thread(read, image, list(keys))
        return await trace(desk.store, digest, reading, keys, actor=desk.actor, now=desk.now)

    answer = at_desk("trace", state, work)
    if as_json:
        show_json(_record(answer))
    else:
        typer.echo(_SENTENCES[answer.status])
        show_facts(_record(answer))
    raise typer.Exit(Exit.DONE if answer.found else Exit.REFUSED)


def _record(answer: Trace) -> Record:
    reading = answer.reading
    figures: Record = {
        "score": round(reading.score, 2),
        "threshold": round(reading.threshold, 2),
        "false_alarm": reading.false_alarm,
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
