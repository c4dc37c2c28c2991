"""Photo to geometry: where the pilots are. Knows the pilots and nothing of keys or bits.

scan     linear maps, coarsely, by the power of the spectrum at the twelve pilots; phases unused
sharpen  each promising one, from the exact frequencies of the twelve peaks
place    the phases tell which pixel of the tile is at the centre; how well they agree is the score
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from watermark import maps
from watermark.geometry import Geometry, Matrix, shifting
from watermark.pilots import PHASES, TILE, WAVES
from watermark.residue import Plane, Residue
from watermark.spectrum import Frequencies, Spectrum, spectrum

_STEP: Final = 1.3  # bins of the spectrum at the outermost pilot between two hypotheses
_USUAL: Final = 0.7  # the scale for which steps are measured
_PROMISING: Final = 16  # maxima of a scan that are looked at more closely
_LOOKED_AT: Final = 1000  # best of a scan among which they are chosen
_PART: Final = 512  # photo pixels along a side of a part: short enough that perspective is nearly affine in it
_PLACES: Final = 3  # shifts kept of each map
_NEAR: Final = np.arange(-4, 5)  # places round a maximum that belong to it
_GRID: Final = 64  # places tried along a side of the tile; the shortest pilot has twelve periods in it
_STRAY: Final = 1.4  # how far the exact map may lie from the rotation and scale it was found at
_FULL: Final = 4.0  # no single pilot counts for more than this many noise deviations

_FREQUENCIES: Final = WAVES / TILE  # cycles a screen pixel
_ORIGIN: Final = np.exp(1j * (PHASES + np.pi * WAVES.sum(axis=1) / TILE))  # at the centre of screen pixel (0, 0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A geometry and how well the pilots agree with it, in standard deviations."""

    geometry: Geometry
    score: float


def candidates(found: Residue, count: int) -> list[Candidate]:
    """The *count* best geometries of a photo that shows the screen straight on, or nearly; best first."""
    seen = spectrum(found.signal)
    step = _step(seen)
    families = [maps.similarities(step), maps.stretched(step)]
    scanned = [linear for tried in families for linear in _scan(seen, tried, _pilots(tried))]
    # Upright pictures are so common that every scale is tried with its phases, which see more than power does.
    return _best(seen, [*scanned, *maps.upright(step / 4)], count)


def oblique_candidates(found: Residue, count: int) -> list[Candidate]:
    """The *count* best geometries of parts of a photo; each need be right only around that part."""
    kept: list[Candidate] = []
    for left, top, part in _parts(found.signal):
        seen = spectrum(part)
        best = _best(seen, _scan(seen, *_oblique(_step(seen))), count)
        kept.extend(Candidate(each.geometry.then(shifting(left, top)), each.score) for each in best)
    return sorted(kept, key=lambda candidate: -candidate.score)[:count]


def _parts(signal: Plane) -> list[tuple[int, int, Plane]]:
    """Overlapping squares over the whole photo with the place of their corner: at most three by three."""
    starts = [
        np.unique(np.linspace(0, max(0, side - _PART), min(3, max(1, round(side / _PART * 1.5))), dtype=int)).tolist()
        for side in signal.shape
    ]
    return [(x, y, signal[y : y + _PART, x : x + _PART]) for y in starts[0] for x in starts[1]]


def _step(seen: Spectrum) -> float:
    """The relative step at which the outermost pilot moves by `_STEP` bins."""
    return _STEP / (float(np.linalg.norm(_FREQUENCIES, axis=1).max()) / _USUAL * seen.bins())


def _best(seen: Spectrum, linears: list[Matrix], count: int) -> list[Candidate]:
    placed = [candidate for linear in linears for sign in (1, -1) for candidate in _place(seen, sign * linear)]
    placed.sort(key=lambda candidate: -candidate.score)
    return _distinct(placed, count)


def _pilots(tried: maps.Maps) -> Frequencies:
    """Where the twelve pilots stand in a photo under each map (n, 12, 2)."""
    return np.asarray(_FREQUENCIES @ np.linalg.inv(tried))


@lru_cache(maxsize=2)
def _oblique(step: float) -> tuple[maps.Maps, Frequencies]:
    """The largest family, the same for all parts of one size."""
    tried = maps.oblique(step)
    return tried, _pilots(tried)


def _scan(seen: Spectrum, tried: maps.Maps, where: Frequencies) -> list[Matrix]:
    """Of the maps *tried*, those where the pilots' power is greatest, no two alike; then sharpened."""
    total = seen.total_power(where)
    order = np.argsort(-total)[:_LOOKED_AT]
    chosen: list[Matrix] = []
    for linear in tried[order]:
        alike = (np.abs(linear - other).max() < 0.04 * np.abs(other).max() for other in chosen)
        if not any(alike):
            chosen.append(linear)
        if len(chosen) == _PROMISING:
            break
    return [_sharpen(seen, linear) for linear in chosen]


def _sharpen(seen: Spectrum, linear: Matrix) -> Matrix:
    """*linear* moved so that the pilots stand on the peaks found near by; unchanged when that leads astray."""
    start = linear
    for reach in (3, 2, 1):
        expected = _FREQUENCIES @ np.linalg.inv(linear)
        peaks = [seen.peak(frequency, reach) for frequency in expected]
        weight = np.sqrt([min(power, _FULL**2) for _, power in peaks])[:, None]
        where = np.array([frequency for frequency, _ in peaks])
        # expected = waves @ inverse: least squares for the inverse, one column for each axis of the photo
        inverse = np.linalg.lstsq(_FREQUENCIES * weight, where * weight, rcond=None)[0]
        stretch = np.linalg.svd(inverse @ start, compute_uv=False)
        if stretch.max() > _STRAY or stretch.min() < 1 / _STRAY:
            return start
        linear = np.linalg.inv(inverse)
    return linear


def _place(seen: Spectrum, linear: Matrix) -> list[Candidate]:
    """The shifts at which the pilots' phases agree best, and how well they agree, best first.

    Several, because one strong line of the picture at a pilot's frequency can drown its phase.
    """
    phasors = seen.at(_FREQUENCIES @ np.linalg.inv(linear)).astype(np.complex128)
    phasors *= np.minimum(1, _FULL / np.maximum(np.abs(phasors), 1e-9)) / _ORIGIN
    table = np.zeros((_GRID, _GRID), np.complex128)
    waves = WAVES.astype(int)
    table[waves[:, 1] % _GRID, waves[:, 0] % _GRID] = phasors.conj()
    # agreement(t) = sum of Re(phasor * exp(-2 pi i wave . t)), for every place t of the tile at once
    agreement = np.fft.ifft2(table).real * _GRID**2
    placed = []
    for _ in range(_PLACES):
        y, x = np.unravel_index(int(np.argmax(agreement)), agreement.shape)
        at_centre = np.array([x, y]) * (TILE / _GRID)
        score = float(agreement[y, x]) / math.sqrt(len(WAVES) / 2)
        placed.append(Candidate(Geometry.from_affine(linear, seen.centre - linear @ at_centre), score))
        agreement[np.ix_((y + _NEAR) % _GRID, (x + _NEAR) % _GRID)] = -np.inf
    return placed


def _distinct(placed: list[Candidate], count: int) -> list[Candidate]:
    """The first *count* that differ: by more than 3 % somewhere, in orientation, or by four pixels and more."""
    kept: list[Candidate] = []
    for candidate in placed:
        if not any(_same(candidate.geometry, other.geometry) for other in kept):
            kept.append(candidate)
        if len(kept) == count:
            break
    return kept


def _same(one: Geometry, other: Geometry) -> bool:
    apart = np.abs(one.to_photo - other.to_photo)
    unit = float(np.abs(one.to_photo[:2, :2]).max())
    return bool(apart[:2, :2].max() < 0.03 * unit and apart[:2, 2].max() < 8 * unit)
