"""Which tiles hide the mark, and which are dark."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.screens import bgrx, noise, screen
from watermark.ground import BLACK, COARSE, DARK, Ground, dark, grainy, grounds
from watermark.tiles import TILE


def test_what_varies_as_the_pattern_does_and_more_hides_it() -> None:
    """Twice the limit does in every tile, half of it in none, and a plain ground least of all."""
    assert grainy(bgrx(noise(2 * COARSE))).all()
    assert not grainy(bgrx(noise(0.5 * COARSE))).any()
    assert not grainy(bgrx(noise(0.0, 0.0))).any()


def test_fine_grain_alone_hides_nothing() -> None:
    """What varies from pixel to pixel and not from cell to cell leaves the pattern to be seen."""
    assert not grainy(bgrx(noise(0.0, 6.0))).any()


def test_a_slope_hides_nothing() -> None:
    """What grows lighter evenly, however fast, leaves the pattern to be seen."""
    slope = np.add.outer(np.arange(128), np.arange(256)) // 2 + bgrx(noise(0.0))[:, :, 0] // 2
    assert not grainy(bgrx(np.repeat(slope.astype(np.uint8)[:, :, None], 3, axis=2))).any()


def test_what_is_plain_in_places_does_not_hide_it() -> None:
    """A quarter of a tile without grain is seen, however wild the rest."""
    pixels = bgrx(noise(30.0))
    pixels[: TILE // 4, :TILE] = 128
    assert grainy(pixels).tolist() == [[False, True, True, True], [True, True, True, True]]


@pytest.mark.parametrize(
    ("name", "least", "most"), [("photograph", 0.85, 1), ("document", 0, 0), ("grey", 0, 0), ("blank", 0, 0)]
)
def test_photographs_hide_it_and_pages_do_not(name: str, least: float, most: float) -> None:
    """Most of a photograph's tiles do, none of a page's."""
    assert least <= grainy(bgrx(screen(name))).mean() <= most


@pytest.mark.parametrize(
    ("level", "expected"), [(0, False), (BLACK - 1, False), (BLACK, True), (DARK - 1, True), (DARK, False)]
)
def test_between_black_and_mid_grey_it_is_dark(level: int, *, expected: bool) -> None:
    """A plain ground of mid-grey is not, one of a level less is, down to what is nearly black."""
    assert (dark(np.full((300, 200, 4), level, np.uint8)) == expected).all()


def test_letters_on_a_dark_page_leave_it_dark() -> None:
    """A terminal is dark in every tile, whatever is written in it; below its title bar a page of text is in none."""
    assert dark(bgrx(screen("terminal"))).all()
    assert not dark(bgrx(screen("document")))[1:].any()


def test_a_dark_photograph_hides_it_first() -> None:
    """What is dark and grainy is grainy."""
    assert (grounds(bgrx(noise(4 * COARSE) // 2)) == Ground.GRAINY).all()


@given(st.integers(0, 3), st.integers(0, 2), st.integers(1, 4), st.integers(1, 3))
def test_a_tile_s_answer_is_its_own(column: int, row: int, columns: int, rows: int) -> None:
    """It is the same whatever other tiles are looked at with it."""
    pixels = bgrx(noise(1.2 * COARSE, height=3 * TILE))
    down, across = slice(row, min(3, row + rows)), slice(column, min(4, column + columns))
    part = pixels[down.start * TILE : down.stop * TILE, across.start * TILE : across.stop * TILE]
    assert np.array_equal(grounds(part), grounds(pixels)[down, across])


@given(st.integers(1, 3 * TILE), st.integers(1, 2 * TILE))
def test_any_size_has_an_answer_for_each_tile_it_touches(width: int, height: int) -> None:
    """One ground a tile, also for the narrow ones at the edge."""
    assert grounds(bgrx(noise(9.0, width=width, height=height))).shape == (-(-height // TILE), -(-width // TILE))
