"""Which tiles really changed."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agent.damage import Change, Grid, blocks, joined, part, pieces, update
from watermark.tiles import TILE
from wire.geometry import Rect

GRIDS = st.builds(Grid, st.integers(1, 400), st.integers(1, 400))


@st.composite
def places(draw: st.DrawFn) -> tuple[Grid, Rect, list[tuple[int, int]]]:
    """A grid, a rectangle on it, and pixels inside the rectangle."""
    grid = draw(GRIDS)
    x = draw(st.integers(0, grid.width - 1))
    y = draw(st.integers(0, grid.height - 1))
    wanted = Rect(x, y, draw(st.integers(1, grid.width - x)), draw(st.integers(1, grid.height - y)))
    rect = grid.clipped(wanted)
    assert rect is not None
    column, row = st.integers(rect.x, rect.right - 1), st.integers(rect.y, rect.bottom - 1)
    return grid, rect, draw(st.lists(st.tuples(column, row), max_size=6))


def changed(place: tuple[Grid, Rect, list[tuple[int, int]]], colour: tuple[int, int, int, int]) -> list[Change]:
    """What is found when the pixels of *place*, on a black screen, have become *colour*; the shadow has it then."""
    grid, rect, pixels = place
    old = np.zeros((grid.height, grid.width, 4), np.uint8)
    new = old.copy()
    for x, y in pixels:
        new[y, x] = colour
    found = update(part(old, rect), part(new, rect), rect)
    assert np.array_equal(old, new)
    return found


@given(places())
def test_exactly_the_tiles_that_hold_a_change_are_found(place: tuple[Grid, Rect, list[tuple[int, int]]]) -> None:
    """A tile is set if and only if some pixel in it differs, whatever the rectangle and the screen's size."""
    grid, _, pixels = place
    wanted = grid.mask()
    for x, y in pixels:
        wanted[y // TILE, x // TILE] = True
    found, seen = grid.mask(), changed(place, (0, 7, 0, 0))
    for each in seen:
        found[grid.tiles(each.rect)] |= each.tiles()
    # A 64-bit word is two pixels of one tile, so no neighbour is ever blamed.
    assert np.array_equal(found, wanted)


@given(places(), st.data())
def test_the_bounds_hold_every_change_and_little_more(
    place: tuple[Grid, Rect, list[tuple[int, int]]], data: st.DataObject
) -> None:
    """The bounds, of all and inside any block of tiles, cover the changed pixels there, wider by one pixel at most."""
    grid, _, pixels = place
    found = changed(place, (0, 0, 255, 0))
    if not pixels:
        assert found == []
        return
    _little_more(joined(each.rect for each in found), pixels)
    block = data.draw(st.sampled_from([grid.screen, _tile(grid, *pixels[0]), _tile(grid, 0, 0)]))
    inside = [(x, y) for x, y in pixels if block.intersection(Rect(x, y, 1, 1))]
    there = joined(filter(None, (each.within(block) for each in found)))
    if not inside:
        assert there is None
        return
    assert there is not None
    assert block.union(there) == block
    _little_more(there, inside)


@given(places())
def test_what_lies_between_two_changes_belongs_to_neither(place: tuple[Grid, Rect, list[tuple[int, int]]]) -> None:
    """Each change is of rows of tiles that follow each other, and of none without a pixel that differs."""
    grid, _, pixels = place
    found = [range(*grid.tiles(each.rect)[0].indices(grid.rows)) for each in changed(place, (0, 7, 0, 0))]
    rows = sorted({y // TILE for _, y in pixels})
    assert [row for each in found for row in each] == rows
    assert all(above.stop < below.start for above, below in pairwise(found))


def _tile(grid: Grid, x: int, y: int) -> Rect:
    return grid.rect(x // TILE, y // TILE)


def _little_more(found: Rect | None, pixels: list[tuple[int, int]]) -> None:
    tight = joined(Rect(x, y, 1, 1) for x, y in pixels)
    assert tight is not None
    assert found is not None
    assert found.union(tight) == found
    assert found.width <= tight.width + 2
    assert found.height == tight.height


@given(GRIDS, st.data())
def test_blocks_are_disjoint_and_cover_exactly_the_mask(grid: Grid, data: st.DataObject) -> None:
    """Painting every block once sets exactly the pixels of the tiles in the mask."""
    mask = data.draw(arrays(np.bool_, (grid.rows, grid.columns)))
    painted = np.zeros((grid.height, grid.width), np.int32)
    for rect in blocks(mask, grid):
        assert rect.within(grid.width, grid.height)
        painted[rect.y : rect.bottom, rect.x : rect.right] += 1
    wanted = np.kron(mask, np.ones((TILE, TILE), np.int32))[: grid.height, : grid.width]
    assert np.array_equal(painted, wanted)


def test_a_full_mask_is_one_block() -> None:
    """The whole screen is sent as one rectangle."""
    grid = Grid(1600, 900)
    assert list(blocks(grid.mask(fill=True), grid)) == [grid.screen]


def test_a_rectangle_outside_the_screen_is_nothing() -> None:
    """Damage reported beside the screen is dropped, and damage across its edge is cut."""
    grid = Grid(100, 100)
    assert grid.clipped(Rect(100, 0, 10, 10)) is None
    assert grid.clipped(Rect(91, 95, 50, 50)) == Rect(90, 95, 10, 5)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 400), st.integers(1, 400), st.integers(1, 128))
def test_pieces_cover_a_rectangle_once(x: int, y: int, width: int, height: int, most: int) -> None:
    """No pixel of it is in two pieces or in none, and no piece is longer than it may be."""
    covered = np.zeros((height, width), np.int64)
    for piece in pieces(Rect(x, y, width, height), most):
        assert max(piece.width, piece.height) <= most
        covered[piece.y - y : piece.bottom - y, piece.x - x : piece.right - x] += 1
    assert (covered == 1).all()
