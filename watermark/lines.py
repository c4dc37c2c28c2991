"""Which tilt makes the photo's straight lines run at right angles: those of tables, windows, pages and menus.

Knows edges and angles. Does not know pilots, keys or bits. A screen without lines in view has nothing to say here.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.geometry import Matrix, project
from watermark.residue import Plane
from watermark.tilts import Tilt, tilts

_MOST: Final = 400  # lines, the longest ones
_SHORTEST: Final = 24.0  # photo pixels
_LONGEST: Final = 200.0  # photo pixels; no line counts for more
_ENOUGH: Final = 12  # lines
_STEP: Final = np.radians(2.5)
_LARGEST: Final = np.radians(42)
_RIGHT: Final = np.pi / 2  # lines along and across are alike
_COARSE: Final = _RIGHT / 60  # what counts as one direction while tilts are tried
_FINE: Final = _RIGHT / 180  # and while they are polished
_POLISHED: Final = 10

Segments = npt.NDArray[np.float64]


def upright(luminance: Plane, count: int) -> list[Matrix]:
    """The *count* likeliest homographies from a view straight on and upright to the photo; none without lines."""
    segments = _segments(luminance)
    if len(segments) < _ENOUGH:
        return []
    height, width = luminance.shape
    rough = [_order(segments, tilt, width, height, _COARSE) for tilt in tilts(_STEP, _LARGEST)]
    fine = [
        max((_order(segments, tilt, width, height, _FINE) for tilt in _around(order.tilt)), key=lambda one: one.share)
        for order in _distinct(rough, _POLISHED)
    ]
    return [_turned(order, width, height) for order in _distinct(fine, count)]


@dataclass(frozen=True, slots=True)
class _Order:
    """What a tilt makes of the lines."""

    share: float  # of the lines' length that runs in one direction or across it, 0 to 1
    roll: float  # that direction, radians
    tilt: Tilt


def _segments(luminance: Plane) -> Segments:
    """Straight edges as (n, 4): x, y of both ends."""
    picture = np.clip(luminance, 0, 255).astype(np.uint8)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(picture)[0]
    if found is None:
        return np.zeros((0, 4))
    segments = np.asarray(found, np.float64).reshape(-1, 4)
    length = _lengths(segments)
    order = np.argsort(-length)[:_MOST]
    return np.asarray(segments[order[length[order] > _SHORTEST]])


def _lengths(segments: Segments) -> Segments:
    return np.asarray(np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]))


def _order(segments: Segments, tilt: Tilt, width: int, height: int, kind: float) -> _Order:
    """How the lines run without *tilt*, told in classes of *kind* (radians)."""
    flat = np.asarray(np.linalg.inv(tilt.to_photo(width, height)), np.float64)
    along = project(flat, segments[:, 2:]) - project(flat, segments[:, :2])
    weight = np.minimum(_lengths(segments), _LONGEST)
    angle = np.arctan2(along[:, 1], along[:, 0]) % _RIGHT
    count = round(_RIGHT / kind)
    classes = np.bincount((angle / kind).astype(int) % count, weight, count)
    pairs = classes + np.roll(classes, -1)
    peak = (int(np.argmax(pairs)) + 1) * kind
    off = (angle - peak + _RIGHT / 2) % _RIGHT - _RIGHT / 2
    near = np.abs(off) <= kind * (1 + 1e-6)  # lines that run exactly between two classes are in both
    return _Order(float(pairs.max() / weight.sum()), peak + float(np.average(off[near], weights=weight[near])), tilt)


def _around(tilt: Tilt) -> list[Tilt]:
    """*tilt* and its neighbours, nearer than those that have been tried."""
    x, y = tilt.angle * np.cos(tilt.direction), tilt.angle * np.sin(tilt.direction)
    steps = np.linspace(-_STEP * 0.75, _STEP * 0.75, 7)
    return [Tilt(float(np.hypot(x + a, y + b)), float(np.arctan2(y + b, x + a))) for a in steps for b in steps]


def _distinct(orders: list[_Order], count: int) -> list[_Order]:
    """The first *count*, no two of them neighbours."""
    chosen: list[_Order] = []
    for order in sorted(orders, key=lambda one: -one.share):
        if not any(_near(order.tilt, other.tilt) for other in chosen):
            chosen.append(order)
        if len(chosen) == count:
            break
    return chosen


def _near(one: Tilt, other: Tilt) -> bool:
    towards = [tilt.angle * np.array([np.cos(tilt.direction), np.sin(tilt.direction)]) for tilt in (one, other)]
    return bool(np.linalg.norm(towards[0] - towards[1]) < 2 * _STEP)


def _turned(order: _Order, width: int, height: int) -> Matrix:
    """From the view without the tilt, turned by at most half a right angle so that it stands upright, to the photo."""
    angle = (order.roll + _RIGHT / 2) % _RIGHT - _RIGHT / 2
    turn = np.eye(3)
    turn[:2] = np.array(cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -np.degrees(angle), 1.0))
    return np.asarray(order.tilt.to_photo(width, height) @ turn)
