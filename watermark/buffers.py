"""Memory for pictures, used again once nobody holds any of it. Knows who holds it from CPython's reference counts.

A view of an array keeps the array itself alive and counted, and so does a memoryview, a slice of a view, or a frame
made of one. So a buffer whose only holder is the pool is read by nobody, and none that is read is ever handed out:
there is no `release` that could be called too early. Does not know what is written into it.
"""

import sys
from typing import Final

import numpy as np
import numpy.typing as npt

_KEPT: Final = 4  # buffers; a picture is coded before the next is made, so one is used, and a second now and then
_OURS: Final = 3  # counts of a free buffer: the list, the loop's name, and the argument of `getrefcount`

Buffer = npt.NDArray[np.uint8]


class Buffers:
    """Buffers of *size* bytes for one thread; memory is taken only when all there are are being read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: list[Buffer] = []

    def take(self) -> Buffer:
        """A writeable buffer that nobody else holds; it is free again when the last view of it is gone."""
        for buffer in self._kept:
            if sys.getrefcount(buffer) <= _OURS:
                buffer.flags.writeable = True
                return buffer
        fresh = np.empty(self._size, np.uint8)
        if len(self._kept) < _KEPT:
            self._kept.append(fresh)
        return fresh
