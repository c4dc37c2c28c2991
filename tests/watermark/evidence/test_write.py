"""Reports on disk."""

import stat
import sys
from pathlib import Path

import pytest

from watermark.errors import ReportError
from watermark.evidence import write_report


def test_a_report_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder is made, and nobody else can read what names a person."""
    paths = write_report(tmp_path / "new" / "reports", "leak", {".json": b"{}", ".pdf": b"%PDF"})
    assert [path.name for path in paths] == ["leak.json", "leak.pdf"]
    assert [path.read_bytes() for path in paths] == [b"{}", b"%PDF"]
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_another_report_is_never_written_over(tmp_path: Path) -> None:
    """The same bytes again are fine; others are refused, and then nothing at all is written."""
    write_report(tmp_path, "leak", {".json": b"{}"})
    write_report(tmp_path, "leak", {".json": b"{}"})
    with pytest.raises(ReportError, match=r"leak\.json exists already"):
        write_report(tmp_path, "leak", {".pdf": b"%PDF", ".json": b"{1}"})
    assert (tmp_path / "leak.json").read_bytes() == b"{}"
    assert not (tmp_path / "leak.pdf").exists()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file in the folder's place is one sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match="cannot be written"):
        write_report(tmp_path / "file", "leak", {".json": b"{}"})
