"""What is left when the picture is taken away."""

import cv2
import numpy as np

from tests.fakes.marked import KEY, MARK, marked
from watermark.pattern import pattern_for
from watermark.residue import pyramid, residue


def _luminance(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(cv2.cvtColor(marked(name), cv2.COLOR_BGR2GRAY), np.float32)


def test_the_mark_outlives_the_text() -> None:
    """On a page of text the residue correlates with the pattern far better than the plain luminance does."""
    luminance = _luminance("document")
    tile = pattern_for(KEY, MARK).tile.astype(np.float32)
    pattern = np.tile(tile, (4, 7))[:900, :1600]

    def correlation(plane: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        return float((plane * pattern).sum() / np.sqrt(np.square(plane, dtype=float).sum() * np.square(pattern).sum()))

    assert correlation(residue(luminance).signal) > 10 * abs(correlation(luminance - luminance.mean()))


def test_flat_areas_weigh_more_than_edges() -> None:
    """The weight on blank paper is a hundred times that on strokes."""
    plane = np.full((200, 200), 250, np.float32)
    plane[:, 100:] = np.where(np.arange(100) % 6 < 3, 20, 250)
    weight = residue(plane).weight
    assert weight[100, 40] > 100 * weight[100, 150]


def test_a_pyramid_halves_until_it_is_small() -> None:
    """Each level has half the sides, and none is shorter than asked."""
    sizes = [plane.shape for plane in pyramid(np.zeros((900, 1601), np.float32), 160)]
    assert sizes == [(900, 1601), (450, 800), (225, 400)]
