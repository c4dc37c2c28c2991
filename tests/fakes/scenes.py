"""What is coded: office screens that stand still, and what moves on them, each picture stamped as it is in the agent.

Made, not recorded.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from tests.fakes.marked import stamper
from tests.fakes.screens import bgrx, desktop, document, photograph, screen
from watermark import StampedPicture
from watermark.ground import Ground

PICTURES: Final = 24
JUMP: Final = 36  # pixels that a page moves from picture to picture: a wheel's notch
Screen = npt.NDArray[np.uint8]


def still(name: str) -> StampedPicture:
    """One of the corpus' screens, 1600 x 900."""
    return stamper().stamp_screen(bgrx(screen(name)))


def scroll() -> Iterator[StampedPicture]:
    """A page of text that scrolls."""
    page = document(1600, 900 + JUMP * PICTURES)
    for step in range(PICTURES):
        yield stamper().stamp(bgrx(page[step * JUMP : step * JUMP + 900]), 0, 0, Ground.GRAINY)


def drag() -> Iterator[StampedPicture]:
    """A window that is dragged across a busy desktop."""
    behind, window = desktop(), document(640, 480)
    for step in range(PICTURES):
        shown = behind.copy()
        x, y = 100 + 24 * step, 60 + 9 * step
        shown[y : y + 480, x : x + 640] = window
        yield stamper().stamp(bgrx(shown), 0, 0, Ground.GRAINY)


def film() -> Iterator[StampedPicture]:
    """A film in a window of 854 x 480."""
    return _film((854, 480), (200, 100))


def full_film() -> Iterator[StampedPicture]:
    """A film that fills the screen."""
    return _film((1600, 900), (0, 0))


def _film(size: tuple[int, int], at: tuple[int, int]) -> Iterator[StampedPicture]:
    """A natural picture that moves under its own grain, at a place of the screen."""
    width, height = size
    whole, random = photograph(width + 4 * PICTURES, height + 2 * PICTURES), np.random.default_rng(5)
    for step in range(PICTURES):
        view = whole[2 * step : 2 * step + height, 4 * step : 4 * step + width].astype(np.int16)
        grain = random.normal(0, 2, view.shape).astype(np.int16)
        yield stamper().stamp(bgrx(np.clip(view + grain, 0, 255).astype(np.uint8)), *at, Ground.GRAINY)


MOVING: Final = {"scroll": scroll, "drag": drag, "film": film, "full film": full_film}
