"""Files as they are handed in."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from watermark.errors import ImageError
from watermark.faults import Fault, sentence
from watermark.received import MAX_BYTES, receive


def test_a_file_is_received_with_its_digest(tmp_path: Path) -> None:
    """All its bytes, their SHA-256, and a name for logs that shows neither content nor path."""
    (tmp_path / "a").write_bytes(b"abc")
    received = receive(tmp_path / "a")
    assert received.data == b"abc"
    assert received.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert repr(received) == "<Received 3 bytes, ba7816bf8f01>"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes in its folders")
def test_a_pipe_does_not_hold_us_up(tmp_path: Path) -> None:
    """A FIFO that nobody writes to is refused at once, and so are a device and a folder."""
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(ImageError) as raised:
            receive(path)
        assert str(raised.value) == sentence(Fault.IRREGULAR, path)


def test_what_is_empty_missing_or_too_large_is_said(tmp_path: Path) -> None:
    """Each has its sentence; a file of too many bytes is not read at all."""
    (tmp_path / "empty").touch()
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for name, fault in (("empty", Fault.EMPTY), ("none", Fault.MISSING), ("large", Fault.MANY_BYTES)):
        with pytest.raises(ImageError) as raised:
            receive(tmp_path / name)
        assert str(raised.value) == sentence(fault, tmp_path / name)


@pytest.mark.parametrize("change", [b"x" * 50, b""], ids=["grows", "shrinks"])
def test_a_file_that_changes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: bytes) -> None:
    """What grows or shrinks between looking and reading is not whole."""
    path = tmp_path / "a"
    path.write_bytes(b"twenty bytes of data")
    look = os.fstat

    def look_and_change(descriptor: int) -> os.stat_result:
        status = look(descriptor)
        monkeypatch.setattr(os, "fstat", look)
        path.write_bytes(change)
        return status

    monkeypatch.setattr(os, "fstat", look_and_change)
    with pytest.raises(ImageError, match="being written to"):
        receive(path)


def test_a_name_that_no_system_has_is_unreadable() -> None:
    """A NUL in a name is no traceback."""
    with pytest.raises(ImageError):
        receive(Path("a\0b"))
