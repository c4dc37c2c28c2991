"""What digests leave out has not changed."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import digests
from agent.damage import Change, Grid, Pixels, part, update
from agent.digests import Digests
from watermark.tiles import TILE
from wire.geometry import Rect

GRID = Grid(320, 200)
RECTS = [GRID.screen, Rect(0, 0, 320, 100), Rect(64, 30, 128, 130), Rect(2, 2, 40, 40)]
act = st.tuples(st.sampled_from(RECTS), st.lists(st.tuples(st.integers(0, 319), st.integers(0, 199)), max_size=3))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "WORTH", 64)


def _look(shadow: Pixels, pixels: Pixels, rect: Rect, known: Digests) -> list[Change]:
    unlike = known.unlike(rect, pixels)
    found = update(part(shadow, rect), pixels, rect, unlike)
    known.seen(rect, pixels, unlike, found)
    return found


def _seen(screen: Pixels) -> tuple[Digests, Pixels]:
    """Digests of the whole of *screen*, and the shadow that they speak of."""
    known, shadow = Digests(), screen.copy()
    _look(shadow, screen, GRID.screen, known)
    return known, shadow


@given(st.lists(act, max_size=20))
def test_the_shadow_follows_the_screen_wherever_it_is_looked_at(acts: list[tuple[Rect, list[tuple[int, int]]]]) -> None:
    """Dots are drawn, some of them turned back again, and rectangles looked at in any order: each is then as it is."""
    shadow, screen, known = (*np.zeros((2, 200, 320, 4), np.uint8), Digests())
    for rect, dots in acts:
        for x, y in dots:
            screen[y, x] ^= 1
        differed = not np.array_equal(part(shadow, rect), part(screen, rect))
        found = _look(shadow, np.ascontiguousarray(part(screen, rect)), rect, known)
        assert bool(found) == differed
        assert np.array_equal(part(shadow, rect), part(screen, rect))


def test_only_the_row_of_tiles_that_changed_is_looked_at() -> None:
    """Of one pixel that changed, the row of tiles that holds it."""
    screen = np.zeros((200, 320, 4), np.uint8)
    known, _ = _seen(screen)
    screen[TILE + 3, 5] = 1
    assert known.unlike(GRID.screen, screen) == [False, True, False, False]


def _elsewhere(known: Digests, shadow: Pixels, screen: Pixels) -> None:
    """A change that comes by another rectangle."""
    screen[3, 3] ^= 1
    _look(shadow, np.ascontiguousarray(part(screen, RECTS[1])), RECTS[1], known)


@pytest.mark.parametrize("forget", [lambda known, *_: known.clear(), _elsewhere], ids=["all", "what was touched"])
def test_what_is_forgotten_may_differ_anywhere(forget: Callable[[Digests, Pixels, Pixels], None]) -> None:
    """The shadow was changed without its digests: nothing is known of it."""
    screen = np.zeros((200, 320, 4), np.uint8)
    known, shadow = _seen(screen)
    forget(known, shadow, screen)
    assert known.unlike(GRID.screen, screen) is None


def test_a_look_that_cannot_be_digested_is_not_forgotten() -> None:
    """The screen changes while its pixels come in pieces, and back again: it may differ from what was seen between."""
    screen = np.zeros((200, 320, 4), np.uint8)
    known, shadow = _seen(screen)
    assert _look(shadow, np.ones((200, 640, 4), np.uint8)[:, ::2], GRID.screen, known)
    assert known.unlike(GRID.screen, screen) is None


def test_what_moves_is_compared_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that changes each time is digested no more until it rests; then it is again."""
    screen = np.zeros((200, 320, 4), np.uint8)
    known, shadow = _seen(screen)
    screen[0, 0] = 1
    _look(shadow, screen, GRID.screen, known)
    rows: list[int] = []
    digest = known._of

    def counted(pixels: Pixels) -> int:
        rows.append(len(pixels))
        return digest(pixels)

    monkeypatch.setattr(known, "_of", counted)
    screen[0, 0] = 2
    _look(shadow, screen, GRID.screen, known)
    assert rows == [TILE, TILE, 200 - 3 * TILE]
    _look(shadow, screen, GRID.screen, known)
    assert known.unlike(GRID.screen, screen) == [False] * 4


def test_two_sessions_have_other_digests() -> None:
    """Nobody who draws on the screen can know which pixels have the same."""
    screen = np.zeros((200, 320, 4), np.uint8)
    assert _seen(screen)[0]._seen != _seen(screen)[0]._seen


def test_few_rectangles_are_remembered() -> None:
    """Whatever is drawn where, the memory stays small."""
    screen = np.zeros((200, 320, 4), np.uint8)
    known, shadow = _seen(screen)
    for x in range(0, 200, 2):
        screen[:] = x + 1
        _look(shadow, np.ascontiguousarray(screen[:100, x : x + 100]), Rect(x, 0, 100, 100), known)
    assert len(known._seen) <= 8
