"""The report on paper: complete, with its letters inside, and the same to the byte every time."""

import hashlib
import os
import re
import subprocess
import sys
import zlib
from base64 import a85decode
from pathlib import Path

import pytest

from tests.fakes.examined import circumstances, examined
from watermark import Status
from watermark.evidence import Pictures, Sentence, pictures_of, report_of, to_json, to_pdf
from watermark.evidence.drawings import colour

_BOTH = """
import hashlib
from tests.fakes.examined import circumstances, examined
from watermark import Status
from watermark.evidence import pictures_of, report_of, to_json, to_pdf
for status in reversed(Status):
    found = examined(status)
    report = report_of("leak.jpg", found, circumstances())
    print(status, hashlib.sha256(to_json(report) + to_pdf(report, pictures_of(found))).hexdigest())
"""


def made(status: Status, **more: object) -> bytes:
    """A report's PDF."""
    found = examined(status)
    return to_pdf(report_of("leak.jpg", found, circumstances(**more)), pictures_of(found))


def streams(pdf: bytes) -> list[bytes]:
    """What the PDF's compressed streams hold."""
    found = re.findall(rb"/ASCII85Decode /FlateDecode \][^>]*>>\s*stream\r?\n(.*?)~>\s*endstream", pdf, re.DOTALL)
    return [zlib.decompress(a85decode(data)) for data in found]


def test_the_same_facts_give_the_same_bytes_in_any_process() -> None:
    """Three reports, made here and in a process that orders sets otherwise, in another order, are equal to the byte."""
    here = {
        str(status): hashlib.sha256(
            to_json(report_of("leak.jpg", examined(status), circumstances())) + made(status)
        ).hexdigest()
        for status in Status
    }
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    there = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", _BOTH],
        env={**os.environ, "PYTHONHASHSEED": other, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(line.split() for line in there.stdout.splitlines()) == here


@pytest.mark.parametrize("status", Status)
def test_a_report_is_a_pdf_with_its_fonts_inside(status: Status) -> None:
    """Every font that is used is embedded, there is no clock in it, and every page has its foot."""
    pdf = made(status)
    assert pdf.startswith(b"%PDF-")
    fonts = re.findall(rb"/BaseFont /(\S+)", pdf)
    assert fonts
    embedded = {name.split(b"+")[-1] for name in fonts if b"+" in name}
    assert embedded
    assert {name for name in fonts if b"+" not in name} <= {b"Helvetica"}  # the library names it and uses it nowhere
    assert pdf.count(b"/FontFile2") == len({name for name in fonts if b"+" in name})
    assert b"D:2000" in pdf  # the library's own word for no time
    pages = len(re.findall(rb"/Type /Page\b", pdf))
    drawn = [data for data in streams(pdf) if b" Tf" in data]
    assert pages >= 2
    assert len(drawn) == pages


def test_pictures_and_maps_are_drawn() -> None:
    """The photo, the screen and the warning are in the identified report; both maps have a square for each cell."""
    pdf = made(Status.IDENTIFIED)
    assert pdf.count(b"/Subtype /Image") == 3
    squares = sum(data.count(b" re f") for data in streams(pdf))
    assert squares >= 2 * 1024
    assert made(Status.ABSENT).count(b"/Subtype /Image") == 1
    assert sum(data.count(b" re f") for data in streams(made(Status.ABSENT))) < 100


def test_hostile_names_are_text() -> None:
    """Markup, control characters, letters that the font lacks and very long names neither break nor style the page."""
    names = "<b>&amp;</b><img src='file:///etc/passwd'/>\x00\x07\U0001f600𠮷" + "長" * 300
    note = Sentence(names, names)
    pdf = made(Status.INCONCLUSIVE, handed_in_by=names, second_person=names, operator=names, note=note)
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Subtype /Image") == 1


def test_a_report_without_pictures_is_whole() -> None:
    """Views are shown when there are any."""
    report = report_of("a.jpg", examined(Status.ABSENT), circumstances(audit=None, users=None))
    assert b"/Subtype /Image" not in to_pdf(report, Pictures())


@pytest.mark.parametrize(("value", "expected"), [(0.0, (1, 1, 1)), (9.0, (0.1, 0.32, 0.6)), (-9.0, (0.85, 0.38, 0.05))])
def test_colours_tell_sign_and_strength(value: float, expected: tuple[float, float, float]) -> None:
    """White is nothing, blue positive, orange negative, and no value leaves the scale."""
    assert colour(value).rgb() == pytest.approx(expected)
