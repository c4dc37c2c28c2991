"""Patches to pixels. The only file that decodes, and it writes nothing but the framebuffer.

Knows the two encodings and checks every size before it believes it. Does not know order or acknowledgements.
"""

import itertools
from typing import Final

import av
import numpy as np
import zstandard
from av.video.reformatter import ColorRange, Colorspace

from client.framebuffer import OPAQUE, Framebuffer, Pixels
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Cursor, Patch, Picture

_WIDE: Final = 96  # bytes of a row above which adding rows one by one beats numpy's own accumulation


class DecodeError(Exception):
    """A patch could not be decoded; the viewer asks for the whole screen again."""


class Decoder:
    """Decodes one session's pictures, in order. One H.264 decoder lives as long as the stream."""

    def __init__(self) -> None:
        self._zstd = zstandard.ZstdDecompressor()
        self._h264: av.VideoCodecContext | None = None

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
                return self._video(patch)
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
        # One byte of room at the end: `_with_opaque` reads each pixel as four bytes.
        rows = np.empty(height * width * 3 + 1, np.uint8)
        rows[:-1] = np.frombuffer(self._inflate(patch.data, height * width * 3), np.uint8)
        _undo_row_difference(rows[:-1].reshape(height, width * 3))
        return _with_opaque(rows, width, height)

    def _video(self, patch: Patch) -> Pixels:
        if self._h264 is None:
            self._h264 = _new_h264()
        try:
            frames = self._h264.decode(av.Packet(patch.data))
        except av.FFmpegError as error:
            self._h264 = None
            raise DecodeError("damaged H.264 data") from error
        if not frames:
            raise DecodeError("an access unit without a picture")
        return _bgrx(frames[-1], patch.rect)


def _check(patch: Patch, onto: Framebuffer) -> None:
    if not patch.rect.within(onto.width, onto.height):
        raise DecodeError("a patch beyond the screen")
    if any(part.intersection(patch.rect) != part for part in patch.show):
        raise DecodeError("a part beyond its patch")


def _undo_row_difference(rows: Pixels) -> None:
    """Each row becomes itself plus the row above it, modulo 256, in place."""
    if rows.shape[1] < _WIDE:
        np.cumsum(rows, axis=0, dtype=np.uint8, out=rows)
        return
    for above, row in itertools.pairwise(rows):
        np.add(row, above, out=row)


def _with_opaque(rows: Pixels, width: int, height: int) -> Pixels:
    """BGR bytes as BGRX, one pass: every pixel is read as four bytes, its fourth overwritten with 255."""
    overlapping = np.ndarray((height, width), np.uint32, buffer=rows, strides=(3 * width, 3))
    bgrx: Pixels = np.bitwise_or(overlapping, OPAQUE).view(np.uint8).reshape(height, width, 4)
    return bgrx


def _new_h264() -> av.VideoCodecContext:
    context = av.CodecContext.create("h264", "r")
    if not isinstance(context, av.VideoCodecContext):
        raise DecodeError("no H.264 decoder")
    context.thread_count = 1  # more threads would hold pictures back
    context.options = {"flags": "low_delay"}
    return context


def _bgrx(frame: av.VideoFrame, rect: Rect) -> Pixels:
    if frame.width < rect.width or frame.height < rect.height:
        raise DecodeError("a picture smaller than its patch")
    turned = frame.reformat(
        format="bgr0",
        src_colorspace=Colorspace.ITU601,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.JPEG,
    )
    plane = turned.planes[0]
    whole = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    pixels: Pixels = whole[: rect.height, : rect.width * 4].reshape(rect.height, rect.width, 4)
    pixels[:, :, 3] = 255
    return pixels
