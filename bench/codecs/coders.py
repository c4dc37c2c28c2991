"""The coders that are held against each other: bytes out of a stamped picture, and a picture out of bytes.

Ours are the agent's own encoders and the client's own decoder; the rest are what FFmpeg and OpenCV bring along.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Protocol

import av
import cv2
import numpy as np
import numpy.typing as npt
import zstandard

from agent.encode import Encoder, H264Encoder, LosslessEncoder, PhotographEncoder
from agent.encode.codecs import X264
from client.decode import Decoder
from client.framebuffer import Framebuffer
from watermark import StampedPicture
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Patch, Picture

Bgr = npt.NDArray[np.uint8]


class Coder(Protocol):
    """One way to code, with its state."""

    def encode(self, picture: StampedPicture) -> bytes:
        """The next picture's bytes."""
        ...

    def decode(self, data: bytes, width: int, height: int) -> Bgr:
        """The picture again."""
        ...


@dataclass
class Ours:
    """As it goes over the wire."""

    encoder: Encoder
    encoding: Encoding
    decoder: Decoder = field(default_factory=Decoder)
    framebuffer: Framebuffer | None = None

    def encode(self, picture: StampedPicture) -> bytes:
        """By the agent's encoder."""
        return self.encoder.encode(picture)

    def decode(self, data: bytes, width: int, height: int) -> Bgr:
        """By the client's decoder, into its framebuffer."""
        if self.framebuffer is None or (self.framebuffer.width, self.framebuffer.height) != (width, height):
            self.framebuffer = Framebuffer(width, height)
        rect = Rect(0, 0, width, height)
        self.decoder.decode(Picture(1, (Patch(self.encoding, rect, (rect,), data),)), self.framebuffer)
        return self.framebuffer.pixels[:, :, :3]


@dataclass
class Zstd:
    """Pixels through zstd, with or without the row above taken away."""

    level: int
    differences: bool

    def encode(self, picture: StampedPicture) -> bytes:
        """One frame."""
        rows = cv2.cvtColor(picture.pixels, cv2.COLOR_BGRA2BGR)
        if self.differences:
            rest = rows.copy()
            np.subtract(rows[1:], rows[:-1], out=rest[1:])
            rows = rest
        return zstandard.ZstdCompressor(level=self.level).compress(rows.tobytes())

    def decode(self, data: bytes, width: int, height: int) -> Bgr:
        """And back."""
        rows = np.frombuffer(zstandard.ZstdDecompressor().decompress(data), np.uint8).reshape(height, width, 3)
        return np.add.accumulate(rows, axis=0, dtype=np.uint8) if self.differences else rows


@dataclass
class File:
    """A picture file through OpenCV."""

    suffix: str
    settings: tuple[int, ...] = ()

    def encode(self, picture: StampedPicture) -> bytes:
        """One file."""
        return np.asarray(cv2.imencode(self.suffix, picture.pixels[:, :, :3], self.settings)[1]).tobytes()

    def decode(self, data: bytes, width: int, height: int) -> Bgr:
        """And back."""
        del width, height
        return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


class Ffmpeg:
    """A stream through FFmpeg, one packet a picture."""

    def __init__(self, encoder: str, decoder: str, pixels: str, options: dict[str, str], threads: int = 2) -> None:
        self._opened: Any = None
        self._make = (encoder, pixels, options, threads)
        self._name = decoder
        self._decoder: Any = None
        self._number = 0

    def encode(self, picture: StampedPicture) -> bytes:
        """One access unit."""
        name, pixels, options, threads = self._make
        if self._opened is None:
            context: Any = av.CodecContext.create(name, "w")
            context.width, context.height, context.pix_fmt = picture.width, picture.height, pixels
            context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
            context.thread_count, context.gop_size = threads, 100_000
            context.options = options
            self._opened = context
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture.pixels[:, :, :3]), format="bgr24")
        frame = frame.reformat(format=pixels)
        frame.pts, self._number = self._number, self._number + 1
        data = b"".join(bytes(packet) for packet in self._opened.encode(frame))
        if not data:
            raise ValueError(f"{name} keeps a picture back")
        return data

    def decode(self, data: bytes, width: int, height: int) -> Bgr:
        """And back."""
        if self._decoder is None:
            self._decoder = av.CodecContext.create(self._name, "r")
            self._decoder.thread_count = 1
            self._decoder.width, self._decoder.height = width, height
            self._decoder.extradata = self._opened.extradata
        return np.asarray(self._decoder.decode(av.Packet(data))[-1].to_ndarray(format="bgr24"), np.uint8)


_444: Final = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
_LIVE_VP9: Final = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "crf": "26", "b": "0", "row-mt": "1"}
_X265: Final = {"preset": "ultrafast", "tune": "zerolatency", "crf": "26", "x265-params": "log-level=none:keyint=-1"}
_AV1: Final = {"preset": "12", "crf": "30", "svtav1-params": "pred-struct=1:lookahead=0:rtc=1"}
_EXACT_X264: Final = {"preset": "ultrafast", "tune": "zerolatency", "qp": "0"}

EXACT: Final[dict[str, Callable[[], Coder]]] = {
    "**planes' row differences, zstd 3**": lambda: Ours(LosslessEncoder(), Encoding.LOSSLESS),
    "row differences, zstd 1": lambda: Zstd(1, differences=True),
    "row differences, zstd 3": lambda: Zstd(3, differences=True),
    "row differences, zstd 9": lambda: Zstd(9, differences=True),
    "plain pixels, zstd 1": lambda: Zstd(1, differences=False),
    "PNG 1": lambda: File(".png", (cv2.IMWRITE_PNG_COMPRESSION, 1)),
    "PNG 6": lambda: File(".png", (cv2.IMWRITE_PNG_COMPRESSION, 6)),
    "WebP lossless": lambda: File(".webp", (cv2.IMWRITE_WEBP_QUALITY, 101)),
    "JPEG-LS": lambda: Ffmpeg("jpegls", "jpegls", "bgr24", {}),
    "FFV1": lambda: Ffmpeg("ffv1", "ffv1", "bgr0", {"level": "3", "slices": "4"}),
    "H.264 lossless (RGB)": lambda: Ffmpeg("libx264rgb", "h264", "bgr24", _EXACT_X264),
}

ROUGH: Final[dict[str, Callable[[], Coder]]] = {
    "**JPEG 80, 4:4:4**": lambda: Ours(PhotographEncoder(), Encoding.JPEG),
    "JPEG 90, 4:4:4": lambda: File(".jpg", (cv2.IMWRITE_JPEG_QUALITY, 90, *_444)),
    "JPEG 80, 4:2:0": lambda: File(".jpg", (cv2.IMWRITE_JPEG_QUALITY, 80)),
    "WebP 80 (4:2:0)": lambda: File(".webp", (cv2.IMWRITE_WEBP_QUALITY, 80)),
    "JPEG 2000": lambda: File(".jp2", (cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 80)),
    "H.264 4:4:4, as for what moves": lambda: Ours(H264Encoder(codecs=(X264,)), Encoding.H264),
    "planes' row differences, zstd 3 (exact)": lambda: Ours(LosslessEncoder(), Encoding.LOSSLESS),
}

MOVING: Final[dict[str, Callable[[], Coder]]] = {
    "**H.264 4:4:4, x264 ultrafast, long search**": lambda: Ours(H264Encoder(codecs=(X264,)), Encoding.H264),
    "**the same at half the size**": lambda: Ours(H264Encoder(codecs=(X264,), halved=True), Encoding.H264_HALF),
    "as x264 comes": lambda: Ffmpeg(
        "libx264", "h264", "yuv444p", {"preset": "ultrafast", "tune": "zerolatency", "crf": "26"}
    ),
    "x264 veryfast": lambda: Ffmpeg(
        "libx264", "h264", "yuv444p", {"preset": "veryfast", "tune": "zerolatency", "crf": "26"}
    ),
    "H.264 4:2:0, x264 ultrafast": lambda: Ffmpeg(
        "libx264", "h264", "yuv420p", {"preset": "ultrafast", "tune": "zerolatency", "crf": "26"}
    ),
    "HEVC 4:4:4, x265 ultrafast": lambda: Ffmpeg("libx265", "hevc", "yuv444p", _X265),
    "VP9 4:4:4, real time": lambda: Ffmpeg("libvpx-vp9", "vp9", "yuv444p", _LIVE_VP9),
    "AV1 4:2:0, SVT 12": lambda: Ffmpeg("libsvtav1", "libdav1d", "yuv420p", _AV1),
    "JPEG 80 4:4:4, each picture": lambda: Ours(PhotographEncoder(), Encoding.JPEG),
    "planes' row differences, zstd 3 (exact)": lambda: Ours(LosslessEncoder(), Encoding.LOSSLESS),
}
