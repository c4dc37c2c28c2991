"""Whether an encoder keeps the promises of the stream, found out on the PC at hand before a picture is given to it.

Drivers differ, and a card may be busy, old or set up otherwise: what an encoder says of itself is not enough.
"""

from typing import Final

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from agent.damage import Pixels
from agent.encode.codecs import PLENTY, Codec
from agent.encode.stream import Stream
from agent.errors import EncodeError

Plane = npt.NDArray[np.float32]

_SIDE: Final = (321, 243)  # pixels: odd, as areas are
_PICTURES: Final = 6
_MOST: Final = 6.0  # grey levels of mean error; text at QP 30 has 2
_LINES: Final = 80  # rows of coloured lines
_APART: Final = 100.0  # grey levels between red and blue, of 180, that lines one pixel apart must keep
_KEPT: Final = 0.12  # of the mark's strength: x264 as we tell it keeps 0.2 to 0.35, with its own dead zone nothing
_SLOW: Final = 20_000.0  # bytes a second: a line without hope, on which the cap on roughness must hold


def keeps_promises(codec: Codec) -> bool:
    """Whether *codec* codes each picture at once, in 4:4:4 and full range, and no rougher than the mark endures.

    On a plenty of line and on hardly any. Takes some tens of milliseconds.
    """
    try:
        return all(_kept(codec, rate) for rate in (PLENTY, _SLOW))
    except (EncodeError, av.error.FFmpegError):
        return False


def _kept(codec: Codec, rate: float) -> bool:
    stream, decoder = Stream(codec, *_SIDE, rate, threads=1), av.VideoCodecContext.create("h264", "r")
    decoder.thread_count = 1
    decoder.options = {"flags": "low_delay"}
    shown = np.zeros(0, np.float32)
    for step in range(_PICTURES):
        sent = _picture(step)
        frames = decoder.decode(av.Packet(stream.encode(sent)))
        if len(frames) != 1 or frames[0].format.name not in {"yuv444p", "yuvj444p"}:
            return False
        luma, blue, red = (
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: _SIDE[1], : _SIDE[0]]
            for plane in frames[0].planes
        )
        shown = cv2.cvtColor(cv2.merge([luma, red, blue]), cv2.COLOR_YCrCb2BGR).astype(np.float32)
        if np.abs(shown - sent[:, :, :3]).mean() > _MOST:
            return False
    return _colours_are_apart(shown) and _mark_is_kept(shown)


def _picture(step: int) -> Pixels:
    """Coloured lines a pixel apart above; below, a texture that moves from step to step under a mark that does not."""
    width, height = _SIDE
    grain = np.random.default_rng(1).normal(0, 60, (height, width)).astype(np.float32)
    texture = np.roll(cv2.GaussianBlur(grain, (0, 0), 3.0), (3 * step, 5 * step), axis=(0, 1))
    picture = np.full((height, width, 4), 128, np.uint8)
    picture[:, :, :3] = np.rint(128 + texture + _mark())[:, :, None].astype(np.uint8)
    picture[:_LINES, ::2, :3] = (40, 40, 220)
    picture[:_LINES, 1::2, :3] = (220, 40, 40)
    return picture


def _mark() -> Plane:
    """Squares of 8 pixels, 1.5 levels lighter or darker: as faint as a session's, and nobody's."""
    width, height = _SIDE
    signs = np.random.default_rng(2).integers(0, 2, (height // 8 + 1, width // 8 + 1)) * 2 - 1
    return np.kron(1.5 * signs, np.ones((8, 8)))[:height, :width].astype(np.float32)


def _colours_are_apart(shown: Plane) -> bool:
    """Whether neighbouring lines of red and blue have not run together, as they do in 4:2:0."""
    red, blue = shown[:_LINES, ::2], shown[:_LINES, 1::2]
    return min(float((red[:, :, 2] - red[:, :, 0]).mean()), float((blue[:, :, 0] - blue[:, :, 2]).mean())) > _APART


def _mark_is_kept(shown: Plane) -> bool:
    """Whether enough of the mark is in the last picture, under a texture that has moved all the time."""
    mark = _mark()[_LINES:]
    found = shown[_LINES:].mean(axis=2)
    still = found - cv2.GaussianBlur(found, (0, 0), 8.0)
    return float((still * mark).sum() / np.square(mark).sum()) > _KEPT
