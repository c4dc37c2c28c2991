"""`trace PHOTO`: from a leaked photo to the session it shows, or to nobody."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.cli.desk import Desk, Exit, at_desk, fail
from gateway.cli.options import Json, State, organisation_code
from gateway.cli.output import Record, show_facts, show_json, when
from gateway.store.codes import session_name
from gateway.trace import Found, Trace, keys_of, trace
from watermark import ImageError, Status, load_image, read

_SENTENCES: Final = {
    Status.IDENTIFIED: "The photo shows a session of this ID.",
    Status.INCONCLUSIVE: "There is a mark in the photo, but it cannot be said whose: nobody is named.",
    Status.ABSENT: "No mark was found in the photo. That does not prove that there was none: nobody is named.",
}


def trace_photo(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="A JPEG, PNG, WebP or BMP file.", show_default=False)],
    state: State,
    org: Annotated[
        list[str] | None,
        typer.Option("--org", metavar="CODE", help="Read with this organisation's key only; may be repeated."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Read the mark in a photo of a screen, and name the session it shows, if that is certain.

    The trace itself is written into the audit, with the photo's SHA-256. Ends with 0 when somebody is named, with 1
    when nobody is, and with 2 when the file cannot be read.
    """
    codes = [organisation_code(code) for code in org or []]
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
