"""The one picture there is: a BGRX array, written by the decoder and read by the painter, never by a file.

Knows pixels and a lock. Does not know encodings (`decode`) or windows.
"""

import threading

import numpy as np
import numpy.typing as npt

from wire.geometry import Rect

Pixels = npt.NDArray[np.uint8]


class Framebuffer:
    """*height* x *width* x 4 bytes: blue, green, red, 255. Hold `lock` while reading or writing `pixels`."""

    def __init__(self, width: int, height: int) -> None:
        self.lock = threading.Lock()
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self.pixels[:, :, 3] = 255
        self._closed = False

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    def draw(self, bgrx: Pixels, source: Rect, show: tuple[Rect, ...]) -> None:
        """Copy the *show* parts (screen coordinates) of *bgrx*, a picture of *source*. A closed one stays black."""
        with self.lock:
            if self._closed:
                return
            for rect in show:
                x, y = rect.x - source.x, rect.y - source.y
                part = bgrx[y : y + rect.height, x : x + rect.width]
                self.pixels[rect.y : rect.bottom, rect.x : rect.right] = part

    def close(self) -> None:
        """Wipe the picture, for good: a decoder still at work cannot bring any of it back."""
        with self.lock:
            self._closed = True
            self.pixels[:, :, :3] = 0
