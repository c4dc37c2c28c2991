"""Which size suits a window."""

from hypothesis import given
from hypothesis import strategies as st

from agent.resolution.choice import LEAST, at_least, choose

SIZE = st.tuples(st.integers(1, 4000), st.integers(1, 4000))
OFFICE = [(3840, 2160), (1920, 1080), (1680, 1050), (1600, 900), (1280, 1024), (1024, 768), (640, 480)]


@given(st.lists(SIZE), SIZE)
def test_what_is_chosen_fits_and_nothing_larger_does(sizes: list[tuple[int, int]], wanted: tuple[int, int]) -> None:
    """Within the window, not below the least, and of no smaller area than any other that fits."""
    best = choose(sizes, wanted)
    fitting = [s for s in sizes if s[0] <= wanted[0] and s[1] <= wanted[1] and s[0] >= LEAST[0] and s[1] >= LEAST[1]]
    assert (best is None) == (not fitting)
    if best is not None:
        assert best in fitting
        assert best[0] * best[1] == max(width * height for width, height in fitting)


def test_a_laptops_window_gets_a_monitors_mode() -> None:
    """1700 x 960 pixels of window take 1600 x 900; a very small one takes none, and the screen stays."""
    assert choose(OFFICE, (1700, 960)) == (1600, 900)
    assert choose(OFFICE, (700, 500)) is None


@given(SIZE)
def test_the_least_is_kept_side_by_side(size: tuple[int, int]) -> None:
    """Each side is the wanted one, or the least when that is more."""
    assert at_least(size) == (max(size[0], 800), max(size[1], 600))
