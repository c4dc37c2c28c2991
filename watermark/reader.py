"""A photo and keys to a reading: joins what finds (no bits) and what decodes (no pixels), and counts every attempt."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.decode import Decoding, accepted, false_alarm, threshold, try_keys
from watermark.geometry import Geometry, Matrix, Points, project, rescaling
from watermark.key import MarkKey
from watermark.locate import Candidate, candidates, oblique_candidates
from watermark.reading import Corner, Quad, Reading, Status
from watermark.refine import outline, refine
from watermark.residue import Plane, Residue, pyramid, residue
from watermark.sample import soft_cells
from watermark.trail import Notes, Trail

SMALLEST: Final = 160  # photo pixels along the shorter side of the smallest halving that is searched
PRESENT: Final = 8.5  # deviations of the pilots' agreement above which some mark is there; chance reaches about 6.5
WHOLE: Final = 12  # geometries of the whole photo that are decoded as they were found, and again when made exact
PARTS: Final = 12  # geometries of parts that may grow over the photo

Photo = npt.NDArray[np.uint8]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Level:
    """The photo at one size, and the map from its pixels to the photo's."""

    luminance: Plane
    found: Residue
    to_photo: Matrix


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A geometry to decode at, and how sure it is that there are pilots."""

    level: _Level
    geometry: Geometry
    pilots: float


@dataclass(frozen=True, slots=True)
class _Result:
    """What all attempts gave together."""

    decoding: Decoding | None
    where: Points | None  # of what was read, in the photo
    trials: int
    score: float  # of the best codeword of any attempt
    pilots: float  # the best agreement of pilots


def read(
    image: Photo,
    keys: Sequence[MarkKey] | MarkKey,
    *,
    corners: Sequence[Corner] | None = None,
    clock: Clock = time.perf_counter,
) -> Reading:
    """Read the mark in *image*, (height, width, 3) uint8 BGR, with each of *keys*.

    *corners* are the screen's corners in the photo, clockwise from the top left, when a person has pointed them out.
    Raises `ValueError` for an image of another kind, no keys, or corners that span no quadrilateral.
    """
    return examine(image, keys, corners=corners, clock=clock)[0]


def examine(
    image: Photo,
    keys: Sequence[MarkKey] | MarkKey,
    *,
    corners: Sequence[Corner] | None = None,
    clock: Clock = time.perf_counter,
) -> tuple[Reading, Trail]:
    """`read`, and how its answer came about."""
    started = clock()
    keys = [keys] if isinstance(keys, MarkKey) else list(keys)
    if not keys:
        raise ValueError("a reading needs at least one key")
    luminance, to_photo = _luminance(image), np.eye(3)
    if corners is not None:
        luminance, to_photo = _straighten(luminance, np.array(corners, np.float64))
    notes = Notes()
    result = _search(luminance, to_photo, keys, notes)
    return _reading(result, clock() - started), notes.trail(result.decoding)


def _search(luminance: Plane, to_photo: Matrix, keys: Sequence[MarkKey], notes: Notes) -> _Result:
    """Try geometries in the order of their promise until one decodes or all are spent."""
    trials, score, pilots = 0, 0.0, 0.0
    for attempt in _attempts(_levels(luminance, to_photo)):
        pilots = max(pilots, attempt.pilots)
        cells = soft_cells(attempt.level.luminance, attempt.geometry)
        decodings = try_keys(cells, keys)
        notes.add(attempt.level.to_photo @ attempt.geometry.to_photo, attempt.pilots, cells, decodings)
        trials += len(decodings)
        score = max([score, *(decoding.score for decoding in decodings)])
        decoding = accepted(decodings, trials)
        if decoding is not None:
            where = project(attempt.level.to_photo, outline(attempt.level.found, attempt.geometry))
            return _Result(decoding, where, trials, decoding.score, pilots)
    return _Result(None, None, trials, score, pilots)


def _levels(luminance: Plane, to_photo: Matrix) -> list[_Level]:
    return [
        _Level(plane, residue(plane), to_photo @ rescaling(2.0**halvings))
        for halvings, plane in enumerate(pyramid(luminance, SMALLEST))
    ]


def _attempts(levels: Sequence[_Level]) -> Iterator[_Attempt]:
    """Geometries of the whole photo at all its sizes; when all have failed, those that grow from its parts."""
    for level, candidate in _ranked(levels, candidates, WHOLE):
        yield _Attempt(level, candidate.geometry, candidate.score)
        exact = refine(level.found, candidate.geometry)
        if exact is not None:
            yield _Attempt(level, exact, candidate.score)
    for level, candidate in _ranked(levels, oblique_candidates, PARTS):
        grown = refine(level.found, candidate.geometry)
        if grown is not None:
            yield _Attempt(level, grown, 0.0)  # so many maps are tried on a part that its score proves nothing


def _ranked(
    levels: Sequence[_Level], search: Callable[[Residue, int], list[Candidate]], count: int
) -> list[tuple[_Level, Candidate]]:
    """The *count* best of what *search* finds at all sizes, best first."""
    placed = [(level, candidate) for level in levels for candidate in search(level.found, count)]
    return sorted(placed, key=lambda pair: -pair[1].score)[:count]


def _reading(result: _Result, seconds: float) -> Reading:
    limit = threshold(result.trials)
    found = result.decoding
    if found is None or result.where is None:
        status = Status.INCONCLUSIVE if result.pilots >= PRESENT else Status.ABSENT
        return Reading(status, None, None, result.score, limit, 1.0, None, result.trials, seconds)
    chance = false_alarm(result.trials)
    where = _quad(result.where)
    return Reading(
        Status.IDENTIFIED, found.mark, found.key.key_id, found.score, limit, chance, where, result.trials, seconds
    )


def _quad(points: Points) -> Quad:
    a, b, c, d = ((round(float(x), 1), round(float(y), 1)) for x, y in points)
    return a, b, c, d


def _luminance(image: Photo) -> Plane:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ValueError("an image is uint8 of shape (height, width, 3)")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32)


def _straighten(luminance: Plane, corners: Points) -> tuple[Plane, Matrix]:
    """The quadrilateral *corners* (4 x 2, clockwise from the top left) as a rectangle, and the way back."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1) if corners.shape == (4, 2) else np.zeros(4)
    width, height = (round(float(max(sides[i], sides[i + 2]))) for i in (0, 1))
    if not (
        cv2.isContourConvex(corners.astype(np.float32)) and 32 <= min(width, height) <= max(width, height) <= 16384
    ):
        raise ValueError("the corners are four points around the screen, clockwise from the top left")
    square = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    to_photo = np.asarray(cv2.getPerspectiveTransform(square, corners.astype(np.float32)), np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(luminance, to_photo, (width, height), flags=flags), np.float32), to_photo
