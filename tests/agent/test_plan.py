"""What becomes of a change."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.damage import Grid, blocks
from agent.plan import BUSY_AFTER, QUIET, Planner, tiles_for
from watermark.tiles import Mask
from wire.geometry import Rect

GRID = Grid(1600, 900)


def tiles(*rects: Rect) -> Mask:
    """A mask of the tiles that *rects* touch."""
    mask = GRID.mask()
    for rect in rects:
        mask[GRID.tiles(rect)] = True
    return mask


KEY = tiles(Rect(100, 100, 16, 24))
WINDOW = tiles(Rect(300, 200, 520, 360))
SCREEN = GRID.mask(fill=True)


def settled() -> Planner:
    """A planner whose viewer holds everything exactly."""
    planner = Planner(GRID)
    planner.settled(GRID.screen)
    return planner


def test_a_key_press_goes_lossless_at_once() -> None:
    """A small change is lossless however often it comes, and spoils nothing."""
    planner = settled()
    for press in range(20):
        plan = planner.changed(KEY, press * 0.1)
        assert np.array_equal(plan.lossless, KEY)
        assert plan.area is None
    assert planner.exact.all()


def test_a_new_page_goes_as_video_at_once() -> None:
    """A change of a fifth of the screen or more is video from its first picture."""
    plan = settled().changed(SCREEN, 0.0)
    assert np.array_equal(plan.video, SCREEN)
    assert plan.area == GRID.screen
    assert not plan.lossless.any()


def test_a_dragged_window_becomes_video_when_it_keeps_moving() -> None:
    """A change of some per cent is lossless at first, and video once it has come back often enough."""
    planner = settled()
    kinds = [planner.changed(WINDOW, picture / 30).area is not None for picture in range(BUSY_AFTER + 2)]
    assert kinds == [False] * (BUSY_AFTER - 1) + [True] * 3


def test_typing_beside_a_video_stays_lossless() -> None:
    """While a window moves, a key press elsewhere in the same picture is lossless."""
    planner = settled()
    for picture in range(BUSY_AFTER + 1):
        planner.changed(WINDOW, picture / 30)
    plan = planner.changed(WINDOW | KEY, (BUSY_AFTER + 1) / 30)
    assert np.array_equal(plan.lossless, KEY)
    assert np.array_equal(plan.video, WINDOW)


def test_a_blinking_caret_does_not_delay_repairs_elsewhere() -> None:
    """Tiles are quiet each for itself: what rests is due although another tile changes every tenth of a second."""
    planner = settled()
    planner.spoiled_tiles(planner.changed(SCREEN, 0.0).video)
    for blink in range(1, 4):
        planner.changed(KEY, blink * 0.1)
    due = planner.repairs(0.3, 10_000)
    assert np.array_equal(due, SCREEN & ~KEY)


def test_repairs_wait_for_quiet_and_end_when_all_is_exact() -> None:
    """A tile is due after its rest, and an exact screen wants nothing: the thread may sleep for ever."""
    planner = settled()
    assert planner.repair_wait(0.0) is None
    planner.spoiled_tiles(planner.changed(SCREEN, 1.0).video)
    assert planner.repair_wait(1.0) == pytest.approx(QUIET)
    assert not planner.repairs(1.0 + QUIET / 2, 100).any()
    for rect in blocks(planner.repairs(1.0 + QUIET, 10_000), GRID):
        planner.settled(rect)
    assert planner.repair_wait(2.0) is None


def test_repairs_are_bounded_and_begin_with_the_longest_quiet() -> None:
    """Never more tiles than allowed, and the oldest change first."""
    planner = settled()
    planner.changed(SCREEN, 0.0)
    planner.changed(WINDOW, 0.5)
    planner.spoiled(GRID.screen)
    due = planner.repairs(10.0, 5)
    assert np.count_nonzero(due) == 5
    assert not (due & WINDOW).any()


def test_the_video_area_is_kept_while_it_fits() -> None:
    """A window that moves inside the area keeps its stream; another motion, later, gets an area of its own."""
    planner = settled()
    first = planner.changed(SCREEN, 0.0).area
    half = tiles(Rect(0, 0, 1600, 450))
    assert planner.changed(half, 0.1).area == first
    small = [planner.changed(tiles(Rect(0, 0, 320, 320)), 3.0 + picture / 30) for picture in range(BUSY_AFTER)]
    assert small[-1].area == Rect(0, 0, 320, 320)


def test_what_hangs_together_moves_together() -> None:
    """The front of a moving window, changed for the first time, goes as video with it and not as dear tiles."""
    planner = settled()
    for picture in range(BUSY_AFTER + 1):
        planner.changed(WINDOW, picture / 30)
    front = tiles(Rect(820, 200, 64, 360))
    plan = planner.changed(WINDOW | front | KEY, (BUSY_AFTER + 1) / 30)
    assert np.array_equal(plan.video, WINDOW | front)
    assert np.array_equal(plan.lossless, KEY)


def test_a_growing_area_takes_room_for_what_comes() -> None:
    """A window dragged to and fro across the screen begins few streams, however slowly its pictures can go."""
    for pause in (1 / 30, 0.3):
        planner, areas = settled(), []
        for picture in range(400):
            x = 500 + int(400 * math.sin(picture / 18))
            plan = planner.changed(tiles(Rect(x, 200, 620, 460)), picture * pause)
            areas += [plan.area] if plan.area is not None else []
        assert len(areas) > 350
        assert sum(before != after for before, after in itertools.pairwise(areas)) <= 3


def test_an_area_that_is_too_large_for_a_moment_is_kept() -> None:
    """Less motion than before is no reason for a new stream until it has stayed so for some seconds."""
    planner = settled()
    planner.changed(SCREEN, 0.0)
    areas = [planner.changed(WINDOW, picture / 30).area for picture in range(1, 180)]
    assert areas[50] == GRID.screen
    assert areas[-1] != GRID.screen


def test_a_spoiled_tile_is_sent_whole_when_it_changes_a_little() -> None:
    """A small change in a tile that is not exact makes the whole tile exact: typing never leaves blur behind."""
    planner = settled()
    planner.spoiled(Rect(64, 64, 64, 64))
    plan = planner.changed(KEY, 0.0)
    assert np.array_equal(planner.whole_tiles(plan.lossless), KEY)


@given(
    st.lists(st.tuples(st.floats(0.0, 0.5), st.integers(0, 24), st.integers(0, 14), st.integers(1, 15)), max_size=40)
)
def test_every_change_is_sent_one_way_and_only_one(steps: list[tuple[float, int, int, int]]) -> None:
    """Each changed tile is lossless or video, never both or neither; video lies within its area and is not exact."""
    planner, now = settled(), 0.0
    for pause, column, row, size in steps:
        now += pause
        mask = GRID.mask()
        mask[row : row + size, column : column + size] = True
        plan = planner.changed(mask, now)
        assert np.array_equal(plan.lossless ^ plan.video, mask)
        planner.spoiled_tiles(plan.video)
        assert not (planner.exact & plan.video).any()
        for rect in blocks(plan.video, GRID):
            assert plan.area is not None
            assert plan.area.union(rect) == plan.area


def test_even_the_smallest_budget_repairs_a_tile() -> None:
    """Every screen settles in the end."""
    assert tiles_for(1, 9000.0) == 1
    assert tiles_for(90_000, 9000.0) == 10


@pytest.mark.parametrize(
    ("mask", "after", "alone"), [(KEY, 1.0, 2.05), (WINDOW, QUIET, QUIET)], ids=["a letter", "a window"]
)
def test_what_has_changed_in_part_is_looked_at_once_it_rests(mask: Mask, after: float, alone: float) -> None:
    """Each change puts it off; then it is asked for once. It spoils nothing."""
    planner = settled()
    for now in (0.0, 0.05):
        planner.redrawn(mask, now)
        assert not planner.to_look_at(now + after - 0.01).any()
    assert planner.repair_wait(0.05) == pytest.approx(alone)
    assert np.array_equal(planner.to_look_at(0.05 + after), mask)
    assert not planner.to_look_at(10.0).any()
    assert planner.repair_wait(10.0) is None
    assert planner.exact.all()


def test_a_look_at_a_letter_goes_with_another_picture() -> None:
    """Nobody is woken for what was typed while more is typed: each picture looks at what rested before it."""
    planner = settled()
    looks = 0
    for step in range(100):
        now = step * 0.09
        planner.redrawn(tiles(Rect(step * 16, 100, 16, 24)), now)
        looks += bool(planner.to_look_at(now).any())
        wait = planner.repair_wait(now)
        assert wait is None or wait > 0.09, "the next letter comes first"
    assert looks > 5


def test_a_window_beside_letters_is_looked_at_as_soon_as_it_rests() -> None:
    """A letter in it, or beside it, puts off the look at its own tile alone."""
    planner = settled()
    planner.redrawn(WINDOW, 0.0)
    planner.redrawn(KEY, 0.05)
    assert planner.repair_wait(0.05) == pytest.approx(QUIET - 0.05)
    assert np.array_equal(planner.to_look_at(QUIET), WINDOW & ~KEY)
    assert planner.repair_wait(QUIET) == pytest.approx(2.0)


def test_what_never_rests_is_looked_at_all_the_same() -> None:
    """A page that scrolls on and on is asked for every other second."""
    planner = settled()
    looks = []
    for step in range(300):
        planner.redrawn(WINDOW, step / 30)
        if planner.to_look_at(step / 30).any():
            looks.append(step / 30)
    assert np.diff([0.0, *looks]) == pytest.approx([2.0, 2.03, 2.03, 2.03], abs=0.02)


def test_what_goes_whole_needs_no_look() -> None:
    """Its ground is then known."""
    planner = settled()
    planner.redrawn(WINDOW, 0.0)
    planner.settled(GRID.screen)
    assert planner.repair_wait(0.0) is None
