"""Tables of people, from a spreadsheet: read, checked row by row, and told row by row what is wrong. Pure.

CSV as Excel on Japanese Windows writes it (UTF-8 with its mark, or CP932) and as others do, and XLSX. Knows columns
and their names in both languages; does not know the store.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from gateway.clock import JAPAN
from gateway.errors import MalformedError
from gateway.records import NewIdentity

MOST_ROWS: Final = 50_000
MOST_BYTES: Final = 20 << 20
LONGEST: Final = 200  # characters of a cell
_COLUMNS: Final = {  # what a column may be called
    "id": ("id", "ID", "ＩＤ"),
    "name": ("name", "氏名", "名前"),
    "expires": ("expires", "有効期限", "期限"),
    "emergency": ("emergency", "緊急枠"),
    "reason": ("reason", "理由"),
}
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a row; rows are numbered as a spreadsheet numbers them, the first line being 1."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read: the cells by column, without the space around them."""

    row: int
    cells: dict[str, str]


def read_table(data: bytes) -> list[Line]:
    """The rows of a CSV or XLSX file; empty ones are left out. Raises `MalformedError` with one sentence."""
    if len(data) > MOST_BYTES:
        raise MalformedError(f"A table has at most {MOST_BYTES >> 20} MB.")
    rows = _xlsx(data) if data.startswith(_ZIP) else _csv(data)
    numbered = enumerate(rows, 1)
    _, head = next(numbered, (1, []))
    names = [_column(cell) for cell in head]
    if "name" not in names and "id" not in names:
        raise MalformedError("The first line names the columns: name or id, and expires, emergency, reason.")
    found: list[Line] = []
    for number, row in numbered:
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell}
        if cells:
            found.append(Line(number, cells))
        if len(found) > MOST_ROWS:
            raise MalformedError(f"A table has at most {MOST_ROWS} rows.")
    return found


def to_issue(lines: Sequence[Line]) -> tuple[list[NewIdentity], list[Wrong]]:
    """The IDs to issue, and what is wrong; nothing may be issued unless nothing is."""
    wanted: list[NewIdentity] = []
    wrong: list[Wrong] = []
    for line in lines:
        try:
            name = _text(line.cells.get("name", ""), "a name")
            emergency = line.cells.get("emergency", "")
            if emergency and not emergency.isdecimal():
                raise MalformedError(f"{emergency} is not the number of an emergency quota.")
            wanted.append(NewIdentity(name, last_moment(line), int(emergency) if emergency else None))
        except MalformedError as error:
            wrong.append(Wrong(line.row, str(error)))
    return wanted, wrong


def named_ids(lines: Sequence[Line], known: frozenset[str]) -> tuple[list[str], list[Wrong]]:
    """The IDs that the rows name, and what is wrong: one that is not *known*, or stands twice."""
    names: list[str] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for line in lines:
        name = line.cells.get("id", "")
        if name not in known:
            wrong.append(Wrong(line.row, f"There is no ID {name}."))
        elif name in seen:
            wrong.append(Wrong(line.row, f"The ID {name} stands twice."))
        seen.add(name)
        names.append(name)
    return names, wrong


def last_moment(line: Line) -> float | None:
    """The end of the day in a row's `expires`, in Japan (Unix seconds); None for an empty one."""
    text = line.cells.get("expires", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise MalformedError(f"{text} is not a day: it is written 2027-03-31.") from error
    return datetime.combine(day, time(23, 59, 59), JAPAN).timestamp()


def one_day(lines: Sequence[Line]) -> float | None:
    """The day that all rows name (as `last_moment`); a table is done as a whole or not at all."""
    days = {last_moment(line) for line in lines}
    if len(days) > 1:
        raise MalformedError("All rows need the same day: a table is done as a whole or not at all.")
    return days.pop() if days else None


def one_reason(lines: Sequence[Line], otherwise: str) -> str:
    """The reason that all rows give, or the one given for those that do not say."""
    reasons = {line.cells.get("reason") or otherwise for line in lines}
    if len(reasons) > 1:
        raise MalformedError("All rows need the same reason: a table is done as a whole or not at all.")
    return reasons.pop() if reasons else otherwise


def _text(cell: str, what: str) -> str:
    if not 0 < len(cell) <= LONGEST or not cell.isprintable():
        raise MalformedError(f"The row lacks {what}, or it is too long.")
    return cell


def _column(cell: str) -> str:
    return next((name for name, spellings in _COLUMNS.items() if cell in spellings), "")


def _csv(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            for row in csv.reader(io.StringIO(text, newline=""), strict=True):
                yield [cell.strip() for cell in row]
        except csv.Error as error:
            raise MalformedError(f"The table cannot be read: {error}.") from error
        return
    raise MalformedError("The table is neither UTF-8 nor CP932 (Shift JIS): save it as one of them, or as XLSX.")


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only workbooks need it, and every command would wait for it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=20):
            yield [_cell(value) for value in row]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise MalformedError("The file is not an Excel workbook that can be read.") from error


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
