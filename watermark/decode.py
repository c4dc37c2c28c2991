"""Soft cells to a mark: despread, decode, check the seal, count the chances. Knows keys and bits, no pixels.

The false-alarm arithmetic
    Null hypothesis: the photo does not carry a mark sealed with this key. Then the key's signs, places and MACs are
    pseudo-random and independent of whatever the photo shows.
    1. Each decoding names its likeliest payload and a few near ones; the 48-bit MAC of each is right with probability
       2**-48. Of T payloads (at every geometry, with every key) one is accepted by chance with probability at most
       T * 2**-48: the bound that is reported. It assumes nothing about pixels, noise or their distribution.
    2. A second lock, from the spreading instead of the MAC. The score z is the correlation of the soft cells x with the
       decoded codeword: sum(x * c) / sqrt(sum(x * x)). For random signs c, Hoeffding: P(score >= z) <= exp(-z * z / 2),
       for any x. Only a sealed payload is ever named, and there are 2**64 of them, one for each mark; so
       P(any of them reaches z in T tries) <= T * 2**64 * exp(-z * z / 2). The threshold is the z where that is 1e-9.
    A photo that does carry a mark of this key must not be read as another one. There 2. says nothing: what differs from
    the right codeword in a few symbols scores nearly as high. 1. holds: another block deciphers to unpredictable bits.
    Identified needs both. Of 1,000 payloads: 1. gives 3.6e-12, and 2. asks for z = 12.0; a readable mark has 13 to 30.
    The best of all 2**112 payloads, sealed or not, has about 11 on a photo without a mark: alone it is nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.code import decode_list, encode
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.payload import MAC_BITS, MARK_BITS, MacError, unseal
from watermark.spread import CELLS, disperse, gather

FALSE_ALARM: Final = 1e-9  # a photo; identified only below this
_LISTED: Final = 32  # payloads of a decoding: near the limit two in three readings are not of the likeliest
NEARLY: Final = 12.5  # score of a likeliest codeword that is nearly the right one: none of 40,000 wrong keys had more
_DEEP: Final = 1024  # payloads of such a decoding; they take a millisecond, and a photo has few
_FEW: Final = 16  # keys; with more of them the near payloads would spend what chance allows on hopeless geometries
_BATCH: Final = 64  # keys decoded together: 16 MB of branch metrics
_SMOOTH: Final = 2.8  # frequencies; over how many neighbours the noise is estimated

Cells = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decoding:
    """What one set of soft cells gave with one key."""

    key: MarkKey
    mark: Mark | None  # of the payload whose seal is right; None when none is
    score: float  # of that payload's codeword, or else of the likeliest one
    payloads: int = 1  # whose seals were tried


def threshold(trials: int) -> float:
    """The score that no sealed payload reaches by chance in *trials* trials, but for `FALSE_ALARM`."""
    return math.sqrt(2 * (MARK_BITS * math.log(2) + math.log(max(trials, 1)) - math.log(FALSE_ALARM)))


def false_alarm(trials: int) -> float:
    """The chance that one of *trials* payloads passes the MAC."""
    return min(1.0, trials * 2.0**-MAC_BITS)


def whiten(cells: Cells) -> Cells:
    """*cells* with their noise made equal at all frequencies, as the sum over cells assumes.

    What a screen shows is strongest at low frequencies; the mark is the same at all, so whatever stands out of the
    spectrum is noise and is weighed down.
    """
    spectrum = np.fft.fft2(cells)
    distance = np.minimum(np.arange(CELLS), CELLS - np.arange(CELLS))
    window = np.exp(-np.square(distance / _SMOOTH) / 2)
    kernel = np.fft.fft2(np.outer(window, window)).real
    power = np.fft.ifft2(np.fft.fft2(np.square(np.abs(spectrum))) * kernel).real / window.sum() ** 2
    return np.asarray(np.fft.ifft2(spectrum / np.maximum(power, 1e-20)).real, np.float32)


def try_keys(cells: Cells, keys: Sequence[MarkKey]) -> list[Decoding]:
    """Decode *cells* (soft and whitened, CELLS x CELLS) with each key."""
    if not np.any(cells):
        return []
    decodings: list[Decoding] = []
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        lists = decode_list(np.stack([gather(key, cells) for key in batch]), _LISTED if len(keys) <= _FEW else 1)
        decodings += [_judge(cells, key, payloads) for key, payloads in zip(batch, lists, strict=True)]
    return [_deeper(cells, each) if each.mark is None and each.score >= NEARLY else each for each in decodings]


def accepted(decodings: Iterable[Decoding], trials: int) -> Decoding | None:
    """The decoding that may be called identified after *trials* in all, if there is one."""
    if false_alarm(trials) > FALSE_ALARM:
        return None
    limit = threshold(trials)
    return next((found for found in decodings if found.mark is not None and found.score >= limit), None)


def _deeper(cells: Cells, decoding: Decoding) -> Decoding:
    """*decoding*, whose likeliest payload is nearly right, with many more near ones: all of its own among them."""
    return _judge(cells, decoding.key, decode_list(gather(decoding.key, cells)[None], _DEEP)[0])


def _judge(cells: Cells, key: MarkKey, payloads: npt.NDArray[np.uint8]) -> Decoding:
    for tried, bits in enumerate(payloads, 1):
        try:
            mark = unseal(key, bits)
        except MacError:
            continue
        return Decoding(key, mark, _score(cells, key, bits), tried)
    return Decoding(key, None, _score(cells, key, payloads[0]), len(payloads))


def _score(cells: Cells, key: MarkKey, bits: npt.NDArray[np.uint8]) -> float:
    codeword = disperse(key, encode(bits))
    return float((cells * codeword).sum() / np.sqrt(np.square(cells, dtype=np.float64).sum()))
