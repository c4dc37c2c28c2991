"""Soft cells to a mark: despread, decode, check the seal, count the chances. Knows keys and bits, no pixels.

The false-alarm arithmetic
    Null hypothesis: the photo does not carry a mark sealed with this key. Then the key's signs, places and MACs are
    pseudo-random and independent of whatever the photo shows.
    1. Each decoding names one payload, whose 48-bit MAC then is right with probability 2**-48. T decodings (every
       geometry with every key) accept one by chance with probability at most T * 2**-48: the bound that is reported.
       It assumes nothing about pixels, noise or their distribution.
    2. A second lock, independent of the MAC. The score z is the correlation of the soft cells x with the decoded
       codeword: sum(x * c) / sqrt(sum(x * x)). For random signs c, Hoeffding: P(score >= z) <= exp(-z * z / 2), for
       any x. There are 2**112 payloads, sealed or not, so P(any reaches z in T tries) <= T * 2**112 * exp(-z * z / 2).
       The threshold is the z where that is 1e-9. The best of all payloads on a photo without a mark has about 11.5.
    Identified needs both. Of 1,000 decodings: 1. gives 3.6e-12, and 2. asks for z = 14.5; a readable mark has 15 to 30.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.code import decode, encode
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.payload import MAC_BITS, PAYLOAD_BITS, MacError, unseal
from watermark.spread import CELLS, disperse, gather

FALSE_ALARM: Final = 1e-9  # a photo; identified only below this
_BATCH: Final = 64  # keys decoded together: 16 MB of branch metrics
_SMOOTH: Final = 2.8  # frequencies; over how many neighbours the noise is estimated

Cells = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decoding:
    """What one set of soft cells gave with one key: the mark if its seal is right, and the best codeword's score."""

    key: MarkKey
    mark: Mark | None
    score: float


def threshold(trials: int) -> float:
    """The score that no payload at all reaches by chance in *trials* decodings, but for `FALSE_ALARM`."""
    return math.sqrt(2 * (PAYLOAD_BITS * math.log(2) + math.log(max(trials, 1)) - math.log(FALSE_ALARM)))


def false_alarm(trials: int) -> float:
    """The chance that one of *trials* decodings passes the MAC."""
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
    """Decode *cells* (soft, CELLS x CELLS) with each key."""
    if not np.any(cells):
        return []
    plain = whiten(cells)
    decodings: list[Decoding] = []
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        messages = decode(np.stack([gather(key, plain) for key in batch]))
        decodings += [_judge(plain, key, bits) for key, bits in zip(batch, messages, strict=True)]
    return decodings


def accepted(decodings: Iterable[Decoding], trials: int) -> Decoding | None:
    """The decoding that may be called identified after *trials* in all, if there is one."""
    if false_alarm(trials) > FALSE_ALARM:
        return None
    limit = threshold(trials)
    return next((found for found in decodings if found.mark is not None and found.score >= limit), None)


def _judge(cells: Cells, key: MarkKey, bits: npt.NDArray[np.uint8]) -> Decoding:
    codeword = disperse(key, encode(bits))
    score = float((cells * codeword).sum() / np.sqrt(np.square(cells, dtype=np.float64).sum()))
    try:
        mark = unseal(key, bits)
    except MacError:
        return Decoding(key, None, score)
    return Decoding(key, mark, score)
