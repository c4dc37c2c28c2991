"""What the client must not be able to do, by what its source does not name."""

import re

import pytest

from tests.fakes.source_tree import ROOT, files

FORBIDDEN = [
    "QClipboard",
    r"\bclipboard\(",
    "QDrag",
    "QMimeData",
    "QPrinter",
    "QPrintDialog",
    "QFileDialog",
    r"\.save\(",
    r"\.grab\(",
    "QImageWriter",
    "QScreenCapture",
    r"\bimwrite\b",
    r"\bnp\.save",
    r"\.tofile\(",
]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_source_names_no_way_out_for_a_picture(name: str) -> None:
    """No clipboard, drag and drop, print, file dialog or writer of images is named anywhere in the client."""
    users = [file for file in files("client") if re.search(name, (ROOT / file).read_text(encoding="utf-8"))]
    assert not users


def test_only_the_framebuffer_s_friends_know_pixels() -> None:
    """The pixels are touched by the decoder and the painter alone, and neither opens a file."""
    holders = [file for file in files("client") if ".pixels" in (ROOT / file).read_text(encoding="utf-8")]
    assert sorted(holders) == ["client/decode.py", "client/framebuffer.py", "client/qt/screen.py"]
    for file in holders:
        assert not re.search(r"\bopen\(|write_bytes|write_text|pathlib", (ROOT / file).read_text(encoding="utf-8"))
