"""sekisho-watermark: make a mark key, stamp pictures, read photos. Parses, calls, prints; decides nothing.

Exit codes: 0 all is done, and of read: every photo was identified; 1 a photo was not identified; 2 a usage error, or a
file that cannot be read or written.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import cv2
import msgspec
import numpy as np
import typer

from watermark.apart import Examined, read_file
from watermark.corners import parse_corners
from watermark.errors import ReportError, WatermarkError
from watermark.image import load_image, save_image
from watermark.key import MarkKey
from watermark.keyfile import load_key, save_key
from watermark.mark import Mark
from watermark.pattern import pattern_for
from watermark.reading import Corner, Reading, Status
from watermark.stamp import Stamper

NOT_IDENTIFIED: Final = 1
UNUSABLE: Final = 2

app: Final = typer.Typer(
    help="Mark the pictures of a screen, and read the mark from a photograph of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

KeyOption = Annotated[Path, typer.Option("--key", help="The organisation's mark key, a file made by keygen.")]

CornersOption = Annotated[
    str | None,
    typer.Option(help='The screen\'s corners in the photo, clockwise from its top left: "x,y x,y x,y x,y" in pixels.'),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="DIR", help="Write a report on each photo there: its name with .json and .pdf."),
]
ExaminedOption = Annotated[
    str, typer.Option(metavar="TIME", help="For the report: when it is read. The same gives the same bytes.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, a line for each photo.")]


class _Line(msgspec.Struct, frozen=True):
    """One photo's reading as JSON."""

    photo: str
    status: Status
    mark: str | None  # 16 hex digits: 12 of the session number, 4 of the time slot; null unless identified
    score: float
    threshold: float
    false_alarm: float
    corners: tuple[Corner, ...] | None
    seconds: float


def _fail(message: str) -> NoReturn:
    print(f"sekisho-watermark: {message}", file=sys.stderr)  # noqa: T201  # a command's words to its user
    raise typer.Exit(UNUSABLE)


@app.command()
def keygen(
    key: Annotated[Path, typer.Argument(metavar="KEY.json", help="The file to make; it must not exist.")],
) -> None:
    """Make a mark key: a new file that only you can read.

    Whoever has it can read every mark of the organisation and make any.
    """
    made = MarkKey.new()
    try:
        save_key(key, made)
    except WatermarkError as error:
        _fail(str(error))
    typer.echo(f"{key}: mark key {made.key_id}")


@app.command()
def stamp(
    key: KeyOption,
    mark: Annotated[str, typer.Option(help="16 hex digits: 12 of the session number, 4 of the time slot.")],
    label: Annotated[str, typer.Option(help="What is written under 「撮影禁止」: ID, name, PC, date and time.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="IN.png OUT.png ...", help="Pairs: a screen, and its stamped copy.")
    ],
) -> None:
    """Stamp screens as an office PC would.

    Each IN is a whole screen (PNG, JPEG, WebP or BMP); each OUT is written as PNG.
    """
    if len(files) % 2:
        _fail("give pairs of files: IN.png OUT.png.")
    try:
        pattern = pattern_for(load_key(key), Mark.from_hex(mark))
        for source, target in zip(files[::2], files[1::2], strict=True):
            screen = np.asarray(cv2.cvtColor(load_image(source), cv2.COLOR_BGR2BGRA), np.uint8)
            height, width = screen.shape[:2]
            save_image(target, Stamper(width, height, pattern, label).stamp_screen(screen).pixels)
    except (WatermarkError, ValueError) as error:
        _fail(str(error))


@app.command("read")
def read_(  # noqa: PLR0913, PLR0917 - an argument for each option
    key: KeyOption,
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="JPEG, PNG, HEIC, WebP or BMP files.")],
    corners: CornersOption = None,
    report: ReportOption = None,
    handed_in_by: Annotated[str, typer.Option(metavar="NAME", help="For the report: who gave you the photos.")] = "",
    handed_in_at: Annotated[str, typer.Option(metavar="TIME", help="For the report: when.")] = "",
    examined_at: ExaminedOption = "",
    operator: Annotated[str, typer.Option(metavar="NAME", help="For the report: who reads it.")] = "",
    second_person: Annotated[str, typer.Option(metavar="NAME", help="For the report: who stands by.")] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Read the mark in photos or screenshots: whole, cut, scaled, turned, recompressed.

    Each file is opened by a child process that has no key and may do nothing else.

    Answers identified (with the mark), inconclusive (some mark is there, nobody is named) or absent. Identified means
    that the mark's seal is right under this key and that chance is excluded to one in 1,000,000,000.

    With --json the fields are photo, status, mark, score, threshold, false_alarm, corners, seconds.

    With --report, each report lists all that the answer rests on, in Japanese and English, and what it does not show.
    Times are shown as they are given. A report without a gateway knows no ID, and has no audit entry and no signature.

    Exit code: 0 when every photo is identified, 1 when one is not, 2 for a usage error, or a file that cannot be read
    or written.
    """
    try:
        secret = load_key(key)
        quad = None if corners is None else parse_corners(corners)
    except (WatermarkError, ValueError) as error:
        _fail(str(error))
    code = 0
    corners_given = None if quad is None else tuple(quad)
    at = examined_at or datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    people = (handed_in_by, handed_in_at, at, operator, second_person)
    for photo in photos:
        try:
            examined = read_file(photo, [secret], corners=corners_given, views=report is not None)
            reading = examined.reading
            if report is not None:
                _write(report, photo, examined, people, secret, corners_given)
        except WatermarkError as error:
            print(f"sekisho-watermark: {error}", file=sys.stderr)  # noqa: T201  # the other photos are still read
            code = UNUSABLE
            continue
        typer.echo(_json(photo, reading) if as_json else _sentence(photo, reading))
        if reading.status is not Status.IDENTIFIED:
            code = max(code, NOT_IDENTIFIED)
    raise typer.Exit(code)


def _write(
    folder: Path,
    photo: Path,
    examined: Examined,
    people: tuple[str, str, str, str, str],
    key: MarkKey,
    corners: tuple[Corner, ...] | None,
) -> None:
    try:
        from watermark import evidence  # noqa: PLC0415 - an office PC does not have its library
    except ModuleNotFoundError as error:
        raise ReportError(
            "Reports are made where the gateway is installed: this machine lacks what they need."
        ) from error
    known = evidence.Circumstances(*people, (key.key_id,), corners)
    made = evidence.report_of(photo.name, examined, known)
    parts = {".json": evidence.to_json(made), ".pdf": evidence.to_pdf(made, evidence.pictures_of(examined))}
    evidence.write_report(folder, photo.stem, parts)


def _json(photo: Path, reading: Reading) -> str:
    line = _Line(
        photo=str(photo),
        status=reading.status,
        mark=reading.mark.hex if reading.mark else None,
        score=round(reading.score, 2),
        threshold=round(reading.threshold, 2),
        false_alarm=reading.false_alarm,
        corners=reading.corners,
        seconds=round(reading.seconds, 3),
    )
    return msgspec.json.encode(line).decode()


def _sentence(photo: Path, reading: Reading) -> str:
    figures = f"score {reading.score:.1f}, threshold {reading.threshold:.1f}, {reading.seconds:.1f} s"
    if reading.mark is None:
        return f"{photo}: {reading.status} ({figures})"
    named = f"session {reading.mark.session:012x}, time slot {reading.mark.slot}"
    return f"{photo}: {reading.status}: {named} ({figures}, false alarm at most {reading.false_alarm:.1e})"


def main() -> None:
    """The command `sekisho-watermark`."""
    app(prog_name="sekisho-watermark")


if __name__ == "__main__":
    main()
