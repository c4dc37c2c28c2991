"""JPEG 4:4:4 for a change that looks like a photograph: a seventh of the lossless bytes, at once and without a stream.

Whether a picture is one, its lossless size tells: text and windows take a sixth of a byte a pixel with the mark on
them, photographs more than one. What was sent so is repaired like everything that is not exact.
"""

from typing import Final

import cv2
import numpy as np

from agent.encode.checked import stamped_pixels
from agent.errors import EncodeError
from watermark import StampedPicture

QUALITY: Final = 80  # of libjpeg: 43 dB on a photograph, and the mark is read from it
RICH: Final = 0.6  # bytes a pixel, lossless, above which a picture is taken for a photograph
_SETTINGS: Final = (
    cv2.IMWRITE_JPEG_QUALITY,
    QUALITY,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
)


class PhotographEncoder:
    """Codes `wire.kinds.Encoding.JPEG`; keeps no state between pictures."""

    def encode(self, picture: StampedPicture) -> bytes:
        """A JPEG file. Raises `EncodeError` for sides that JPEG cannot name."""
        try:
            # All four channels: OpenCV leaves out the fourth in passing, and takes longer to cut it off than to code.
            done, data = cv2.imencode(".jpg", stamped_pixels(picture), _SETTINGS)
        except cv2.error as error:
            raise EncodeError("No JPEG of this size.") from error
        if not done:
            raise EncodeError("No JPEG of this size.")
        return np.asarray(data, np.uint8).tobytes()


def looks_like_one(size: int, area: int, patience: int) -> bool:
    """Whether a change of *area* pixels, *size* bytes when lossless, is to go as a photograph.

    *patience* is how many bytes the line may be kept with it: a small picture goes lossless at once.
    """
    return size > patience and size > RICH * area
