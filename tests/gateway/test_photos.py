"""The safe for photos."""

import stat
from pathlib import Path

import pytest

from gateway.errors import StateError, UnknownError
from gateway.photos import PhotoSafe
from gateway.secret import Secret

ROOT = Secret(b"k" * 32)


def test_what_is_kept_is_sealed_and_comes_back(tmp_path: Path) -> None:
    """The same bytes come back; on disk there is nothing of them, and nobody else may look."""
    safe = PhotoSafe(tmp_path / "photos", ROOT)
    safe.keep("ab.131016", b"a photo of a screen")
    assert safe.open("ab.131016") == b"a photo of a screen"
    assert safe.names() == {"ab.131016"}
    (file,) = (tmp_path / "photos").iterdir()
    assert b"photo of" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "photos").stat().st_mode) == 0o700
    safe.discard("ab.131016")
    safe.discard("ab.131016")
    with pytest.raises(UnknownError):
        safe.open("ab.131016")


def test_a_file_that_was_moved_or_changed_does_not_open(tmp_path: Path) -> None:
    """Another's name, a changed byte and another key are each told as damage."""
    safe = PhotoSafe(tmp_path / "photos", ROOT)
    safe.keep("ab.131016", b"one")
    file = tmp_path / "photos" / "ab.131016"
    file.rename(file.with_name("cd.131024"))
    with pytest.raises(StateError, match="damaged"):
        safe.open("cd.131024")
    safe.keep("ab.131016", b"one")
    with pytest.raises(StateError, match="damaged"):
        PhotoSafe(tmp_path / "photos", Secret(b"x" * 32)).open("ab.131016")


@pytest.mark.parametrize("name", ["", "../secret.key", "a/b", "..", "A", "x" * 200])
def test_no_name_leads_out_of_the_safe(tmp_path: Path, name: str) -> None:
    """A name is a plain word; nothing else is opened or written."""
    safe = PhotoSafe(tmp_path / "photos", ROOT)
    for act in (lambda: safe.open(name), lambda: safe.keep(name, b""), lambda: safe.discard(name)):
        with pytest.raises(UnknownError):
            act()
