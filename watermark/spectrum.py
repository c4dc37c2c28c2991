"""The spectrum of a residue, and how much of it stands at given frequencies. Knows waves; not pilots, not geometry."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.flatten import PART, flatten
from watermark.residue import coarser

COARSER: Final = 2  # pixels along a side that are put together: a quarter of the time
_PADDING: Final = 1.25  # finer than one bin for each period, so that no wave falls between two bins
_NEIGHBOURS: Final = 31  # bins; what a wave must stand out of
_CLIP: Final = 12.0  # one strong line of the picture itself (lines of text, a table) must not outvote eleven

Complex = npt.NDArray[np.complex64]
Plane = npt.NDArray[np.float32]
Frequencies = npt.NDArray[np.float64]
Powers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Fourier coefficients, divided by the root mean square of their neighbours: noise alone has power 1.

    Of waves of four pixels and longer alone: no pilot has one of less than nine where it can be read at all. Phases are
    those at the picture's `centre` (x, y), where they change least with a small error of frequency.
    """

    coefficients: Complex  # from -1 / (2 * COARSER) to 1 / (2 * COARSER) cycles a pixel
    centre: npt.NDArray[np.float64]

    def at(self, frequencies: Frequencies) -> Complex:
        """The coefficients nearest to *frequencies* (..., 2) in cycles a pixel."""
        rows, columns = self._bins(frequencies)
        return np.asarray(self.coefficients[rows, columns])

    def total_power(self, frequencies: Frequencies) -> Plane:
        """The summed power at sets of *frequencies* (sets, n, 2), each taken with its eight neighbouring bins."""
        squared = np.minimum(np.square(np.abs(self.coefficients)), _CLIP)
        power = cv2.dilate(np.asarray(squared, np.float32), np.ones((3, 3), np.uint8))
        rows, columns = self._bins(frequencies)
        return np.asarray(power[rows, columns].sum(axis=1), np.float32)

    def bins(self) -> int:
        """The finer of the two resolutions: bins for a frequency of one cycle a pixel."""
        return int(max(self.coefficients.shape)) * COARSER

    def peaks(self, frequencies: Frequencies, reach: int) -> tuple[Frequencies, Powers]:
        """The strongest frequency within *reach* bins of each of *frequencies* (..., 2), interpolated; its power."""
        size = np.array(self.coefficients.shape[::-1], np.float64) * COARSER
        middle = np.rint(frequencies.reshape(-1, 2) * size).astype(int)
        span = np.arange(-reach - 1, reach + 2)
        rows = (middle[:, 1, None] + span) % self.coefficients.shape[0]
        columns = (middle[:, 0, None] + span) % self.coefficients.shape[1]
        power = np.abs(self.coefficients[rows[:, :, None], columns[:, None, :]])
        inner = power[:, 1:-1, 1:-1].reshape(len(power), -1)
        y, x = np.divmod(inner.argmax(axis=1), 2 * reach + 1)
        each, around = np.arange(len(power))[:, None], np.arange(3)
        across = _vertex(power[each, y[:, None] + 1, x[:, None] + around])
        down = _vertex(power[each, y[:, None] + around, x[:, None] + 1])
        place = middle + np.stack([x + across, y + down], axis=1) - reach
        found = np.asarray(np.square(inner.max(axis=1)), np.float64)
        return (place / size).reshape(frequencies.shape), found.reshape(frequencies.shape[:-1])

    def _bins(self, frequencies: Frequencies) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        height, width = self.coefficients.shape
        columns = np.rint(frequencies[..., 0] * (width * COARSER)).astype(np.intp) % width
        rows = np.rint(frequencies[..., 1] * (height * COARSER)).astype(np.intp) % height
        return rows, columns


def spectrum(signal: Plane, *, even: bool = True) -> Spectrum:
    """The spectrum of a residue's *signal*; *even* takes away first what repeats in some parts of it alone."""
    centre = np.array([(signal.shape[1] - 1) / 2, (signal.shape[0] - 1) / 2])
    signal = coarser(signal, COARSER)
    if even:
        signal = flatten(signal, PART // COARSER)
    height, width = signal.shape
    rows, columns = cv2.getOptimalDFTSize(int(height * _PADDING)), cv2.getOptimalDFTSize(int(width * _PADDING))
    padded = np.zeros((rows, columns), np.float32)
    padded[:height, :width] = signal
    pairs = cv2.dft(padded, flags=cv2.DFT_COMPLEX_OUTPUT)
    coefficients = np.ascontiguousarray(pairs).view(np.complex64)[..., 0]
    level = np.sqrt(np.maximum(_around(np.square(np.abs(coefficients))), 1e-20))
    # Shifting the origin to the centre turns each coefficient by its frequency times the distance.
    here = (centre - (COARSER - 1) / 2) / COARSER
    turn_x = np.exp(2j * np.pi * np.fft.fftfreq(columns) * here[0])
    turn_y = np.exp(2j * np.pi * np.fft.fftfreq(rows) * here[1])
    return Spectrum(np.asarray(coefficients / level * turn_x * turn_y[:, None], np.complex64), centre)


def _around(power: Plane) -> Plane:
    """The mean over the neighbours of each bin, round the edges."""
    edge = _NEIGHBOURS // 2
    wrapped = np.pad(power, edge, mode="wrap")
    return np.asarray(cv2.blur(wrapped, (_NEIGHBOURS, _NEIGHBOURS))[edge:-edge, edge:-edge])


def _vertex(three: npt.NDArray[np.floating]) -> Powers:
    """Where the parabolas through three equidistant values (n, 3) have their vertices, -0.5 to 0.5 of the middle."""
    left, middle, right = np.asarray(three, np.float64).T
    bend = left - 2 * middle + right
    curved = bend < 0
    return np.asarray(np.where(curved, np.clip((left - right) / np.where(curved, 2 * bend, 1.0), -0.5, 0.5), 0.0))
