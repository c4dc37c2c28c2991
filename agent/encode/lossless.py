"""Lossless coding for text and small changes: three planes, each row minus the row above it, through zstd.

Text repeats downwards and the mark is made of square cells, so a row minus its upper neighbour is mostly zeros. Text
and mark are grey, so that blue and red minus green are nothing at all: without that, each grey pixel is paid for three
times (ADR 0050).
"""

from typing import Final

import cv2
import numpy as np
import zstandard

from agent.encode.checked import stamped_pixels
from watermark import StampedPicture

LEVEL: Final = 3  # 5 ms for a full screen of text; level 6 saves a tenth of the bytes for three times the time
_SHORTEST: Final = 7  # bytes of a match: zstd's own 5 finds matches in a photograph that cost more than they save
QUICK_LEVEL: Final = 2  # a photograph in two fifths of the time; level 1 is no quicker, with a quarter more for text


class LosslessEncoder:
    """Codes `wire.kinds.Encoding.LOSSLESS`; keeps no state between pictures.

    *quick*: for a line on which bytes are cheaper than the processor's time.
    """

    def __init__(self, *, quick: bool = False) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            QUICK_LEVEL if quick else LEVEL,
            min_match=_SHORTEST,
            write_checksum=False,
            write_content_size=True,
        )
        self._zstd = zstandard.ZstdCompressor(compression_params=parameters)

    def encode(self, picture: StampedPicture) -> bytes:
        """The zstd frame of *picture*'s differences, 3 x height x width bytes before compression."""
        blue, green, red, _ = cv2.split(stamped_pixels(picture))
        np.subtract(blue, green, out=blue)
        np.subtract(red, green, out=red)
        differences = np.empty((3, *green.shape), np.uint8)
        for plane, rows in zip((green, blue, red), differences, strict=True):
            rows[0] = plane[0]
            np.subtract(plane[1:], plane[:-1], out=rows[1:])
        return self._zstd.compress(differences.data)
