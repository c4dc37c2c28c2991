"""Whether an encoder keeps the promises of the stream, found out on the PC at hand before a picture is given to it.

Drivers differ, and a card may be busy, old or set up otherwise: what an encoder says of itself is not enough.
"""

from typing import Final

import av
import av.error
import cv2
import numpy as np

from agent.damage import Pixels
from agent.encode.codecs import PLENTY, Codec
from agent.encode.stream import Stream
from agent.errors import EncodeError

_SIDE: Final = (321, 243)  # pixels: odd, as areas are
_PICTURES: Final = 4
_MOST: Final = 6.0  # grey levels of mean error; text at QP 30 has 2
_FAINT: Final = 8.0  # grey levels: how nearly colours one pixel apart must stay apart on the whole
_SLOW: Final = 20_000.0  # bytes a second: a line without hope, on which the cap on roughness must hold


def keeps_promises(codec: Codec) -> bool:
    """Whether *codec* codes each picture at once, in 4:4:4 and full range, and no rougher than the cap.

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
        if np.abs(shown - sent[:, :, :3]).mean() > _MOST or _faded(shown):
            return False
    return True


def _picture(step: int) -> Pixels:
    """Faint texture, as strong as a mark, and coloured lines a pixel apart; it moves from step to step."""
    width, height = _SIDE
    random = np.random.default_rng(1)
    picture = np.full((height, width, 4), 200, np.uint8)
    cells = random.integers(-2, 3, (height // 8 + 1, width // 8 + 1))
    picture[:, :, :3] += np.kron(cells, np.ones((8, 8), np.int64))[:height, :width, None].astype(np.uint8)
    picture = np.roll(picture, 3 * step, axis=0)
    picture[:80, ::2, :3] = (40, 40, 220)
    picture[:80, 1::2, :3] = (220, 40, 40)
    return picture


def _faded(shown: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bool:
    """Whether neighbouring lines of red and blue have run together, as in 4:2:0."""
    red, blue = shown[:80, ::2], shown[:80, 1::2]
    apart = min(float((red[:, :, 2] - red[:, :, 0]).mean()), float((blue[:, :, 0] - blue[:, :, 2]).mean()))
    return apart < 180 - _FAINT * 8
