"""H.264 4:4:4 for what moves: without delay, key pictures only on demand, by the best encoder that this PC has.

Knows one area's size at a time: another size is a new stream, and its first picture a key picture. Which encoders
there are and what they are told is in `codecs`; whether one may be trusted is found out by `probe`, once a process.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import structlog

from agent.damage import Pixels
from agent.encode.checked import stamped_pixels
from agent.encode.codecs import CODECS, PLENTY, WORST, WORST_HALF, X264, Codec
from agent.encode.probe import keeps_promises
from agent.encode.stream import Stream
from agent.errors import EncodeError
from watermark import StampedPicture

_log = structlog.get_logger()

_MISFIT: Final = 3.0  # times slower than it was: the line would choke on what the stream sends
_BETTER: Final = 10.0  # times faster: until then a finer picture is not worth a new stream
_SOFT: Final = 5  # pixels of the binomial before halving


@lru_cache(maxsize=4)
def trusted(codecs: tuple[Codec, ...]) -> tuple[Codec, ...]:
    """Those of *codecs* that keep their promises on this PC, in their order."""
    found = tuple(codec for codec in codecs if keeps_promises(codec))
    _log.info("video_encoders", trusted=[codec.name for codec in found], asked=[codec.name for codec in codecs])
    return found


class H264Encoder:
    """Codes `wire.kinds.Encoding.H264`, or `H264_HALF` when *halved*; the viewer's decoder follows its state.

    An encoder that fails in the middle is given up for the next one, for as long as this object lives: a card may be
    taken away, or have no stream to spare.
    """

    def __init__(self, threads: int = 2, codecs: Sequence[Codec] = CODECS, *, halved: bool = False) -> None:
        self._threads = threads
        self._halved = halved
        self._codecs = list(trusted(tuple(codecs))) or [X264]
        self._size: tuple[int, int] | None = None
        self._stream: Stream | None = None
        self._rate = PLENTY

    @property
    def codec(self) -> str:
        """The name of the encoder that is used."""
        return self._codecs[0].name

    def restart(self) -> None:
        """Begin anew with a key picture: the viewer's decoder has lost its state."""
        self._size = None

    def encode(self, picture: StampedPicture, rate: float = math.inf) -> bytes:
        """One access unit, fit for a line of *rate* bytes a second. Raises `EncodeError` when every codec fails."""
        pixels = stamped_pixels(picture)
        if self._halved:
            pixels = _half(pixels)
        height, width = pixels.shape[:2]
        while True:
            try:
                return self._opened(width, height, rate).encode(pixels)
            except EncodeError as error:
                self._size = None
                if len(self._codecs) == 1:
                    raise
                _log.warning("video_encoder_given_up", codec=self._codecs.pop(0).name, cause=str(error))

    def _opened(self, width: int, height: int, rate: float) -> Stream:
        if self._stream is None or self._size != (width, height) or self._misfit(rate):
            self._rate = min(rate, PLENTY)
            worst = WORST_HALF if self._halved else WORST
            self._stream = Stream(self._codecs[0], width, height, self._rate, self._threads, worst)
            self._size = (width, height)
        return self._stream

    def _misfit(self, rate: float) -> bool:
        """Whether the line has become so different that a new stream, with its large first picture, is worth it."""
        now, then = min(rate, PLENTY), self._rate
        return now > then * _BETTER or now * _MISFIT < then


def _half(pixels: Pixels) -> Pixels:
    """Half as wide and high, rounded up, and soft: what is sharper is not found again when it moves by an odd step."""
    height, width = pixels.shape[:2]
    soft = cv2.GaussianBlur(pixels, (_SOFT, _SOFT), 0)
    small = cv2.resize(soft, (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
