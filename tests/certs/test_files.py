"""A file is replaced as a whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from certs.files import replace_file


def test_a_file_is_made_and_replaced_for_its_owner_alone(tmp_path: Path) -> None:
    """What is written is read back, is nobody else's to read, and leaves nothing beside it."""
    path = tmp_path / "a.json"
    for data in (b"one", b"", b"three"):
        replace_file(path, data)
        assert path.read_bytes() == data
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file cannot be put on disk the old one stays, and no half of a new one."""
    path = tmp_path / "a.json"
    replace_file(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
