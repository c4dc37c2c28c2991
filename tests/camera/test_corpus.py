"""The corpus: whole, and a handful of its photos read in every run of the tests; `make corpus` reads them all."""

import pytest

from tests.camera.corpus import Case, cases, large, photo, unmarked
from tests.camera.floors import HOW, floors, must
from tests.camera.shots import SHOTS
from tests.fakes.marked import KEY, MARK
from tests.fakes.screens import SCREENS
from watermark import read

HANDFUL = [
    Case("document", "straight"),
    Case("spreadsheet", "messenger-1280-60"),
    Case("terminal", "night-heavy"),
    Case("desktop", "sideways"),
]


def test_the_corpus_is_seven_screens_in_eighteen_shots() -> None:
    """As the floors ask, and no case twice."""
    assert len(SCREENS) == 7
    assert len(SHOTS) == 18
    assert len({case.name for case in cases()}) == 126


@pytest.mark.parametrize("how", HOW)
def test_every_floor_is_for_a_case(how: str) -> None:
    """Each shot has its row of floors, and each row speaks of shots and screens that exist."""
    assert set(floors()[how]) == set(SHOTS)
    assert {name for names in floors()[how].values() for name in names} <= set(SCREENS)


def test_the_floors_of_large_photos_are_for_shots_and_screens_that_exist() -> None:
    """A mistyped name would be a floor that nothing can break."""
    assert set(floors()["large"]) <= set(SHOTS)
    assert {name for names in floors()["large"].values() for name in names} <= set(SCREENS)


@pytest.mark.parametrize("case", HANDFUL, ids=[case.name for case in HANDFUL])
def test_a_handful_keeps_its_floors(case: Case) -> None:
    """Read without help where that is the floor, and nobody else is ever named."""
    found = read(photo(case).picture, KEY)
    assert found.mark in {MARK, None}
    assert found.mark == MARK or not must("blind", case.shot, case.screen)


def test_the_weakest_photo_is_read_by_its_corners() -> None:
    """A tenth of a spreadsheet, the lowest score of the 126: all looks are needed, at a usual size of screens too."""
    seen = photo(Case("spreadsheet", "tenth-of-screen"))
    corners = [(float(x), float(y)) for x, y in seen.corners]
    assert read(seen.picture, KEY, corners=corners).mark == MARK


def test_a_photo_of_twelve_megapixels_is_read() -> None:
    """At two photosites a screen pixel red and blue are nothing but moire, among text too; green is read."""
    assert read(large(HANDFUL[0]).picture, KEY).mark == MARK


def test_a_photo_of_an_unmarked_screen_names_nobody() -> None:
    """The same photo without a mark on the screen."""
    assert read(unmarked(HANDFUL[1]).picture, KEY).mark is None
