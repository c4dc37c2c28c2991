"""Tables of people: what is read, and what is told row by row."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gateway.bulk import Wrong, named_ids, read_table, to_issue
from gateway.errors import MalformedError
from gateway.records import NewIdentity

ROWS = [("氏名", "有効期限", "緊急枠"), ("関所 花子", "2027-03-31", ""), ("", "", ""), ("髙﨑 太郎", "", "2")]
MARCH = 1_806_505_199.0  # 2027-03-31 23:59:59 in Japan


def csv_of(encoding: str, separator: str = "\r\n") -> bytes:
    """ROWS as a spreadsheet writes them."""
    return (separator.join(",".join(row) for row in ROWS) + separator).encode(encoding)


def xlsx() -> bytes:
    """ROWS as a workbook."""
    book = Workbook()
    for row in ROWS:
        book.active.append([cell or None for cell in row])  # type: ignore[union-attr] # a new book has a sheet
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("data", [csv_of("utf-8-sig"), csv_of("utf-8", "\n"), csv_of("cp932"), xlsx()])
def test_every_spreadsheets_table_is_read_alike(data: bytes) -> None:
    """UTF-8 with and without its mark, CP932 and XLSX: the same people, with the rows' own numbers."""
    lines = read_table(data)
    assert [line.row for line in lines] == [2, 4]
    wanted, wrong = to_issue(lines)
    assert wrong == []
    assert wanted == [NewIdentity("関所 花子", MARCH), NewIdentity("髙﨑 太郎", None, 2)]


def test_every_wrong_row_is_named() -> None:
    """All that is wrong is told at once, each with its row; the right rows do not hide it."""
    table = "name,expires,emergency\n関所 花子,2027-13-31,\n,2027-03-31,\n関所 太郎,,first\n関所 次郎,2027/03/31,\n"
    wanted, wrong = to_issue(read_table(table.encode()))
    assert wanted == [NewIdentity("関所 次郎", MARCH)]
    assert [one.row for one in wrong] == [2, 3, 4]


def test_ids_are_known_and_stand_once() -> None:
    """An ID that the organisation lacks, and one that stands twice, are wrong rows."""
    lines = read_table("ID,理由\n131016-0001,退職\n131016-0009,退職\n131016-0001,退職\n".encode())
    names, wrong = named_ids(lines, frozenset({"131016-0001"}))
    assert names == ["131016-0001", "131016-0009", "131016-0001"]
    assert [one.row for one in wrong] == [3, 4]
    assert all(isinstance(one, Wrong) for one in wrong)


NO_TABLES = [b"", b"age,size\n1,2\n", b"\xff\xfe\xfd", b"PK\x03\x04 is no workbook", b'name\n"unfinished']


@pytest.mark.parametrize("data", NO_TABLES)
def test_what_is_no_table_of_people_is_refused(data: bytes) -> None:
    """Nothing, other columns, another encoding, a broken workbook, a broken line: one sentence each."""
    with pytest.raises(MalformedError):
        read_table(data)


@given(data=st.binary(max_size=300))
def test_no_bytes_bring_anything_else(data: bytes) -> None:
    """Whatever a file holds, it is read as rows or refused with a sentence."""
    with contextlib.suppress(MalformedError):
        to_issue(read_table(b"name,expires\n" + data))
