"""H.264 4:4:4 for what moves: x264 through PyAV, without delay, key pictures only on demand.

4:4:4 because coloured text is unreadable in 4:2:0; BT.601 full range because that is what OpenCV converts in a
millisecond. Knows one area's size at a time: another size is a new stream, and its first picture a key picture.
"""

import math
from fractions import Fraction
from typing import Final

import av
import av.error
import av.video.frame
import cv2
import numpy as np
from numpy.typing import NDArray

from agent.damage import Pixels
from agent.encode.checked import stamped_pixels
from agent.errors import EncodeError
from watermark import StampedPicture

QUALITY: Final = 26  # CRF: text stays readable while it moves, and is repaired as soon as it rests
WORST: Final = 30  # QP that no picture exceeds on any line: up to there the mark is read on every kind of screen
LONGEST: Final = 1 / 30  # seconds of the line for one picture; rough at once, repaired when it rests
SHARE: Final = 0.8  # of the line that video may take on average; the rest is for text and repairs
PLENTY: Final = 12_500_000.0  # bytes a second (100 Mbit/s) from which pictures are not held down
_SLOW: Final = 2_500_000.0  # bytes a second (20 Mbit/s), below which bytes are dearer than the processor's time
_MISFIT: Final = 3.0  # times slower than it was: the line would choke on what the stream sends
_BETTER: Final = 10.0  # times faster: until then a finer picture is not worth a new stream
# A page that jumps by a notch of the wheel or more is found again: a twelfth of the bytes for 1 ms, where x264's own
# short search codes it anew, which takes the line so long that the next jump is longer still.
_SEARCH: Final = ":me=umh:merange=64"
_STREAM: Final = "keyint=infinite:scenecut=0:rc-lookahead=0:bframes=0"  # each picture at once, key pictures on demand
_FULL_RANGE: Final = 2  # AVCOL_RANGE_JPEG
_BT601: Final = 5  # AVCOL_SPC_BT470BG
_CLOCK: Final = Fraction(1, 1000)
_STRIP: Final = 32  # rows converted at a time


class H264Encoder:
    """Codes `wire.kinds.Encoding.H264`; the viewer's decoder follows its state."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._size: tuple[int, int] | None = None
        self._stream: av.VideoCodecContext | None = None
        self._at = 0
        self._rate = PLENTY
        self._picture = av.VideoFrame()
        self._planes: tuple[NDArray[np.uint8], ...] = ()

    def restart(self) -> None:
        """Begin anew with a key picture: the viewer's decoder has lost its state."""
        self._size = None

    def encode(self, picture: StampedPicture, rate: float = math.inf) -> bytes:
        """One access unit, fit for a line of *rate* bytes a second. Raises `EncodeError` when the codec fails."""
        pixels = stamped_pixels(picture)
        height, width = pixels.shape[:2]
        if self._stream is None or self._size != (width, height) or self._misfit(rate):
            self._open(width, height, rate)
        stream = self._stream
        if stream is None:  # pragma: no cover - `_open` has just made it
            raise EncodeError("The video encoder did not open.")
        frame = self._frame(pixels)
        self._at += 1
        try:
            return b"".join(bytes(packet) for packet in stream.encode(frame))
        except av.error.FFmpegError as error:
            self._size = None
            raise EncodeError("The video encoder failed.") from error

    def _misfit(self, rate: float) -> bool:
        """Whether the line has become so different that a new stream, with its large first picture, is worth it."""
        now, then = min(rate, PLENTY), self._rate
        return now > then * _BETTER or now * _MISFIT < then

    def _open(self, width: int, height: int, rate: float) -> None:
        stream = av.CodecContext.create("libx264", "w")
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv444p"
        stream.time_base = _CLOCK
        stream.framerate = Fraction(60)
        stream.color_range = _FULL_RANGE
        stream.colorspace = _BT601
        stream.thread_count = self._threads
        self._rate = min(rate, PLENTY)
        stream.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "crf": str(QUALITY),
            "x264-params": f"{_STREAM}:qpmax={WORST}{_SEARCH}{_bounds(self._rate)}",
        }
        try:
            stream.open()
        except av.error.FFmpegError as error:
            raise EncodeError(f"No video encoder for {width} x {height} pixels.") from error
        self._stream, self._size, self._at = stream, (width, height), 0
        self._picture = av.VideoFrame(width, height, "yuv444p")
        self._planes = tuple(
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:height, :width]
            for plane in self._picture.planes
        )

    def _frame(self, pixels: Pixels) -> av.video.frame.VideoFrame:
        """*pixels* as Y, Cb, Cr planes; OpenCV's order is Y, Cr, Cb.

        Strip by strip through the processor's cache, into the one picture there is: x264 copies what it is given.
        """
        luma, blue, red = self._planes
        height, width = luma.shape
        strip = np.empty((_STRIP, width, 3), np.uint8)
        for top in range(0, height, _STRIP):
            rows = slice(top, min(height, top + _STRIP))
            mixed = strip[: rows.stop - top]
            cv2.cvtColor(pixels[rows], cv2.COLOR_BGR2YCrCb, dst=mixed)
            cv2.split(mixed, [luma[rows], red[rows], blue[rows]])
        self._picture.pts = self._at
        self._picture.time_base = _CLOCK
        return self._picture


def _bounds(rate: float) -> str:
    """x264's buffer model for a line of *rate* bytes a second: no picture takes longer than `LONGEST`, if it can."""
    if rate >= PLENTY:
        return ""
    kilobits = max(64, int(rate * 8 / 1000))
    # CABAC saves a fifth of the bytes; on a quicker line its own time would be the longer one.
    cabac = ":cabac=1" if rate < _SLOW else ""
    return f"{cabac}:vbv-maxrate={int(kilobits * SHARE)}:vbv-bufsize={max(16, int(kilobits * LONGEST))}"
