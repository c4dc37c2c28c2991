"""Where the screen is when its corners are known and it has a usual size: without any pilots.

Whoever filters the pilots out of a picture takes the reader's measure away, and not the mark. Knows sizes; no pixels.
"""

from collections.abc import Iterator
from typing import Final

from watermark.geometry import Geometry, Points

USUAL: Final = (  # width and height in pixels of office screens
    (1920, 1080),
    (1600, 900),
    (1366, 768),
    (1536, 864),
    (1280, 720),
    (2560, 1440),
    (3840, 2160),
    (1920, 1200),
    (1680, 1050),
    (1280, 800),
    (1280, 1024),
    (1024, 768),
)
_LIKE: Final = 1.3  # times wider or narrower than a screen that is seen from the side, in a cropped photo, may seem


def usual(corners: Points, proportion: float) -> Iterator[Geometry]:
    """A geometry for each usual size whose corners may lie at *corners* (4 x 2, clockwise from the top left).

    *proportion* is what is believed of the screen's width divided by its height.
    """
    for width, height in USUAL:
        if max(proportion * height / width, width / height / proportion) <= _LIKE:
            yield Geometry.of_rectangle(width, height, corners)
