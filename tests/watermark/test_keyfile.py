"""Mark keys in files."""

import json
from pathlib import Path

import pytest

from tests.fakes.marked import KEY
from watermark.errors import MarkKeyError
from watermark.keyfile import load_key, save_key


def test_a_saved_key_is_private_and_loads(tmp_path: Path) -> None:
    """The file is 0600, has exactly the documented fields, and gives the key again."""
    path = tmp_path / "key.json"
    save_key(path, KEY)
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(path.read_text())) == {"version", "key_id", "key"}
    assert load_key(path) == KEY


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """Losing a key would make every earlier mark unreadable."""
    path = tmp_path / "key.json"
    save_key(path, KEY)
    with pytest.raises(MarkKeyError, match="exists already"):
        save_key(path, KEY)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """0644 is no place for a secret."""
    path = tmp_path / "key.json"
    save_key(path, KEY)
    path.chmod(0o644)
    with pytest.raises(MarkKeyError, match="0600"):
        load_key(path)


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"key_id": "0" * 16}, {"key": "AAAA"}, {"key": "!"}, {"extra": 1}, {"key": None}],
)
def test_a_damaged_key_file_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """Another version, a foreign id, a short or malformed key, an unknown field: each raises MarkKeyError."""
    path = tmp_path / "key.json"
    save_key(path, KEY)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(MarkKeyError):
        load_key(path)


def test_missing_and_unwritable_are_said(tmp_path: Path) -> None:
    """A missing file and a missing folder each have their sentence."""
    with pytest.raises(MarkKeyError, match="cannot be read"):
        load_key(tmp_path / "none.json")
    with pytest.raises(MarkKeyError, match="cannot be written"):
        save_key(tmp_path / "none" / "key.json", KEY)
