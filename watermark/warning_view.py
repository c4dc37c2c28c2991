"""A picture in which a person can read the visible warning of a photographed screen, label and all.

The warning's blocks repeat over the screen, so they are laid on top of each other: what the screen showed differs under
each and cancels, the warning is the same in all and stays. Knows the warning's layout, not its words: nothing is drawn
here, and where no warning was photographed, noise is shown. Knows no keys and no bits.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.channels import grey
from watermark.geometry import Geometry
from watermark.label import PERIOD, PITCH, SLANT, grade
from watermark.pilots import CELL, TILE
from watermark.reading import Corner
from watermark.residue import Plane, residue
from watermark.sample import MAX_EXTENT, rectify
from watermark.spread import CELLS

_SURROUND: Final = 81  # pixels: wider than a letter, narrower than the windows on a screen
_NARROW: Final = 27  # pixels: three strokes; a photograph on the screen has shades of every size
_CLEAR: Final = 7.5  # clarity from which the wide surround, which keeps more of the strokes, is left as it is
_AS_CLEAR: Final = 0.9  # of that clarity, when it is less, which the narrow one must exceed to be shown instead
_COARSE: Final = 1.5  # photo pixels a screen pixel: so much a lens and a mosaic blur by themselves
_FINE: Final = 1.2  # screen pixels over which a finer photo is softened
_EDGE: Final = 9  # pixels at the screen's edge that are left out: the frame shines into them
_LONG: Final = 61  # pixels; what runs on so far along or across is the screen's: its text rises
_HOST: Final = 26.0  # grey levels; what differs more from its surround is the screen's own, and its edges with it
_PAINT: Final = 4.0  # grey levels that the hidden pattern may have in a photo
_WHITE: Final = 0.957  # of white: where a lightening block changes nothing, as white itself is darkened
_NEARLY: Final = 0.043  # of white, from there to where it shows in full
# Width and height in pixels of a neighbourhood in which a page has some white, and the darkest that it is in a photo,
# in shares of the brightest ground: in a corner of it, and where the shutter has rolled into the lamps' dark half wave.
_AROUND: Final = (301, 301, 0.8)
_ALONG: Final = (601, 17, 0.5)
_CERTAIN: Final = 0.01  # of the usual weight; what is seen less is shown fainter
_VOTES: Final = 3
_ENOUGH: Final = 0.95  # of a block that each half of the blocks must show, so that they can be compared
_LEAST: Final = 0.5  # grey levels that any two blocks may differ
_TRUST: Final = 2.0  # deviations; what is further from what the blocks agree on counts less
_SMOOTH: Final = 6.0  # bins of the spectrum over which signal and noise are told apart
_SIZE: Final = (PITCH, PERIOD - 32)  # screen pixels of what is shown, along and across the text
_WRITTEN: Final = 60  # screen pixels above and below the middle that are full of strokes
_EMPTY: Final = 85  # screen pixels from the middle; beyond it a short label leaves nothing
_SOFTEN: Final = 1.2  # screen pixels: a quarter of a stroke
_SHADE: Final = 41  # screen pixels: wider than a stroke; shades this wide are the screen's
_ROUNDS: Final = 3  # in which strokes are told from shades
_DEEP: Final = 0.35  # of the darkest: from there on something may be a stroke
_STEEP: Final = 1.6  # the darkest that much over is all stroke
_CRISP: Final = 0.5  # of what is around a stroke is taken from it
_FAINT: Final = 0.1  # of the strokes' darkness: what is shown as white
_FULL: Final = 0.4  # and what as black
_TIMES: Final = 2  # pixels of the view a screen pixel

Photo = npt.NDArray[np.uint8]
View = npt.NDArray[np.uint8]
Stack = npt.NDArray[np.float32]  # blocks x PERIOD x PITCH


@dataclass(frozen=True, slots=True)
class _Blocks:
    """All blocks in view, each with its own column's middle in its middle."""

    level: Stack  # grey levels above the surround
    weight: Stack
    share: Stack  # of white, of the ground it stands on
    along: Stack  # the same, of the white along the same rows
    darkens: npt.NDArray[np.bool_]  # of each block, whether it stands in a column that darkens


def warning_view(
    photo: Photo, geometry: Geometry, where: Sequence[Corner], height: int = 1080, *, anchored: bool = True
) -> View:
    """One block of the warning in *photo*, upright and dark on light, made of all blocks within *where*.

    *geometry* says where screen pixels lie in the photo, *where* are the corners of the screen or a part of it in the
    photo, and *height* is the screen's in pixels: letters are larger on large screens. A geometry that knows the
    screen's origin only up to whole tiles, as a reading's does, is not *anchored*: the columns are then sought.
    Raises `ValueError` when nothing of the screen is seen.
    """
    grain = grade(height)
    luminance = grey(photo.astype(np.float32))
    inside = np.zeros(luminance.shape, np.float32)
    cv2.fillConvexPoly(inside, np.rint(np.array(where)).astype(np.int32), 1.0)
    box = _box(geometry, where)
    # A photo finer than the screen shows the screen's own grid, which would come out as moire.
    scale = geometry.scale(np.array([side / 2 for side in luminance.shape[::-1]])) * grain
    if scale > _COARSE:
        luminance = np.asarray(cv2.GaussianBlur(luminance, (0, 0), _FINE * scale), np.float32)
    flat = rectify(luminance, geometry, box, grain)
    seen = cv2.erode(rectify(inside, geometry, box, grain), np.ones((_EDGE, _EDGE))) > 0.99
    if not seen.any():
        raise ValueError("nothing of the screen is seen")
    filled = np.where(seen, flat, np.float32(np.median(flat[seen])))
    phases = [0] if anchored else range(0, 2 * PITCH, TILE)
    screen = _Rectified(filled, seen, (box[0] // grain, box[1] // grain), phases)
    wide = screen.clearest(_SURROUND)
    clarity = _clarity(wide)
    if clarity >= _CLEAR:
        return _shown(wide)
    narrow = screen.clearest(_NARROW)
    return _shown(narrow if _clarity(narrow) > _AS_CLEAR * clarity else wide)


@dataclass(frozen=True, slots=True)
class _Rectified:
    """A part of the screen seen straight on, filled evenly where it is not *seen*."""

    filled: Plane
    seen: npt.NDArray[np.bool_]
    origin: tuple[int, int]  # where on the screen it begins
    phases: Sequence[int]  # pixels that the columns may be moved by

    def clearest(self, surround: int) -> Plane:
        """The block: of the ways to find it with one *surround*, the one that leaves least of the screen."""
        ways = _flats(self.filled, self.seen, surround)
        blocks = (_sought(planes, self.filled.shape, self.origin, self.phases) for planes in ways)
        return max((_upright(_cover(found)) for found in blocks), key=_clarity)


def _box(geometry: Geometry, where: Sequence[Corner]) -> tuple[int, int, int, int]:
    """The screen rectangle around *where*, in whole tiles, and not larger than a screen."""
    seen = geometry.screen(np.array(where, np.float64))
    low = np.floor(np.maximum(seen.min(axis=0), seen.mean(axis=0) - MAX_EXTENT / 2) / TILE).astype(int)
    high = np.ceil(np.minimum(seen.max(axis=0), seen.mean(axis=0) + MAX_EXTENT / 2) / TILE).astype(int)
    left, top, right, bottom = (int(side) * TILE for side in (*low, *np.maximum(high, low + 1)))
    return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class _Places:
    """Where blocks lie on the rectified screen: the corners (x, y) of their cells, and which darken."""

    corners: list[tuple[int, int]]
    darkens: npt.NDArray[np.bool_]

    def cut(self, plane: Plane) -> Stack:
        """The cells of *plane*; 0 where they stick out."""
        return np.stack([_moved(plane, (-x, -y), (PITCH, PERIOD)) for x, y in self.corners])


def _places(shape: tuple[int, ...], origin: tuple[int, int]) -> _Places:
    """All cells that a rectified screen of *shape* beginning at *origin* touches."""
    height, width = shape[:2]
    across = range(origin[0] // PITCH, -(-(origin[0] + width) // PITCH))
    down = range(origin[1] // PERIOD - 1, -(-(origin[1] + height) // PERIOD))
    cells = [(column, row) for column in across for row in down]
    corners = [(c * PITCH - origin[0], r * PERIOD + c % 2 * PERIOD // 2 - origin[1]) for c, r in cells]
    return _Places(corners, np.array([column % 2 == 1 for column, _ in cells]))


def _moved(plane: Plane, by: tuple[int, int], size: tuple[int, int]) -> Plane:
    """*plane* shifted (x, y) into a picture of *size* (width, height)."""
    shift = np.array([[1.0, 0.0, by[0]], [0.0, 1.0, by[1]]])
    return np.asarray(cv2.warpAffine(plane, shift, size, flags=cv2.INTER_NEAREST), np.float32)


@dataclass(frozen=True, slots=True)
class _Planes:
    """The rectified screen without what it showed."""

    level: Plane
    weight: Plane
    share: Plane
    along: Plane

    def cut(self, places: _Places) -> _Blocks:
        """Cut up."""
        level, weight, share, along = map(places.cut, (self.level, self.weight, self.share, self.along))
        return _Blocks(level, weight, share, along, places.darkens)


def _flats(filled: Plane, seen: npt.NDArray[np.bool_], surround: int) -> Iterator[_Planes]:
    """What stands out of its surround, how much each pixel of it counts, and its ground's share of white: in four ways.

    *surround* is in screen pixels.

    The screen's own is left out pixel by pixel, which is best for text and lines, or by neighbourhood, for shades. What
    runs on along and across is taken away, or not: it costs a plain screen something of its strokes.
    """
    found = residue(filled, surround)
    level = np.asarray(found.signal / np.maximum(found.weight, 1e-12), np.float32)
    noise = 1.48 * float(np.median(np.abs(level[seen])))
    host = (np.abs(level) > max(_HOST, 5 * noise)).astype(np.uint8)
    clean = np.asarray((cv2.dilate(host, np.ones((5, 5), np.uint8)) == 0) & seen, np.float32)
    ground = np.asarray(filled - level, np.float32)
    share, along = (np.asarray(ground / white, np.float32) for white in _whites(np.where(seen, ground, 0)))
    for weight in (np.asarray(found.weight * clean, np.float32), _by_neighbourhood(level, clean, surround)):
        for left in (level, _without_lines(level, weight)):
            yield _Planes(np.asarray(left - _hidden(left, weight), np.float32), weight, share, along)


def _by_neighbourhood(level: Plane, clean: Plane, surround: int) -> Plane:
    """Weights of *clean* pixels: the less, the more *level* varies within *surround* pixels."""
    window = (surround, surround)
    variance = cv2.blur(level * level * clean, window) / np.maximum(cv2.blur(clean, window), 1e-6)
    return np.asarray(clean / (variance + 1), np.float32)


def _without_lines(level: Plane, weight: Plane) -> Plane:
    """*level* without what runs on along and across: rules, edges of windows, banding, moire."""
    for window in ((_LONG, 1), (1, _LONG)):
        along = cv2.blur(level * weight, window) / np.maximum(cv2.blur(weight, window), 1e-12)
        level = np.asarray(level - along, np.float32)
    return level


def _sought(planes: _Planes, shape: tuple[int, ...], origin: tuple[int, int], phases: Sequence[int]) -> _Blocks:
    """The blocks at whichever of *phases* (pixels that the columns are moved by) shows letters best."""
    cuts = [planes.cut(_places(shape, (origin[0] + phase, origin[1]))) for phase in phases]
    if len(cuts) == 1:
        return cuts[0]
    return max(
        cuts, key=lambda blocks: _clarity(_upright(_mean(blocks.level, blocks.weight, next(_responses(blocks)))))
    )


def _whites(ground: Plane) -> Iterator[Plane]:
    """What white would look like at each place: the brightest around, and the brightest along."""
    top = np.float32(np.percentile(ground[ground > 0], 99))
    small = cv2.resize(ground, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    for width, height, dimmest in (_AROUND, _ALONG):
        window = (width // 8, height // 8)
        brightest = cv2.dilate(small, np.ones(window[::-1], np.uint8))
        smooth = cv2.blur(np.clip(brightest, dimmest * top, 1.1 * top), window)
        yield np.asarray(cv2.resize(smooth, ground.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _hidden(level: Plane, weight: Plane) -> Plane:
    """The hidden pattern, as far as the tiles in view show it: it repeats as the warning does, and would stay too."""
    rows, columns = level.shape[0] // TILE + 1, level.shape[1] // TILE + 1
    faint = np.abs(level) < max(_PAINT, 3 * 1.48 * float(np.median(np.abs(level[weight > 0]))))  # no strokes
    weight = weight * faint
    signal = level * weight
    sums = [_tiles(plane, rows, columns) for plane in (signal, weight)]
    cells = [part.reshape(CELLS, CELL, CELLS, CELL).sum(axis=(1, 3)) for part in sums]
    tile = np.kron(np.clip(cells[0] / np.maximum(cells[1], 1e-12), -_PAINT, _PAINT), np.ones((CELL, CELL)))
    soft = cv2.GaussianBlur(np.tile(tile.astype(np.float32), (rows, columns)), (0, 0), 1.0)
    return np.asarray(soft[: signal.shape[0], : signal.shape[1]], np.float32)


def _tiles(plane: Plane, rows: int, columns: int) -> npt.NDArray[np.float64]:
    padded = np.zeros((rows * TILE, columns * TILE), np.float64)
    padded[: plane.shape[0], : plane.shape[1]] = plane
    return np.asarray(padded.reshape(rows, TILE, columns, TILE).sum(axis=(0, 2)))


def _cover(blocks: _Blocks) -> Plane:
    """How much of the warning covers each pixel of a block.

    A photo does not tell where its ground was white. The columns do: only with the right answer do those that darken
    and those that lighten show the same.
    """
    dark = blocks.darkens
    if dark.all() or not dark.any():
        return _agreed(blocks, next(_responses(blocks)))
    answers = list(_responses(blocks))
    agreement = []
    for response in answers:
        sides = [_mean(blocks.level[at], blocks.weight[at], response[at]) for at in (dark, ~dark)]
        soft = [cv2.GaussianBlur(side, (0, 0), 2.0) - cv2.GaussianBlur(side, (0, 0), 6.0) for side in sides]
        agreement.append(float((np.clip(soft[0], -3, 3) * np.clip(soft[1], -3, 3)).sum()))
    return _agreed(blocks, answers[int(np.argmax(agreement))])


def _responses(blocks: _Blocks) -> Iterator[Stack]:
    """1 where a stroke lightens, -1 where it darkens, as `watermark.stamp` says; less in between.

    In four ways, of which the first is the usual one: white is what is as bright as the brightest around; or as the
    brightest along, where a rolling shutter has banded the photo; nothing is; or everything is.
    """
    dark = blocks.darkens[:, None, None]
    for share in (blocks.share, blocks.along):
        yield np.asarray(np.where(dark, -1.0, np.clip((_WHITE - share) / _NEARLY, -1, 1)), np.float32)
    for lightens in (1.0, -1.0):
        yield np.broadcast_to(np.where(dark, np.float32(-1.0), np.float32(lightens)), blocks.level.shape)


def _agreed(blocks: _Blocks, response: Stack) -> Plane:
    """The cover by least squares over all blocks, in rounds: what disagrees with the others counts less in the next."""
    weight = blocks.weight
    cover = _mean(blocks.level, weight, response)
    for _ in range(_VOTES):
        rest = blocks.level - response * cover
        noise = 1.48 * float(np.median(np.abs(rest[blocks.weight > 0])))
        weight = blocks.weight / np.square(1 + np.square(rest / (_TRUST * max(noise, _LEAST))))
        cover = _mean(blocks.level, weight, response)
    if len(weight) < 2 or min(float((weight[n::2] > 0).any(axis=0).mean()) for n in (0, 1)) < _ENOUGH:
        return cover
    halves = [_mean(blocks.level[n::2], weight[n::2], response[n::2]) for n in (0, 1)]
    return _distilled(cover, halves[0] - halves[1])


def _mean(level: Stack, weight: Stack, response: Stack) -> Plane:
    """The cover that explains *level* best where it shows as *response* times itself."""
    # Sums and weights are softened before they are divided: a pixel hidden under text is seen by its neighbours.
    certain = cv2.GaussianBlur((weight * response * response).sum(axis=0), (0, 0), _SOFTEN)
    total = cv2.GaussianBlur((weight * response * level).sum(axis=0), (0, 0), _SOFTEN)
    enough = _CERTAIN * float(np.median(certain))
    return np.asarray(total / np.maximum(certain, max(enough, 1e-12)), np.float32)


def _distilled(cover: Plane, difference: Plane) -> Plane:
    """*cover* without the frequencies in which two halves of the blocks do not agree (Wiener's filter)."""
    torus = np.fft.rfft2(np.hstack([cover, np.roll(cover, PERIOD // 2, axis=0)]))
    noise = np.fft.rfft2(np.hstack([difference, np.roll(difference, PERIOD // 2, axis=0)]) / 2)
    power, floor = (cv2.GaussianBlur(np.square(np.abs(part)), (0, 0), _SMOOTH) for part in (torus, noise))
    kept = np.clip(1 - floor / np.maximum(power, 1e-12), 0, 1)
    return np.asarray(np.fft.irfft2(torus * kept, (PERIOD, 2 * PITCH))[:, :PITCH], np.float32)


def _upright(cover: Plane) -> Plane:
    """The block turned so that its text is level, without shades wider than strokes."""
    torus = np.hstack([cover, np.roll(cover, PERIOD // 2, axis=0)])
    size = (_SIZE[0] * _TIMES, _SIZE[1] * _TIMES)
    sine, cosine = math.sin(math.radians(SLANT)), math.cos(math.radians(SLANT))
    u = (np.arange(size[0]) - size[0] / 2) / _TIMES
    v = (np.arange(size[1])[:, None] - size[1] / 2) / _TIMES
    x = np.mod(PITCH / 2 + u * cosine + v * sine, 2 * PITCH) + 2 * PITCH
    y = np.mod(PERIOD / 2 - u * sine + v * cosine, PERIOD) + PERIOD
    picture = cv2.remap(np.tile(torus, (3, 3)), x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC)
    return _level(np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.5 * _TIMES), np.float32))


def _level(picture: Plane) -> Plane:
    """*picture* without shades wider than strokes, which are the screen's.

    A mean of the surround holds the strokes as well, and taking it away leaves ghosts beside them. So what looks like
    a stroke is left out of the next mean.
    """
    window = (_SHADE * _TIMES, _SHADE * _TIMES)
    rest = picture - cv2.blur(np.clip(picture, *np.percentile(picture, (5, 90))), window)
    for _ in range(_ROUNDS):
        deep = float(np.percentile(np.abs(rest), 95))
        strokes = deep * np.clip(_STEEP * rest / deep, -1, 1) * (np.abs(rest) > _DEEP * deep)
        rest = picture - cv2.blur(picture - strokes, window)
    return np.asarray(rest, np.float32)


def _clarity(picture: Plane) -> float:
    """How much darker the text's own rows are than those above and below it, where nothing is written."""
    rows = np.square(picture).mean(axis=1)
    away = np.abs(np.arange(len(rows)) - len(rows) / 2) / _TIMES
    return float(rows[away < _WRITTEN].mean() / max(float(rows[away > _EMPTY].mean()), 1e-12))


def _shown(picture: Plane) -> View:
    """Strokes dark and of one darkness, as print; the ground white as far as the picture's own noise allows."""
    # Where strokes stand close a photo runs them together: what is dark around a stroke is taken from it.
    crisp = cv2.GaussianBlur(picture, (0, 0), 0.5 * _TIMES) - _CRISP * cv2.GaussianBlur(picture, (0, 0), 4.5 * _TIMES)
    middle = float(np.median(crisp))
    noise = 1.48 * float(np.median(np.abs(crisp - middle)))
    letters = crisp[np.abs(np.arange(len(crisp)) - len(crisp) / 2) < _WRITTEN * _TIMES]
    stroke = max(float(np.percentile(letters, 97)) - middle, 3 * noise) + 1e-6
    return np.asarray(np.clip(255 * (_FULL - (crisp - middle) / stroke) / (_FULL - _FAINT), 0, 255), np.uint8)
