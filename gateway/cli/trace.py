"""`trace PHOTO`: the command's words. Its work is in `tracing`, loaded only when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import Json, State, organisation_code


def trace(
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
    from gateway.cli.tracing import trace_photo  # noqa: PLC0415 - the other commands need no image libraries

    trace_photo(photo, state, [organisation_code(code) for code in org or []], as_json=as_json)
