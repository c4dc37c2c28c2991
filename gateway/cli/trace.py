"""`trace PHOTO`: the command's words. Its work is in `tracing`, loaded only when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import Json, State, moment, one_line, organisation_code
from gateway.clock import SystemClock

Photo = Annotated[
    Path, typer.Argument(metavar="PHOTO", help="A JPEG, PNG, HEIC, WebP or BMP file.", show_default=False)
]
Orgs = Annotated[
    list[str] | None,
    typer.Option("--org", metavar="CODE", help="Read with this organisation's key only; may be repeated."),
]
Corners = Annotated[
    str,
    typer.Option(
        metavar='"X,Y X,Y X,Y X,Y"',
        help="Where the screen is, when it is not found by itself: its corners in the photo's pixels, clockwise from "
        "its top left.",
        show_default=False,
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        help="Write a signed report there: PHOTO's name with .json, .json.sig and .pdf.",
        show_default=False,
    ),
]
HandedInBy = Annotated[str, typer.Option(metavar="NAME", help="Who gave you the photo.")]
HandedInAt = Annotated[str, typer.Option(metavar="TIME", help="For the report: when, e.g. 2026-11-25T10:00+09:00.")]
SecondPerson = Annotated[
    str,
    typer.Option(metavar="NAME", callback=one_line, help="Who besides you approves of this; both go into the audit."),
]


def trace(  # noqa: PLR0913 - the options of one command
    photo: Photo,
    state: State,
    second_person: SecondPerson,
    org: Orgs = None,
    corners: Corners = "",
    report: Report = None,
    handed_in_by: HandedInBy = "",
    handed_in_at: HandedInAt = "",
    *,
    as_json: Json = False,
) -> None:
    """Read the mark in a photo of a screen, and name the session it shows, if that is certain.

    The photo is opened by a child process that has no keys and may do nothing else, so a hostile file harms nothing.
    The trace itself is written into the audit, with the photo's SHA-256, you and a second person who approves of it.
    (In the console a security officer asks, and another administrator approves with an account of their own.)

    With --report, the report lists all that the answer rests on, in Japanese and English, says what it does not show,
    and is signed with the gateway's key for reports. Its public half is the file report-signers in the state directory:

    ssh-keygen -Y verify -f report-signers -I sekisho-gateway -n sekisho-report -s NAME.json.sig < NAME.json

    Ends with 0 when somebody is named, with 1 when nobody is, and with 2 when the photo cannot be read or the report
    cannot be written.
    """
    from gateway.cli.tracing import corners_typed, trace_photo  # noqa: PLC0415 - others need no image libraries
    from gateway.reporting import Wanted  # noqa: PLC0415 - as above
    from gateway.trace import HandedIn  # noqa: PLC0415 - as above

    wanted, quad = None, corners_typed(corners)
    by = one_line(handed_in_by) if handed_in_by else ""
    if handed_in_at and report is None:
        raise typer.BadParameter("--handed-in-at is for a report: give --report DIR too.")
    if report is not None:
        if not handed_in_by:
            raise typer.BadParameter("A report says who handed the photo in: give --handed-in-by NAME.")
        at = moment(handed_in_at, SystemClock().now())
        wanted = (report, Wanted(by, at, second_person, None if quad is None else tuple(quad)))
    codes = [organisation_code(code) for code in org or []]
    trace_photo(photo, state, codes, quad, HandedIn(by, second_person), wanted, as_json=as_json)
