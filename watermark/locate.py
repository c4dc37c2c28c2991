"""Photo to geometry: where the pilots are. Knows the pilots and nothing of keys or bits.

scan     linear maps, coarsely, by the power of the spectrum at the twelve pilots; phases unused
sharpen  each promising one, from the exact frequencies of the twelve peaks
place    the phases tell which pixel of the tile is at the centre; how well they agree is the score
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark import maps
from watermark.flatten import PART, flatten
from watermark.geometry import Geometry, Matrix, rescaling
from watermark.pilots import PHASES, TILE, WAVES
from watermark.residue import Residue, coarser
from watermark.spectrum import Frequencies, Spectrum, spectrum
from watermark.tilts import STRAIGHT, tilts

_SQUEEZED: Final = 1.4  # a window that does not keep its picture's proportions, or a screen seen from 45 degrees
_STRAIGHTENED: Final = 1.25  # a quadrilateral whose own proportions are known for a usual lens and no cropping
_STEP: Final = 1.3  # bins of the spectrum at the outermost pilot between two hypotheses
_FINEST: Final = 8000  # bins; in a longer strip the steps stay so wide, or hypotheses would grow with its square
_USUAL: Final = 0.7  # the scale for which steps are measured
_PROMISING: Final = 16  # maxima of a scan that are looked at more closely
_LOOKED_AT: Final = 1000  # best of a scan among which they are chosen
_LIKELY: Final = 4  # maxima of the scan of one tilt
_PLACES: Final = 3  # shifts kept of each map
_NEAR: Final = np.arange(-4, 5)  # places round a maximum that belong to it
_GRID: Final = 64  # places tried along a side of the tile; the shortest pilot has twelve periods in it
_STRAY: Final = 1.4  # how far the exact map may lie from the rotation and scale it was found at
_FULL: Final = 4.0  # no single pilot counts for more than this many noise deviations
_LEVEL: Final = 1e-12 * np.eye(2)  # where all peaks have no power, nothing is learnt and nothing divides by zero

_FREQUENCIES: Final = WAVES / TILE  # cycles a screen pixel
_ORIGIN: Final = np.exp(1j * (PHASES + np.pi * WAVES.sum(axis=1) / TILE))  # at the centre of screen pixel (0, 0)


def _place_waves() -> npt.NDArray[np.float32]:
    """Cosine and sine of each pilot at each place of the grid: (2 x pilots, places)."""
    steps = np.arange(_GRID) * (2 * np.pi / _GRID)
    turns = WAVES[:, 1, None, None] * steps[:, None] + WAVES[:, 0, None, None] * steps[None, :]
    flat = turns.reshape(len(WAVES), -1)
    return np.asarray(np.concatenate([np.cos(flat), np.sin(flat)]), np.float32)


_PLACE_WAVES: Final = _place_waves()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A geometry and how well the pilots agree with it, in standard deviations."""

    geometry: Geometry
    score: float


def candidates(found: Residue, count: int) -> list[Candidate]:
    """The *count* best geometries of a photo that shows the screen straight on, or nearly; best first."""
    seen = spectrum(found.signal)
    step = _step(seen)
    families = [maps.similarities(step), maps.stretched(step, _SQUEEZED)]
    scanned = [linear for tried in families for linear in _scan(seen, tried, _pilots(tried))]
    # Upright pictures are so common that every scale is tried with its phases, which see more than power does.
    return _best(seen, [*scanned, *maps.upright(step / 4)], count)


def upright_candidates(found: Residue, count: int) -> list[Candidate]:
    """The same for a view that has been straightened: it stands or lies, and only its sides' lengths are unknown."""
    seen = spectrum(found.signal)
    step = _step(seen)
    standing = maps.stretched(step, _STRAIGHTENED)
    scanned = [linear for tried in (standing, maps.QUARTER @ standing) for linear in _scan(seen, tried, _pilots(tried))]
    return _best(seen, [*scanned, *maps.upright(step / 4)], count)


def tilted_candidates(found: Residue, count: int, step: float, most: float) -> list[Candidate]:
    """The same for a photo from near by, with no edge of the screen in it: every tilt up to *most* (radians) is tried.

    Pilots are coarse, so half of the photo's resolution is enough; a tilt is right to half of *step*.
    """
    half = flatten(coarser(found.signal, 2), PART // 2)
    size = (half.shape[1], half.shape[0])
    kept: list[Candidate] = []
    for tilt in tilts(step, most):
        to_photo = tilt.to_photo(*size)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        flat = half if tilt is STRAIGHT else cv2.warpPerspective(half, to_photo, size, flags=flags)
        seen = spectrum(np.asarray(flat, np.float32), even=False)
        tried = maps.octave(_step(seen))
        best = _best(seen, _scan(seen, tried, _pilots(tried), _LIKELY), _PLACES)
        kept += [Candidate(each.geometry.then(rescaling(2.0) @ to_photo), each.score) for each in best]
    return _distinct(sorted(kept, key=lambda candidate: -candidate.score), count)


def _step(seen: Spectrum) -> float:
    """The relative step at which the outermost pilot moves by `_STEP` bins."""
    return _STEP / (float(np.linalg.norm(_FREQUENCIES, axis=1).max()) / _USUAL * min(seen.bins(), _FINEST))


def _best(seen: Spectrum, linears: Sequence[Matrix], count: int) -> list[Candidate]:
    """The *count* best maps with their places; each of *linears* is tried as it is and turned by half a turn."""
    tried = np.concatenate([np.array(linears), -np.array(linears)])
    agreement = _agreement(seen, tried)
    placed: list[Candidate] = []
    for index in np.argsort(-agreement.max(axis=1))[: count * _PLACES]:
        placed += _places(seen, tried[index], agreement[index].reshape(_GRID, _GRID))
    placed.sort(key=lambda candidate: -candidate.score)
    return _distinct(placed, count)


def _pilots(tried: maps.Maps) -> Frequencies:
    """Where the twelve pilots stand in a photo under each map (n, 12, 2)."""
    return np.asarray(_FREQUENCIES @ np.linalg.inv(tried))


def _scan(seen: Spectrum, tried: maps.Maps, where: Frequencies, count: int = _PROMISING) -> list[Matrix]:
    """Of the maps *tried*, those where the pilots' power is greatest, no two alike; then sharpened."""
    total = seen.total_power(where)
    order = np.argsort(-total)[:_LOOKED_AT]
    left = tried[order]
    chosen: list[Matrix] = []
    while len(left) and len(chosen) < count:
        best = left[0]
        chosen.append(best)
        left = left[np.abs(left - best).max(axis=(1, 2)) >= 0.04 * np.abs(best).max()]
    return list(_sharpen(seen, np.array(chosen)))


def _sharpen(seen: Spectrum, linears: maps.Maps) -> maps.Maps:
    """*linears* (n, 2, 2), each moved so that the pilots stand on the peaks near by; unchanged where that strays."""
    moved, kept = linears.copy(), np.ones(len(linears), bool)
    for reach in (3, 2, 1):
        where, power = seen.peaks(_pilots(moved), reach)
        weight = np.minimum(power, _FULL**2)[..., None]
        # where = waves @ inverse: least squares for the inverse, one column for each axis of the photo
        weighted = np.swapaxes(_FREQUENCIES * weight, 1, 2)
        inverse = np.linalg.solve(weighted @ _FREQUENCIES + _LEVEL, weighted @ where)
        stretch = np.linalg.svd(inverse @ linears, compute_uv=False)
        kept &= (stretch.max(axis=1) <= _STRAY) & (stretch.min(axis=1) >= 1 / _STRAY)
        moved = linears.copy()
        moved[kept] = np.linalg.inv(inverse[kept])
    return moved


def _agreement(seen: Spectrum, linears: maps.Maps) -> npt.NDArray[np.float32]:
    """How well the pilots' phases agree with each map (n, 2, 2) at each place of the tile: (n, places), deviations."""
    phasors = seen.at(_pilots(linears)).astype(np.complex64)
    # One strong line of the picture at a pilot's frequency must not decide alone.
    phasors *= np.minimum(1, _FULL / np.maximum(np.abs(phasors), 1e-9))
    turned = phasors / _ORIGIN.astype(np.complex64)
    # The sum of Re(phasor * exp(-2 pi i wave . place)) over the pilots, for all places at once.
    parts = np.concatenate([turned.real, turned.imag], axis=1)
    return np.asarray(parts @ _PLACE_WAVES / math.sqrt(len(WAVES) / 2), np.float32)


def _places(seen: Spectrum, linear: Matrix, agreement: npt.NDArray[np.float32]) -> list[Candidate]:
    """The shifts at which the pilots' phases agree best with *linear*, and how well they agree, best first.

    Several, because one strong line of the picture at a pilot's frequency can drown its phase.
    """
    placed = []
    for _ in range(_PLACES):
        y, x = np.unravel_index(int(np.argmax(agreement)), agreement.shape)
        at_centre = np.array([x, y]) * (TILE / _GRID)
        score = float(agreement[y, x])
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
