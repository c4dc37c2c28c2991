"""Two kinds in one file, and what only looks like it."""

import io
import zipfile

import pytest

from tests.fakes.hostile import PDF, picture
from watermark.foreign import is_two_kinds


def archive(comment: bytes = b"") -> bytes:
    """A ZIP with one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("a.txt", "a" * 200)
        made.comment = comment
    return target.getvalue()


@pytest.mark.parametrize("behind", [PDF, archive(), archive(b"a comment" * 100), archive() + b"\0" * 64])
def test_a_document_or_archive_behind_a_picture_is_seen(behind: bytes) -> None:
    """Wherever a viewer or an archiver would find it."""
    assert is_two_kinds(picture("JPEG") + behind)


@pytest.mark.parametrize(
    "behind",
    [
        b"",
        b"\0\0\0\x18ftypmp42" + bytes(5000),  # a film, as telephones append
        picture("JPEG"),  # a second picture, as telephones append
        b"PK\x05\x06" + bytes(4),  # cut
        b"PK\x05\x06" + b"\xff" * 18,  # a directory larger than the file
        b"PK\x05\x06" + bytes(8) + (50).to_bytes(4, "little") + bytes(6),  # none where it should be
    ],
)
def test_what_telephones_append_is_let_through(behind: bytes) -> None:
    """Data behind a picture is no reason by itself."""
    assert not is_two_kinds(picture("JPEG") + behind)
