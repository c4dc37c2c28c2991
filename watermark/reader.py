"""A photo and keys to a reading: joins what finds (no bits) and what decodes (no pixels), and counts every attempt."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark import lines
from watermark.channels import Colour
from watermark.corners import alike, checked
from watermark.decode import FALSE_ALARM, NEARLY, Decoding, accepted, false_alarm, threshold, try_keys
from watermark.frames import frames
from watermark.geometry import Geometry, Points, project
from watermark.key import MarkKey
from watermark.locate import Candidate, candidates, tilted_candidates, upright_candidates
from watermark.looks import looks
from watermark.reading import Corner, Quad, Reading, Status
from watermark.refine import Agreement, agreement, outline, refine
from watermark.residue import Residue, pyramid
from watermark.settle import settle
from watermark.sizes import usual
from watermark.trail import Notes, Trail
from watermark.views import View, halved, middle_of, proportion, straightened, through, upright_around

SMALLEST: Final = 160  # photo pixels along the shorter side of the smallest halving that is searched
LARGEST: Final = 4_200_000  # pixels of a photo that is searched as it is; a larger one is halved first
NEAR_BY: Final = 1_200_000  # pixels of one that is searched for tilts and lines
PRESENT: Final = 8.5  # deviations of the pilots' agreement above which some mark is there; chance reaches about 6.5
WORTH: Final = 6.6  # deviations at which any geometry is worth decoding
DOUBT: Final = 3.0  # deviations by which the best of all frames must agree better than a whole photo
EACH: Final = 6  # geometries of one level of a view
DECODED: Final = 3  # geometries of one view: where a mark was read it was by the first, 150 times, or the second, twice
FRAMES: Final = 5
TILTS: Final = (np.radians(5), np.radians(20))  # step and largest: from near by nobody can lean further
LINED: Final = 3  # tilts that straight lines propose
AGREED: Final = 0.15  # of 1: the pilots' agreement where a mark could be read was 0.22 and more
PLAUSIBLE: Final = 2.0  # certainty: where a mark could be read 2.1 and more; without one two in three are below 1.9
KNOWN: Final = 3.0  # certainty that a geometry may well have which fails before the right one, or without a mark
REFUSED: Final = 3.0  # certainty above that, of all geometries in which no key fits together, that ends a search
SHOWN: Final = 1.0  # the same, after which nothing is looked for that fills a photo without an edge: there are edges
AT_MOST: Final = 1.5  # of that from one geometry, however certain: it may fit a part alone
FINE: Final = 1.2  # photo pixels a screen pixel that are best
SMALL: Final = 0.6  # photo pixels a screen pixel under which the shorter waves of a view are nothing but noise
SCREENSHOT: Final = 2048  # pixels along a side of the middle of what may be one: 64 tiles, of which two can be read
HOPEFUL: Final = 11.5  # first look's score below which a guess is given up: 12.8 and more where another look read it
FEW: Final = 500_000  # screen pixels in view, below which the visible warning's strokes do not cancel

Photo = npt.NDArray[np.uint8]
Clock = Callable[[], float]
Locate = Callable[[Residue, int], list[Candidate]]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A geometry to decode at, in a view of the photo, and how sure it is that there are pilots."""

    view: View
    geometry: Geometry
    pilots: float  # deviations, less the doubt; 0 where so many hypotheses were tried that it proves nothing
    certainty: float = 0.0  # that the geometry is right; 0 where nothing was asked
    guessed: bool = False  # a usual size, without any sign in the picture

    @property
    def finest(self) -> float:
        """Photo pixels a screen pixel in the middle of the view; the view itself may have been enlarged."""
        middle = project(self.view.to_photo, np.array([self.view.size]) / 2)[0]
        return Geometry(self.view.then(self.geometry.to_photo)).scale(middle)


@dataclass(frozen=True, slots=True)
class _Found:
    """A mark that was accepted."""

    decoding: Decoding
    where: Points  # in the photo
    trials: int  # payloads tried until it was, its own among them


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
    photo = View(_colour(image), np.eye(3))
    quad = None if corners is None else checked(corners, *photo.size)
    levels = _levels(photo)  # the first is the photo itself
    notes = Notes()
    decoder = _Decoder(keys, notes)
    attempts = _attempts(levels, decoder.shown) if quad is None else _pointed_out(levels, quad, decoder.shown)
    found = _search(levels, attempts, decoder)
    return _reading(decoder, found, clock() - started), notes.trail(found.decoding if found else None)


class _Decoder:
    """Decodes at one geometry after the other and counts: every attempt weakens what chance allows."""

    def __init__(self, keys: Sequence[MarkKey], notes: Notes) -> None:
        self._keys = keys
        self._notes = notes
        self.trials = 0
        self.score = 0.0  # of the best codeword so far
        self.pilots = 0.0  # the best agreement so far
        self._refused = 0.0  # certainty above `KNOWN` of all that was tried in vain

    @property
    def spent(self) -> bool:
        """Whether so much was tried that chance can no longer be excluded, whatever comes."""
        return false_alarm(self.trials) > FALSE_ALARM

    @property
    def refused(self) -> bool:
        """Whether the pilots have told for certain where a mark is, and it is of none of the keys.

        A score that no wrong key reaches says that it is of one of them, and was not made out yet.
        """
        return self._refused >= REFUSED and self.score < NEARLY

    def shown(self) -> bool:
        """Whether the pilots have told nearly so, of rectangles or of the photo as it is."""
        return self._refused >= SHOWN

    def decode(self, attempt: _Attempt) -> Decoding | None:
        """What *attempt* names, if it may be called identified after all that was tried so far."""
        for cells in looks(attempt.view.luminance, attempt.geometry, even=attempt.finest >= SMALL):
            decodings = try_keys(cells, self._keys)
            self._notes.add(attempt.view.then(attempt.geometry.to_photo), attempt.pilots, cells, decodings)
            self.trials += sum(decoding.payloads for decoding in decodings)
            self.score = max([self.score, *(decoding.score for decoding in decodings)])
            self.pilots = max(self.pilots, attempt.pilots)
            found = accepted(decodings, self.trials)
            if found is not None:
                return found
            if attempt.guessed and max((decoding.score for decoding in decodings), default=0.0) < HOPEFUL:
                break  # of wrong guesses 24 in 25 end here, before the looks that take longest
        self._refused += min(max(attempt.certainty - KNOWN, 0.0), AT_MOST)
        return None


def _search(levels: Sequence[View], attempts: Iterable[_Attempt], decoder: _Decoder) -> _Found | None:
    """The first mark that is accepted.

    None when all attempts are made, or so many that none can be any more, or when the pilots have told for certain
    where a mark is and it is of none of the keys: another organisation's, or one that was destroyed.
    """
    for attempt in attempts:
        if decoder.spent:
            return None
        decoding = decoder.decode(attempt)
        if decoding is None:
            if decoder.refused:
                return None  # at once: the next attempt may take a whole view's search to propose
            continue
        trials = decoder.trials
        # What was read in a part is read once more in the whole, which shows how far the screen reaches.
        whole = _grown(levels, attempt)
        again = decoder.decode(whole)
        seen = attempt
        if again is not None and (again.mark, again.key) == (decoding.mark, decoding.key):
            seen = whole
            if again.score >= decoding.score:
                decoding, trials = again, decoder.trials
        where = project(seen.view.to_photo, outline(seen.view.residue, seen.geometry))
        return _Found(decoding, where, trials)
    return None


def _grown(levels: Sequence[View], attempt: _Attempt) -> _Attempt:
    """The geometry of *attempt* carried over to the photo itself, at the size nearest to the screen's, and refined."""
    geometry = Geometry(attempt.view.then(attempt.geometry.to_photo))
    middle = project(attempt.view.to_photo, np.array([attempt.view.size]) / 2)[0]
    level = _fitting(levels, geometry, middle)
    exact, _ = _exact(level, geometry.then(np.asarray(np.linalg.inv(level.to_photo), np.float64)))
    return _Attempt(level, exact, attempt.pilots)  # certainty was asked of the part, and counts once


def _attempts(levels: Sequence[View], shown: Callable[[], bool], tried: Points | None = None) -> Iterator[_Attempt]:
    """Geometries in the order of their promise for the time they take.

    Rectangles first: the screen's frame, or a window or page on it, is there to be seen in most photos, and is left out
    where its corners have been *tried*. Then the photo as it is, for what fills it straight on; then, from near by,
    what its lines or the pilots alone say of a tilt, unless it is *shown* by then where the screen is.
    """
    photo = levels[0]
    # A screenshot, whole: at once, and even without its pilots. Of a large one the middle says it all.
    yield _plain([middle_of(photo, SCREENSHOT)], Geometry(np.eye(3)))
    seen = _at_most(LARGEST, levels)[0]  # finer, an edge is no surer
    for corners in frames(seen.luminance, FRAMES):
        quad = project(seen.to_photo, corners)
        if tried is not None and alike(tried, quad):
            continue
        yield from _at(_levels(straightened(levels, quad))[:2], upright_candidates, doubt=DOUBT)
    yield from _at(levels, candidates)
    if shown():
        return
    near_by = _at_most(NEAR_BY, levels)
    for tilt in lines.upright(near_by[0].luminance, LINED):
        flat = through(near_by[0], tilt, *near_by[0].size)
        yield from _at(_levels(flat)[:3], upright_candidates, always=2, doubt=math.inf)
    yield from _at(near_by, _tilted, always=3, doubt=math.inf)


def _plain(levels: Sequence[View], geometry: Geometry) -> _Attempt:
    """*geometry*, of the photo itself, as it is: a guess, for nothing shows whether there are pilots."""
    middle = project(levels[0].to_photo, np.array([levels[0].size]) / 2)[0]
    level = _fitting(levels, geometry, middle)
    return _Attempt(level, geometry.then(np.asarray(np.linalg.inv(level.to_photo), np.float64)), 0.0, guessed=True)


def _fitting(levels: Sequence[View], geometry: Geometry, middle: Points) -> View:
    """The level at which a screen pixel, at the photo's point *middle*, is nearest to the best size."""
    fit = _at_most(LARGEST, levels)
    return min(fit, key=lambda one: abs(math.log(geometry.scale(middle) / one.to_photo[0, 0] / FINE)))


def _pointed_out(levels: Sequence[View], corners: Points, shown: Callable[[], bool]) -> Iterator[_Attempt]:
    """The same when a person has said where the screen is."""
    photo = levels[0]
    part = _levels(upright_around(photo, corners))  # the rest is no screen, and would take its time
    inside = bool(((corners >= 0) & (corners < photo.size)).all())
    for attempt in _at(_levels(straightened(levels, corners)), upright_candidates, always=3):
        yield attempt
        if not inside:
            yield _grown(part, attempt)  # the photo shows a part, and more of it than a view of the whole
    # Where somebody has filtered the pilots out, nothing else tells the scale.
    for geometry in usual(corners, proportion(corners, *photo.size)):
        yield _plain(part, geometry)
    yield from _attempts(levels, lambda: inside or shown(), corners)  # and the corners may be wrong


def _tilted(found: Residue, count: int) -> list[Candidate]:
    return tilted_candidates(found, count, *TILTS)


def _at(levels: Sequence[View], locate: Locate, always: int = 1, *, doubt: float = 0.0) -> Iterator[_Attempt]:
    """What *locate* finds in one view at all of its *levels* together, the best first; each made exact.

    The first of them, *always* so many, are tried however weak they are; `DECODED` at most are worth decoding. *doubt*
    is taken off the pilots' agreement when it is asked whether there are any: the more is tried, the better chance
    agrees, and tables have waves too.
    """
    placed, worthy = [], 0
    for level in levels:
        if level.pixels <= LARGEST:
            placed += [(level, candidate) for candidate in locate(level.residue, EACH)]
    placed.sort(key=lambda one: -one[1].score)
    for rank, (level, candidate) in enumerate(placed):
        if worthy == DECODED or (rank >= always and candidate.score < WORTH):
            return
        pilots = max(0.0, candidate.score - doubt)
        exact, agreed = _exact(level, candidate.geometry)
        if agreed.share >= AGREED and agreed.certainty >= PLAUSIBLE:
            worthy += 1
            yield _Attempt(level, exact, pilots, agreed.certainty)


def _exact(view: View, geometry: Geometry) -> tuple[Geometry, Agreement]:
    """*geometry* settled as a whole, or refined block by block, whichever the pilots agree with better, and how well.

    From near by the strokes of the warning stand in the way, and are left out.
    """
    found = view.between if _is_near(view, geometry) else view.residue
    settled = settle(found, geometry)
    refined = refine(found, settled)
    agreed = [(agreement(found, each), each) for each in (settled, refined) if each is not None]
    best = max(agreed, key=lambda pair: pair[0].share)
    return best[1], best[0]


def _is_near(view: View, geometry: Geometry) -> bool:
    """Whether *view* shows too little of the screen for the strokes of its visible warning to cancel."""
    width, height = view.size
    return width * height < FEW * geometry.scale(np.array([width / 2, height / 2])) ** 2


def _at_most(pixels: int, levels: Sequence[View]) -> Sequence[View]:
    """Those of *levels* that have no more *pixels*; the smallest where all have."""
    return [level for level in levels if level.pixels <= pixels] or levels[-1:]


def _levels(view: View) -> list[View]:
    return [halved(view, plane, halvings) for halvings, plane in enumerate(pyramid(view.colour, SMALLEST))]


def _reading(decoder: _Decoder, found: _Found | None, seconds: float) -> Reading:
    tried = decoder.trials
    if found is None:
        there = decoder.pilots >= PRESENT or decoder.refused or decoder.score >= NEARLY
        status = Status.INCONCLUSIVE if there else Status.ABSENT
        return Reading(status, None, None, decoder.score, threshold(tried), 1.0, None, tried, seconds)
    decoding, limit, chance = found.decoding, threshold(found.trials), false_alarm(tried)
    named = decoding.mark, decoding.key.key_id
    return Reading(Status.IDENTIFIED, *named, decoding.score, limit, chance, _quad(found.where), tried, seconds)


def _quad(points: Points) -> Quad:
    a, b, c, d = ((round(float(x), 1), round(float(y), 1)) for x, y in points)
    return a, b, c, d


def _colour(image: Photo) -> Colour:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ValueError("an image is uint8 of shape (height, width, 3)")
    return image.astype(np.float32)
