"""Lossless coding for text and small changes: three planes, each row minus the row above it, through zstd.

Text repeats downwards and the mark is made of square cells, so a row minus its upper neighbour is mostly zeros. Text
and mark are grey, so that blue and red minus green are nothing at all: without that, each grey pixel is paid for three
times (ADR 0050).
"""

from typing import Final

import cv2
import numpy as np
import zstandard

from agent.damage import Pixels
from agent.encode.checked import stamped_pixels
from watermark import StampedPicture

LEVEL: Final = 3  # 5 ms for a full screen of text; level 6 saves a tenth of the bytes for three times the time
_SHORTEST: Final = 7  # bytes of a match: zstd's own 5 finds matches in a photograph that cost more than they save
QUICK_LEVEL: Final = 2  # a photograph in two fifths of the time
_QUICK_TABLE: Final = 15  # bits of places remembered; the level's own 16 take a tenth longer, 14 a seventh more bytes
# Bits of how far back a match may lie. What seems to repeat further back hardly ever does, and each look there fetches
# memory that has left the cache: a page takes a seventh less time, and as many bytes.
_QUICK_WINDOW: Final = 18
_STRIP: Final = 1 << 18  # bytes of pixels at a time


class LosslessEncoder:
    """Codes `wire.kinds.Encoding.LOSSLESS`; keeps no state between pictures.

    *quick*: for a line on which bytes are cheaper than the processor's time.
    """

    def __init__(self, *, quick: bool = False) -> None:
        less = {"hash_log": _QUICK_TABLE, "window_log": _QUICK_WINDOW} if quick else {}
        parameters = zstandard.ZstdCompressionParameters.from_level(
            QUICK_LEVEL if quick else LEVEL,
            min_match=_SHORTEST,
            write_checksum=False,
            write_content_size=True,
            **less,
        )
        self._zstd = zstandard.ZstdCompressor(compression_params=parameters)

    def encode(self, picture: StampedPicture) -> bytes:
        """The zstd frame of *picture*'s differences, 3 x height x width bytes before compression."""
        return self._zstd.compress(_differences(stamped_pixels(picture)).data)


def _differences(pixels: Pixels) -> Pixels:
    """The planes green, blue less green and red less green of *pixels*, each row less the row above it.

    Some rows at a time, which stay in the processor's cache. The rows are subtracted before the planes are parted: it
    is all one modulo 256, and one operation instead of three.
    """
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, width * 4)
    differences = np.empty((3, height, width), np.uint8)
    most = max(1, min(height, _STRIP // (width * 4)))
    strip, unused = np.empty((most, width * 4), np.uint8), np.empty((most, width), np.uint8)
    for top in range(0, height, most):
        end = min(height, top + most)
        here = strip[: end - top]
        if top == 0:
            here[0] = rows[0]
            np.subtract(rows[1:end], rows[: end - 1], out=here[1:])
        else:
            np.subtract(rows[top:end], rows[top - 1 : end - 1], out=here)
        green, blue, red = differences[:, top:end]
        cv2.split(here.reshape(-1, width, 4), [blue, green, red, unused[: end - top]])
        np.subtract(blue, green, out=blue)
        np.subtract(red, green, out=red)
    return differences
