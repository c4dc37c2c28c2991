"""One H.264 4:4:4 stream of one size: pixels in, one access unit out at once. Knows one codec and no line.

BT.601 full range, because that is what OpenCV converts in a millisecond.
"""

from fractions import Fraction
from typing import Final

import av
import av.error
import av.video.frame
import cv2
import numpy as np
from numpy.typing import NDArray

from agent.damage import Pixels
from agent.encode.codecs import WORST, Codec
from agent.errors import EncodeError

_FULL_RANGE: Final = 2  # AVCOL_RANGE_JPEG
_BT601: Final = 5  # AVCOL_SPC_BT470BG
_CLOCK: Final = Fraction(1, 1000)
_NEVER: Final = 1_000_000_000  # pictures from key picture to key picture
_STRIP: Final = 32  # rows converted at a time


class Stream:
    """Begins with a key picture, and has no other. Raises `EncodeError` where *codec* does not open."""

    def __init__(self, codec: Codec, width: int, height: int, rate: float, threads: int, worst: int = WORST) -> None:
        try:
            context = av.CodecContext.create(codec.name, "w")
            if not isinstance(context, av.VideoCodecContext):
                raise EncodeError(f"{codec.name} codes no video.")
            context.width, context.height = width, height
            context.pix_fmt = "yuv444p"
            context.time_base = _CLOCK
            context.framerate = Fraction(60)
            context.gop_size = _NEVER
            context.color_range = _FULL_RANGE
            context.colorspace = _BT601
            context.thread_count = threads
            context.options = codec.options(rate, worst)
            context.open()
        except (av.error.FFmpegError, ValueError) as error:
            raise EncodeError(f"{codec.name} does not code {width} x {height} pixels here.") from error
        self.codec = codec
        self._context = context
        self._at = 0
        self._picture = av.VideoFrame(width, height, "yuv444p")
        self._planes: tuple[NDArray[np.uint8], ...] = tuple(
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:height, :width]
            for plane in self._picture.planes
        )

    def encode(self, pixels: Pixels) -> bytes:
        """The access unit of *pixels*, (height, width, 4) BGRX. Raises `EncodeError` when the codec fails."""
        frame = self._frame(pixels)
        try:
            return b"".join(bytes(packet) for packet in self._context.encode(frame))
        except av.error.FFmpegError as error:
            raise EncodeError("The video encoder failed.") from error

    def _frame(self, pixels: Pixels) -> av.video.frame.VideoFrame:
        """*pixels* as Y, Cb, Cr planes; OpenCV's order is Y, Cr, Cb.

        Strip by strip through the processor's cache, into the one picture there is: encoders copy what they are given.
        """
        luma, blue, red = self._planes
        height, width = luma.shape
        strip = np.empty((_STRIP, width, 3), np.uint8)
        for top in range(0, height, _STRIP):
            rows = slice(top, min(height, top + _STRIP))
            mixed = strip[: rows.stop - top]
            cv2.cvtColor(pixels[rows], cv2.COLOR_BGR2YCrCb, dst=mixed)
            cv2.split(mixed, [luma[rows], red[rows], blue[rows]])
        self._at += 1
        self._picture.pts = self._at
        self._picture.time_base = _CLOCK
        return self._picture
