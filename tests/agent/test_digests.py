"""What digests leave out has not changed."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import digests
from agent.damage import Grid, Pixels, part, update
from agent.digests import Digests
from watermark.tiles import TILE
from wire.geometry import Rect

GRID = Grid(320, 200)
RECTS = [GRID.screen, Rect(0, 0, 320, 100), Rect(64, 30, 128, 130), Rect(2, 2, 40, 40)]
act = st.tuples(st.sampled_from(RECTS), st.lists(st.tuples(st.integers(0, 319), st.integers(0, 199)), max_size=3))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "WORTH", 64)


def _look(shadow: Pixels, screen: Pixels, rect: Rect, known: Digests) -> bool:
    pixels = np.ascontiguousarray(part(screen, rect))
    found = update(part(shadow, rect), pixels, rect, known.unlike(rect, pixels))
    if found is not None:
        known.changed(rect, found.rect)
    return found is not None


@given(st.lists(act, max_size=20))
def test_the_shadow_follows_the_screen_wherever_it_is_looked_at(acts: list[tuple[Rect, list[tuple[int, int]]]]) -> None:
    """Dots are drawn, some of them turned back again, and rectangles looked at in any order: each is then as it is."""
    shadow, screen, known = (*np.zeros((2, 200, 320, 4), np.uint8), Digests())
    for rect, dots in acts:
        for x, y in dots:
            screen[y, x] ^= 1
        differed = not np.array_equal(part(shadow, rect), part(screen, rect))
        assert _look(shadow, screen, rect, known) == differed
        assert np.array_equal(part(shadow, rect), part(screen, rect))


def _asked(known: Digests, screen: Pixels) -> list[bool] | None:
    return known.unlike(GRID.screen, screen)


def test_only_the_row_of_tiles_that_changed_is_looked_at() -> None:
    """Of one pixel that changed, the row of tiles that holds it."""
    known, screen = Digests(), np.zeros((200, 320, 4), np.uint8)
    assert _asked(known, screen) is None
    screen[TILE + 3, 5] = 1
    assert _asked(known, screen) == [False, True, False, False]


@pytest.mark.parametrize(
    "forget", [Digests.clear, lambda known: known.changed(RECTS[1], Rect(3, 3, 1, 1))], ids=["all", "what was touched"]
)
def test_what_is_forgotten_may_differ_anywhere(forget: Callable[[Digests], None]) -> None:
    """The shadow was changed without its digests: nothing is known of it."""
    known, screen = Digests(), np.zeros((200, 320, 4), np.uint8)
    _asked(known, screen)
    forget(known)
    assert _asked(known, screen) is None


def test_a_look_that_cannot_be_digested_is_not_forgotten() -> None:
    """The screen changes while its pixels come in pieces, and back again: it may differ from what was seen between."""
    known, screen = Digests(), np.zeros((200, 320, 4), np.uint8)
    _asked(known, screen)
    assert _asked(known, np.ones((200, 640, 4), np.uint8)[:, ::2]) is None
    assert _asked(known, screen) is None


def test_what_changes_all_over_is_left_alone_for_a_while() -> None:
    """A page that scrolls is not digested each time, and is again when it rests."""
    known, screen = Digests(), np.zeros((200, 320, 4), np.uint8)
    answers = []
    for number in range(40):
        if number < 20:
            screen[:] = number
        answers.append(_asked(known, screen))
    assert sum(answer is not None for answer in answers[:20]) <= 3
    assert answers[-1] == [False] * 4


def test_two_sessions_have_other_digests() -> None:
    """Nobody who draws on the screen can know which pixels have the same."""
    screen = np.zeros((200, 320, 4), np.uint8)
    one, other = Digests(), Digests()
    _asked(one, screen)
    _asked(other, screen)
    assert one._seen != other._seen


def test_few_rectangles_are_remembered() -> None:
    """Whatever is drawn where, the memory stays small."""
    known, screen = Digests(), np.zeros((200, 320, 4), np.uint8)
    for x in range(0, 200, 2):
        rect = Rect(x, 0, 100, 100)
        screen[:] = x
        known.unlike(rect, np.ascontiguousarray(part(screen, rect)))
        known.unlike(rect, np.ascontiguousarray(part(screen + 1, rect)))
    assert len(known._seen) <= 8
    assert len(known._restless) <= 9
