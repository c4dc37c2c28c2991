"""The visible warning is read from photographs by a program that knows nothing of us."""

import pytest

from tests.camera.corpus import Case, photo, unmarked
from tests.camera.ocr import warned
from tests.camera.phone import Photo

READ = [
    Case("document", "straight"),
    Case("spreadsheet", "yaw-20"),
    Case("terminal", "half-width"),
    Case("blank", "messenger-1280-60"),
    Case("photograph", "upside-down"),
    Case("desktop", "straight"),
]


def _warned(made: Photo) -> bool:
    return warned(made.picture, [(float(x), float(y)) for x, y in made.corners])


@pytest.mark.parametrize("case", READ, ids=[case.name for case in READ])
def test_an_ocr_reads_the_warning(case: Case) -> None:
    """撮影禁止 is read on white, dark, busy screens and a photograph; `bench/warning_ocr.py` tries them all."""
    assert _warned(photo(case))


def test_an_ocr_reads_nothing_where_no_warning_was() -> None:
    """The view of an unmarked screen holds no warning: it is read, not drawn."""
    assert not _warned(unmarked(READ[0]))
