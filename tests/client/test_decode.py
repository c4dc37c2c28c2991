"""Decoding, against encoders written here from the wire's own description."""

from fractions import Fraction

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zstandard
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given
from hypothesis import strategies as st

from client.decode import DecodeError, Decoder
from client.framebuffer import Framebuffer
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Cursor, Patch, Picture

Pixels = npt.NDArray[np.uint8]


def lossless(image: Pixels, x: int = 0, y: int = 0, show: tuple[Rect, ...] | None = None) -> Patch:
    """*image* (BGR) as a lossless patch at *x*, *y*."""
    height, width = image.shape[:2]
    blue, green, red = image.transpose(2, 0, 1)
    planes = np.stack([green, blue - green, red - green])
    difference = planes.copy()
    difference[:, 1:] -= planes[:, :-1]
    rect = Rect(x, y, width, height)
    data = zstandard.compress(difference.tobytes(), 1)
    return Patch(Encoding.LOSSLESS, rect, (rect,) if show is None else show, data)


class Video:
    """A reference H.264 4:4:4 encoder: BT.601, full range, no delay."""

    def __init__(self, width: int, height: int) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv444p"
        context.time_base = Fraction(1, 30)
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "4"}
        self._context = context
        self._number = 0

    def encode(self, image: Pixels) -> bytes:
        """One access unit."""
        frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(
            format="yuv444p",
            dst_colorspace=Colorspace.ITU601,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.JPEG,
        )
        frame.pts, self._number = self._number, self._number + 1
        return b"".join(bytes(packet) for packet in self._context.encode(frame))


def blocks(seed: int, width: int, height: int) -> Pixels:
    """A coloured chequerboard: hard edges in colour, which 4:2:0 would smear."""
    small = np.random.default_rng(seed).integers(0, 256, ((height + 7) // 8, (width + 7) // 8, 3), dtype=np.uint8)
    return np.ascontiguousarray(small.repeat(8, 0).repeat(8, 1)[:height, :width])


@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 9), st.integers(0, 9), st.integers(0, 1 << 16))
def test_lossless_patches_come_back_exactly(width: int, height: int, x: int, y: int, seed: int) -> None:
    """Any picture of any size, anywhere on the screen, arrives pixel for pixel and touches nothing else."""
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    framebuffer = Framebuffer(80, 80)
    Decoder().decode(Picture(1, (lossless(image, x, y),)), framebuffer)
    assert (framebuffer.pixels[y : y + height, x : x + width, :3] == image).all()
    framebuffer.pixels[y : y + height, x : x + width, :3] = 0
    assert not framebuffer.pixels[:, :, :3].any()
    assert (framebuffer.pixels[:, :, 3] == 255).all()


@pytest.mark.parametrize("size", [(320, 200), (161, 99)])
def test_a_picture_of_half_the_size_fills_its_patch(size: tuple[int, int]) -> None:
    """Half as wide and high, rounded up, it is shown over the whole patch, beside a stream of full size."""
    image = blocks(3, *size).repeat(2, 0).repeat(2, 1)[: size[1], : size[0]]
    small = np.ascontiguousarray(image[::2, ::2])
    framebuffer, decoder, rect = Framebuffer(*size), Decoder(), Rect(0, 0, *size)
    half, full = Video(small.shape[1], small.shape[0]), Video(*size)
    for _ in range(2):
        decoder.decode(Picture(1, (Patch(Encoding.H264, rect, (rect,), full.encode(image)),)), framebuffer)
        assert np.abs(framebuffer.pixels[:, :, :3].astype(int) - image).mean() < 3
        decoder.decode(Picture(2, (Patch(Encoding.H264_HALF, rect, (rect,), half.encode(small)),)), framebuffer)
        assert np.abs(framebuffer.pixels[:, :, :3].astype(int) - image).mean() < 20


def test_a_large_lossless_patch_is_exact() -> None:
    """The way taken for wide rows gives the same as the one for narrow rows."""
    image = np.random.default_rng(5).integers(0, 256, (300, 500, 3), dtype=np.uint8)
    framebuffer = Framebuffer(500, 300)
    changed = Decoder().decode(Picture(1, (lossless(image),)), framebuffer)
    assert (framebuffer.pixels[:, :, :3] == image).all()
    assert changed == (Rect(0, 0, 500, 300),)


def test_video_pictures_follow_each_other() -> None:
    """One decoder carries its state from picture to picture; colours are BT.601 at full range and sharp."""
    video, decoder, framebuffer = Video(160, 96), Decoder(), Framebuffer(200, 120)
    rect = Rect(8, 16, 160, 96)
    for seed in range(4):
        image = blocks(seed, 160, 96)
        patch = Patch(Encoding.H264, rect, (rect,), video.encode(image))
        decoder.decode(Picture(seed, (patch,)), framebuffer)
        error = np.abs(framebuffer.pixels[16:112, 8:168, :3].astype(int) - image)
        assert error.mean() < 2.0
        assert error.max() <= 24
    assert not framebuffer.pixels[:16, :, :3].any()


def jpeg(image: Pixels) -> bytes:
    """As the office PC codes a photograph: 4:4:4."""
    settings = (cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    return np.asarray(cv2.imencode(".jpg", image, settings)[1], np.uint8).tobytes()


@pytest.mark.parametrize(("width", "height"), [(160, 96), (1, 1), (101, 7), (3, 200)])
def test_a_photograph_is_drawn_in_its_colours(width: int, height: int) -> None:
    """Of any size, full range and sharp in colour, and a stream that runs beside it is not disturbed."""
    image, rect = blocks(1, width, height), Rect(5, 6, width, height)
    decoder, framebuffer, video = Decoder(), Framebuffer(200, 220), Video(64, 64)
    area = Rect(0, 0, 64, 64)
    for number in range(3):
        data = video.encode(np.full((64, 64, 3), 40 * number, np.uint8))
        decoder.decode(Picture(number, (Patch(Encoding.H264, area, (area,), data),)), framebuffer)
        decoder.decode(Picture(number, (Patch(Encoding.JPEG, rect, (rect,), jpeg(image)),)), framebuffer)
    error = np.abs(framebuffer.pixels[6 : 6 + height, 5 : 5 + width, :3].astype(int) - image)
    assert error.mean() < 4.0


def test_a_photograph_that_is_larger_than_its_patch_is_not_unpacked() -> None:
    """A small file that names 16,000 x 16,000 pixels is refused by its head."""
    bomb = bytearray(jpeg(blocks(1, 16, 16)))
    head = bomb.index(b"\xff\xc0") + 5
    bomb[head : head + 4] = (16000).to_bytes(2, "big") * 2
    with pytest.raises(DecodeError):
        Decoder().decode(Picture(1, (Patch(Encoding.JPEG, WHOLE, (WHOLE,), bytes(bomb)),)), Framebuffer(32, 32))


def test_only_the_named_parts_of_a_video_picture_are_shown() -> None:
    """The rest of a video picture may be old: it is decoded and not drawn."""
    video, framebuffer = Video(64, 64), Framebuffer(64, 64)
    rect, part = Rect(0, 0, 64, 64), Rect(16, 16, 8, 8)
    data = video.encode(np.full((64, 64, 3), 255, np.uint8))
    Decoder().decode(Picture(1, (Patch(Encoding.H264, rect, (part,), data),)), framebuffer)
    assert (framebuffer.pixels[16:24, 16:24, :3] > 250).all()
    framebuffer.pixels[16:24, 16:24, :3] = 0
    assert not framebuffer.pixels[:, :, :3].any()


WHOLE = Rect(0, 0, 16, 16)
GOOD = zstandard.compress(bytes(16 * 16 * 3))
BAD = [
    Patch(9, WHOLE, (WHOLE,), GOOD),
    Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), b"no zstd"),
    Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), zstandard.compress(bytes(16 * 16 * 3 + 1))),
    Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), zstandard.compress(bytes(16))),
    Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), GOOD[:-2]),
    Patch(Encoding.LOSSLESS, Rect(24, 24, 16, 16), (WHOLE,), GOOD),
    Patch(Encoding.LOSSLESS, WHOLE, (Rect(8, 8, 16, 16),), GOOD),
    Patch(Encoding.H264, WHOLE, (WHOLE,), b"\0\0\0\1no h264"),
    Patch(Encoding.H264, WHOLE, (WHOLE,), b""),
    Patch(Encoding.JPEG, WHOLE, (WHOLE,), b"\xff\xd8 no JPEG"),
    Patch(Encoding.JPEG, WHOLE, (WHOLE,), b""),
    Patch(Encoding.JPEG, WHOLE, (WHOLE,), jpeg(blocks(1, 15, 16))),
    Patch(Encoding.JPEG, WHOLE, (WHOLE,), jpeg(blocks(1, 160, 160))),
]


@pytest.mark.parametrize("patch", BAD)
def test_a_patch_that_cannot_be_right_is_refused(patch: Patch) -> None:
    """Unknown, damaged, too large, too small or out of place: an error that the viewer can answer, and no crash."""
    with pytest.raises(DecodeError):
        Decoder().decode(Picture(1, (patch,)), Framebuffer(32, 32))


def test_a_bomb_is_not_unpacked() -> None:
    """Data that announces a gigabyte for a small patch is refused by its header, without the memory."""
    bomb = zstandard.compress(bytes(1 << 26))
    with pytest.raises(DecodeError, match="announced"):
        Decoder().decode(Picture(1, (Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), bomb),)), Framebuffer(32, 32))


def test_video_goes_on_after_damage() -> None:
    """After a damaged access unit a new key picture is decoded as if nothing had been."""
    decoder, framebuffer = Decoder(), Framebuffer(64, 64)
    rect = Rect(0, 0, 64, 64)
    with pytest.raises(DecodeError):
        decoder.decode(Picture(1, (Patch(Encoding.H264, rect, (rect,), b"\0\0\0\1\xff\xff"),)), framebuffer)
    data = Video(64, 64).encode(np.full((64, 64, 3), 255, np.uint8))
    decoder.decode(Picture(2, (Patch(Encoding.H264, rect, (rect,), data),)), framebuffer)
    assert (framebuffer.pixels[:, :, :3] > 250).all()


def test_a_cursor_is_unpacked_and_an_empty_one_hides_it() -> None:
    """The shape comes back byte for byte; without pixels there is none."""
    pixels = bytes(range(256)) * 4
    cursor = Cursor(16, 16, 3, 4, zstandard.compress(pixels))
    assert Decoder().cursor(cursor) == pixels
    assert Decoder().cursor(Cursor(0, 0, 0, 0, b"")) == b""
    with pytest.raises(DecodeError):
        Decoder().cursor(Cursor(8, 8, 0, 0, zstandard.compress(pixels)))
