"""Patches to pixels. The only file that decodes, and it writes nothing but the framebuffer.

Knows the four encodings and checks every size before it believes it. Does not know order or acknowledgements.
"""

import itertools
from typing import Final

import av
import cv2
import numpy as np
import zstandard

from client.framebuffer import Framebuffer, Pixels
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Cursor, Patch, Picture

_WIDE: Final = 96  # bytes of a row above which adding rows one by one beats numpy's own accumulation
_STRIP: Final = 32  # rows of video turned at a time: they stay in the processor's cache
_PLANAR: Final = ("yuv444p", "yuvj444p")  # FFmpeg's two names for 4:4:4 of eight bits; the wire knows no other


class DecodeError(Exception):
    """A patch could not be decoded; the viewer asks for the whole screen again."""


class Decoder:
    """Decodes one session's pictures, in order. Each H.264 stream has a decoder, which lives as long as it."""

    def __init__(self) -> None:
        self._zstd = zstandard.ZstdDecompressor()
        self._h264: dict[int, av.VideoCodecContext] = {}
        self._bgrx: Pixels = np.empty((0, 0, 4), np.uint8)

    def decode(self, picture: Picture, onto: Framebuffer) -> tuple[Rect, ...]:
        """Draw *picture*; returns what has changed. Raises `DecodeError`."""
        changed: list[Rect] = []
        for patch in picture.patches:
            _check(patch, onto)
            onto.draw(self._pixels(patch), patch.rect, patch.show)
            changed.extend(patch.show)
        return tuple(changed)

    def cursor(self, cursor: Cursor) -> bytes:
        """The premultiplied BGRA pixels of *cursor*; empty when it is hidden. Raises `DecodeError`."""
        size = cursor.width * cursor.height * 4
        return self._inflate(cursor.pixels, size) if size else b""

    def _pixels(self, patch: Patch) -> Pixels:
        match patch.encoding:
            case Encoding.LOSSLESS:
                return self._lossless(patch)
            case Encoding.H264:
                return self._video(patch, patch.rect.width, patch.rect.height)
            case Encoding.H264_HALF:
                return self._half_video(patch)
            case Encoding.JPEG:
                return self._photograph(patch)
            case _:
                raise DecodeError(f"unknown encoding {patch.encoding}")

    def _inflate(self, data: bytes, size: int) -> bytes:
        """Exactly *size* bytes out of *data*; the announced size is checked first, so that a bomb is not unpacked."""
        try:
            announced = zstandard.frame_content_size(data)
            if announced not in (-1, size):
                raise DecodeError(f"{announced} bytes announced where {size} belong")
            inflated = self._zstd.decompress(data, max_output_size=size)
        except zstandard.ZstdError as error:
            raise DecodeError("damaged zstd data") from error
        if len(inflated) != size:
            raise DecodeError(f"{len(inflated)} bytes where {size} belong")
        return inflated

    def _lossless(self, patch: Patch) -> Pixels:
        width, height = patch.rect.width, patch.rect.height
        differences = np.frombuffer(self._inflate(patch.data, height * width * 3), np.uint8)
        green, blue, red = _summed(differences.reshape(3, height, width))
        np.add(blue, green, out=blue)
        np.add(red, green, out=red)
        return np.asarray(cv2.merge([blue, green, red, np.full_like(green, 255)]), np.uint8)

    def _video(self, patch: Patch, width: int, height: int) -> Pixels:
        """The next picture, *width* x *height*, of the stream that *patch* belongs to."""
        decoder = self._h264.get(patch.encoding)
        if decoder is None:
            decoder = self._h264[patch.encoding] = _new_decoder("h264", {"flags": "low_delay"})
        try:
            frames = decoder.decode(av.Packet(patch.data))
        except av.FFmpegError as error:
            del self._h264[patch.encoding]
            raise DecodeError("damaged H.264 data") from error
        if not frames:
            raise DecodeError("an access unit without a picture")
        return self._turned(frames[-1], width, height)

    def _half_video(self, patch: Patch) -> Pixels:
        width, height = patch.rect.width, patch.rect.height
        small = self._video(patch, -(-width // 2), -(-height // 2))
        return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)

    def _photograph(self, patch: Patch) -> Pixels:
        """A decoder of its own for each file: it has no state, and its limit is the patch's own size."""
        context = _new_decoder("mjpeg", {"max_pixels": str(_padded(patch.rect))})
        try:
            frames = context.decode(av.Packet(patch.data))
        except av.FFmpegError as error:
            raise DecodeError("damaged JPEG data") from error
        if not frames or (frames[-1].width, frames[-1].height) != (patch.rect.width, patch.rect.height):
            raise DecodeError("a picture that is not its patch's")
        return self._turned(frames[-1], patch.rect.width, patch.rect.height)

    def _turned(self, frame: av.VideoFrame, width: int, height: int) -> Pixels:
        """The frame's Y, Cb, Cr planes as BGRX; good until the next one. OpenCV's order is Y, Cr, Cb."""
        if frame.format.name not in _PLANAR or frame.width < width or frame.height < height:
            raise DecodeError("a picture that is not its patch's, or not 4:4:4")
        luma, blue, red = (
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:height, :width]
            for plane in frame.planes
        )
        if self._bgrx.shape[:2] != luma.shape:
            self._bgrx = np.empty((*luma.shape, 4), np.uint8)
        for top in range(0, height, _STRIP):
            rows = slice(top, min(height, top + _STRIP))
            mixed = cv2.merge([luma[rows], red[rows], blue[rows]])
            cv2.cvtColor(mixed, cv2.COLOR_YCrCb2BGR, dst=self._bgrx[rows], dstCn=4)
        return self._bgrx


def _check(patch: Patch, onto: Framebuffer) -> None:
    if not patch.rect.within(onto.width, onto.height):
        raise DecodeError("a patch beyond the screen")
    if any(part.intersection(patch.rect) != part for part in patch.show):
        raise DecodeError("a part beyond its patch")


def _summed(planes: Pixels) -> Pixels:
    """(planes, height, width): each row plus all the rows above it, modulo 256."""
    if planes.shape[2] < _WIDE:
        narrow: Pixels = np.cumsum(planes, axis=1, dtype=np.uint8)
        return narrow
    summed = np.empty_like(planes)
    for plane, rows in zip(summed, planes, strict=True):
        plane[0] = rows[0]
        for (above, row), difference in zip(itertools.pairwise(plane), rows[1:], strict=True):
            np.add(difference, above, out=row)
    return summed


def _padded(rect: Rect) -> int:
    """The pixels that FFmpeg counts for a picture of this size: it looks at a width with room for its own vectors."""
    return (rect.width + 128) * rect.height


def _new_decoder(name: str, options: dict[str, str]) -> av.VideoCodecContext:
    context = av.CodecContext.create(name, "r")
    if not isinstance(context, av.VideoCodecContext):
        raise DecodeError(f"no decoder for {name}")
    context.thread_count = 1  # more threads would hold pictures back
    context.options = options
    return context
