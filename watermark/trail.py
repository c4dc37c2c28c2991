"""How a reading came about: every geometry that was decoded, and what the cells were where it was read.

For evidence, beside the `Reading`. Whoever searches notes each attempt; what was read stays out of it unless accepted.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watermark.code import decode, encode
from watermark.decode import Decoding
from watermark.geometry import Matrix
from watermark.key import MarkKey
from watermark.payload import seal
from watermark.spread import CELLS, disperse, gather

Homography = tuple[float, float, float, float, float, float, float, float, float]  # 3 x 3, row by row


@dataclass(frozen=True, slots=True)
class Attempt:
    """One geometry, decoded with every key. It says nothing of what was decoded."""

    to_photo: Homography  # screen pixels to photo pixels; the last number is 1
    pilots: float  # agreement of the pilots, in deviations; 0 where it proves nothing
    score: float  # of the best codeword with any key
    sealed: bool  # whether a payload had the right seal


@dataclass(frozen=True, slots=True)
class Trail:
    """All attempts in their order, and the soft cells of the accepted one, or else of the best."""

    attempts: tuple[Attempt, ...]
    shown: int | None  # the number of the attempt that `cells` are of; None when there was none
    runner_up: (
        float | None
    )  # the best score of whatever else was decoded; a number, never a name; None: nothing else was
    cells: tuple[float, ...]  # CELLS x CELLS, row by row, whitened, in units of their root mean square
    codeword: tuple[int, ...]  # +1 and -1, as many, when a mark was accepted; else empty


class Notes:
    """Takes each attempt down while a reader searches."""

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._decodings: list[list[Decoding]] = []
        self._cells: list[npt.NDArray[np.float32]] = []

    def add(
        self, to_photo: Matrix, pilots: float, cells: npt.NDArray[np.float32], decodings: Sequence[Decoding]
    ) -> None:
        """The next attempt: where (screen to the photo as it was given), and what its whitened *cells* gave."""
        score = max((found.score for found in decodings), default=0.0)
        sealed = any(found.mark is not None for found in decodings)
        self._attempts.append(Attempt(homography(to_photo), float(pilots), score, sealed))
        self._decodings.append(list(decodings))
        self._cells.append(cells)

    def trail(self, accepted: Decoding | None) -> Trail:
        """The trail that ends here, with *accepted*, which is of one of the attempts, or with none."""
        if not self._attempts:
            return Trail((), None, None, (), ())
        everything = [(number, found) for number, row in enumerate(self._decodings) for found in row]
        if accepted is None:
            best = sorted((found.score for _, found in everything), reverse=True)
            shown = max(range(len(self._attempts)), key=lambda number: self._attempts[number].score)
            runner_up = best[1] if len(best) > 1 else None
            return Trail(tuple(self._attempts), shown, runner_up, _units(self._cells[shown]), ())
        shown = next(number for number, found in everything if found is accepted)
        others = (found.score for _, found in everything if (found.mark, found.key) != (accepted.mark, accepted.key))
        cells = _units(self._cells[shown])
        return Trail(tuple(self._attempts), shown, max(others, default=None), cells, codeword_of(accepted))


def homography(matrix: Matrix) -> Homography:
    """*matrix* (3 x 3) as numbers, scaled so that the last is 1."""
    a, b, c, d, e, f, g, h, i = (float(value) for value in (matrix / (matrix[2, 2] or 1.0)).ravel())
    return a, b, c, d, e, f, g, h, i


def matrix_of(values: Homography) -> Matrix:
    """The 3 x 3 matrix of *values*."""
    return np.array(values, np.float64).reshape(3, 3)


def codeword_of(decoding: Decoding) -> tuple[int, ...]:
    """The cells that *decoding*'s mark has under its key; empty without a mark."""
    if decoding.mark is None:
        return ()
    key = decoding.key
    return tuple(int(value) for value in disperse(key, encode(seal(key, decoding.mark))).ravel())


def strangers_best(cells: Sequence[float], count: int) -> float:
    """The best score that *cells* have with *count* keys that nobody uses: what chance makes of this very photo."""
    plain = np.array(cells, np.float32).reshape(CELLS, CELLS)
    keys = [MarkKey.from_bytes(hashlib.sha256(b"sekisho nobody's key %d" % number).digest()) for number in range(count)]
    messages = decode(np.stack([gather(key, plain) for key in keys]))
    codewords = [disperse(key, encode(bits)) for key, bits in zip(keys, messages, strict=True)]
    length = float(np.sqrt(np.square(plain, dtype=np.float64).sum()))
    return max(float((plain * codeword).sum()) / length for codeword in codewords) if length else 0.0


def _units(cells: npt.NDArray[np.float32]) -> tuple[float, ...]:
    if not np.any(cells):
        return (0.0,) * (CELLS * CELLS)
    return tuple(float(value) for value in (cells / np.sqrt(np.mean(np.square(cells, dtype=np.float64)))).ravel())
