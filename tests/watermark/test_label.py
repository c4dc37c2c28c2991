"""The visible warning's mask."""

import numpy as np
import pytest

from tests.fakes.marked import LABEL
from watermark.errors import FontError
from watermark.label import find_font, label_mask


def test_it_is_everywhere_but_covers_little() -> None:
    """Every 600 x 450 part of the screen shows some of it, and less than a sixth of the screen is touched."""
    mask = label_mask(1600, 900, LABEL)
    assert mask.shape == (900, 1600)
    assert np.mean(mask > 0) < 1 / 6
    for y in range(0, 451, 150):
        for x in range(0, 1001, 200):
            assert np.mean(mask[y : y + 450, x : x + 600] > 128) > 0.01


def test_another_label_is_another_mask() -> None:
    """What is written is the label."""
    assert (label_mask(800, 600, LABEL) != label_mask(800, 600, LABEL.replace("0001", "0002"))).any()


def test_rare_characters_do_not_end_a_session() -> None:
    """A character that no font has is shown as 〓."""
    assert (label_mask(800, 600, "131016-0001 \U000e0041\U0001f9ff") == label_mask(800, 600, "131016-0001 〓")).all()


def test_control_characters_are_not_drawn() -> None:
    """Line breaks, tabs and direction marks in a name leave no box and break no line."""
    assert (label_mask(800, 600, "関所\t\u202e花子\r\n\x07") == label_mask(800, 600, "関所 花子")).all()


@pytest.mark.parametrize("label", ["", " \n", "\x00"])
def test_a_label_says_something(label: str) -> None:
    """An empty label is refused: the picture must say whose it is."""
    with pytest.raises(ValueError, match="empty"):
        label_mask(800, 600, label)


@pytest.mark.parametrize("label", ["長" * 256, "x" * 256, "a b " * 64])
def test_the_longest_labels_fit(label: str) -> None:
    """256 characters, with or without spaces, are broken into lines."""
    assert label_mask(800, 600, label).any()


def test_without_a_japanese_font_nothing_is_shown() -> None:
    """Missing files and fonts without the warning's glyphs raise FontError, which says what to install."""
    with pytest.raises(FontError, match="fonts-ipafont-gothic"):
        find_font((("/nowhere/ipag.ttf", 0), (__file__, 0)))
