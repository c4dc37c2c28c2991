"""How visible the pattern is, by the formulas of vision that `bench.visibility` names."""

import pytest

from bench.visibility import FLARE, GREYS, hidden, ratios


@pytest.mark.parametrize("level", GREYS)
def test_in_a_dim_room_the_pattern_is_faint_on_every_grey(level: int) -> None:
    """Where the screen throws back a hundredth of white, nothing stands at more than three times the threshold.

    But for the three greys next to black, which stand a twentieth higher.
    """
    assert max(ratios(level, FLARE)) <= (3.2 if 0 < level < 4 else 3.0)


@pytest.mark.parametrize("level", [level for level in GREYS if level >= 64])
def test_from_a_quarter_of_the_levels_on_the_pattern_is_faint(level: int) -> None:
    """Not even in a dark room do data or a pilot stand at more than three times what the eye just sees."""
    assert max(ratios(level)) <= 3.0


def test_on_dark_ground_in_a_dark_room_it_is_nearly_as_faint() -> None:
    """On the ground of a dark terminal it stands at less than five times."""
    assert max(ratios(24)) < 5.0


@pytest.mark.parametrize("level", [level for level in GREYS if level >= 64])
def test_a_grain_hides_the_stronger_pattern(level: int) -> None:
    """In the faintest grain that counts it is nearer the threshold than the usual pattern on a plain ground."""
    assert hidden(level) <= 1.6
