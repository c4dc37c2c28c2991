"""The visible warning's mask."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import LABEL
from watermark.errors import FontError
from watermark.label import find_font, grade, label_cover
from watermark.pilots import TILE


def mask(width: int, height: int, label: str = LABEL) -> npt.NDArray[np.int16]:
    """The signed cover of a whole screen."""
    cover = label_cover(width, height, label).cover
    return np.tile(cover, (-(-height // len(cover)), 1))[:height]


def test_it_is_everywhere_but_covers_little() -> None:
    """Every 700 x 450 part of the screen shows some of it, and less than a fifth of the screen is touched."""
    shown = np.abs(mask(1600, 900))
    assert shown.shape == (900, 1600)
    assert np.mean(shown > 0) < 1 / 5
    for y in range(0, 451, 150):
        for x in range(0, 901, 150):
            assert np.mean(shown[y : y + 450, x : x + 700] > 128) > 0.01


def test_columns_lighten_and_darken_in_turn() -> None:
    """Each column of the layout holds strokes of one sign, and its neighbour the same strokes of the other."""
    warned = label_cover(1920, 1080, LABEL)
    pitch, period = warned.layout.pitch, warned.layout.period
    first, second, third = (warned.cover[:, n * pitch : (n + 1) * pitch] for n in range(3))
    assert first.min() == 0
    assert first.max() == 255
    assert np.array_equal(np.roll(first, period // 2, axis=0), -second)
    assert np.array_equal(first, third)


@pytest.mark.parametrize("height", [600, 768, 900, 1080, 1440, 2160, 4320])
def test_it_repeats_after_whole_tiles(height: int) -> None:
    """Two columns are whole tiles of the hidden pattern, and so is a period downwards."""
    layout = label_cover(200, height, LABEL).layout
    assert 2 * layout.pitch % TILE == layout.period % TILE == 0
    assert layout.pitch == 512 * grade(height)


@pytest.mark.parametrize("label", [LABEL, "長" * 60, "長" * 256, "x" * 256])
def test_neighbours_do_not_touch(label: str) -> None:
    """Blocks below each other stay apart: long labels take more room instead of running into the next."""
    warned = label_cover(1920, 1080, label)
    cover, layout = np.abs(warned.cover), warned.layout
    alone = np.tile(cover[:, :512], (3, 1))
    parts, _, found, _ = cv2.connectedComponentsWithStats(
        (cv2.dilate(np.minimum(alone, 255).astype(np.uint8), np.ones((17, 17))) > 0).astype(np.uint8)
    )
    assert parts > 1
    assert found[1:, cv2.CC_STAT_HEIGHT].max() < 1.3 * layout.period


def test_it_grows_with_the_screen() -> None:
    """A screen twice as high, and as dense, shows it twice as large."""
    small, large = (np.abs(label_cover(1024 * n, 1080 * n, LABEL).cover) > 128 for n in (1, 2))
    assert large.sum() == pytest.approx(4 * small.sum(), rel=0.05)


def test_another_label_is_another_mask() -> None:
    """What is written is the label."""
    assert (mask(800, 600) != mask(800, 600, LABEL.replace("0001", "0002"))).any()


def test_rare_characters_do_not_end_a_session() -> None:
    """A character that no font has is shown as 〓."""
    assert (mask(800, 600, "131016-0001 \U000e0041\U0001f9ff") == mask(800, 600, "131016-0001 〓")).all()


def test_control_characters_are_not_drawn() -> None:
    """Line breaks, tabs and direction marks in a name leave no box and break no line."""
    assert (mask(800, 600, "関所\t\u202e花子\r\n\x07") == mask(800, 600, "関所 花子")).all()


@pytest.mark.parametrize("label", ["", " \n", "\x00"])
def test_a_label_says_something(label: str) -> None:
    """An empty label is refused: the picture must say whose it is."""
    with pytest.raises(ValueError, match="empty"):
        label_cover(800, 600, label)


@pytest.mark.parametrize("label", ["長" * 256, "x" * 256, "a b " * 64])
def test_the_longest_labels_fit(label: str) -> None:
    """256 characters, with or without spaces, are broken into lines."""
    assert label_cover(800, 600, label).cover.any()


def test_without_a_japanese_font_nothing_is_shown() -> None:
    """Missing files and fonts without the warning's glyphs raise FontError, which says what to install."""
    with pytest.raises(FontError, match="fonts-ipafont-gothic"):
        find_font((("/nowhere/ipag.ttf", 0), (__file__, 0)))
