"""Quadrilaterals in a photo that may be a screen, or lie in its plane: a monitor's frame, a window, a page.

Knows edges and straight lines. Does not know pilots, keys or bits: whether a quadrilateral was the screen is found out
by reading it. Any rectangle in the screen's plane serves, since straightening it takes the perspective away.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.geometry import Points
from watermark.residue import Plane

_LOOK: Final = 640  # pixels along the longer side of the photo that is looked at for outlines
_SMALLEST: Final = 0.02  # of the photo's area
_FILLED: Final = 0.85  # of a quadrilateral must be the outline's own; less is another shape
_LEVELS: Final = (0.15, 0.3, 0.45, 0.6, 0.75, 0.88)  # of the range of brightness, at which light is told from dark
_CLOSING: Final = 9  # pixels of the small photo: text and icons do not part a screen
_SLACK: Final = (0.01, 0.02, 0.035, 0.05)  # of the outline's length; how far its corners may be rounded off
_REACH: Final = 0.01  # of its longest side: how far from a rough outline an edge is looked for. Less than a bezel
_SAMPLES: Final = 64  # along each side
_FAINTEST: Final = 2.0  # grey levels from one pixel to the next but one: the median over a side
_BORDER: Final = 0.03  # of the longer side
_NEAR: Final = 0.02  # of the longer side: two quadrilaterals with all corners this close are one

Contour = npt.NDArray[np.int32]


def frames(luminance: Plane, count: int) -> list[Points]:
    """The *count* best quadrilaterals, 4 x 2 in photo pixels, clockwise from the corner nearest to the upper left."""
    height, width = luminance.shape
    shrink = min(1.0, _LOOK / max(height, width))
    if round(min(height, width) * shrink) < 1:
        return []  # a strip, in which no screen can be seen
    small = cv2.resize(luminance, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    rough = [quad / shrink + (0.5 / shrink - 0.5) for quad in _outlines(np.asarray(small, np.float32))]
    smooth = cv2.GaussianBlur(luminance, (0, 0), max(1.0, 0.7 / shrink * 0.5))
    ranked: list[tuple[float, Points]] = []
    for quad in rough:
        reach = _REACH * float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).max()) + 1 / shrink
        exact, edge = _sharpened(np.asarray(smooth, np.float32), quad, reach)
        area = cv2.contourArea(exact.astype(np.float32)) / (height * width)
        if (
            edge >= _FAINTEST
            and not _is_border(exact, width, height)
            and area >= _SMALLEST
            and cv2.isContourConvex(exact.astype(np.float32))
        ):
            ranked.append((edge * area**0.5, exact))
    ranked.sort(key=lambda pair: -pair[0])
    return _distinct([quad for _, quad in ranked], _NEAR * max(height, width), count)


def _outlines(small: Plane) -> Iterator[Points]:
    """Rough quadrilaterals of the small photo: of what is lighter, of what is darker, and of what edges enclose."""
    low, high = np.percentile(small, [1, 99])
    grey = np.clip((small - low) * (255 / max(high - low, 1.0)), 0, 255).astype(np.uint8)
    kernel = np.ones((_CLOSING, _CLOSING), np.uint8)
    masks = []
    for level in _LEVELS:
        light = (grey > 255 * level).astype(np.uint8)
        masks.append(cv2.morphologyEx(light, cv2.MORPH_CLOSE, kernel))
        masks.append(cv2.morphologyEx(1 - light, cv2.MORPH_CLOSE, kernel))
    for strength in (20, 50, 110):
        edges = cv2.Canny(cv2.GaussianBlur(grey, (0, 0), 1.2), strength / 2, strength)
        masks.append(cv2.dilate(edges, np.ones((3, 3), np.uint8)))
    for mask in masks:
        contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            if cv2.contourArea(cv2.convexHull(contour)) >= _SMALLEST * small.size:
                yield from _quadrilaterals(np.asarray(contour, np.int32))


def _quadrilaterals(contour: Contour) -> Iterator[Points]:
    """The contour's hull as four corners, if that is its shape."""
    hull = cv2.convexHull(contour)
    area, length = cv2.contourArea(hull), cv2.arcLength(hull, closed=True)
    for slack in _SLACK:
        corners = cv2.approxPolyDP(hull, slack * length, closed=True)
        if len(corners) == 4:
            quad = corners.reshape(4, 2).astype(np.float64)
            if area >= _FILLED * cv2.contourArea(corners):
                yield _ordered(quad)
            return


def _ordered(quad: Points) -> Points:
    """Clockwise, beginning at the corner nearest to the upper left."""
    middle = quad.mean(axis=0)
    turn = np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0])
    quad = quad[np.argsort(turn)]
    return np.asarray(np.roll(quad, -int(np.argmin(quad.sum(axis=1))), axis=0))


def _sharpened(luminance: Plane, quad: Points, reach: float) -> tuple[Points, float]:
    """*quad* with its sides put on the strongest edges near by, and how strong those are: 0 when that leads astray."""
    lines, strengths = [], []
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        line, strength = _edge(luminance, start, end, reach)
        lines.append(line)
        strengths.append(strength)
    corners = [np.cross(lines[side - 1], lines[side]) for side in range(4)]
    if all(abs(corner[2]) > 1e-9 for corner in corners):
        exact = np.array([corner[:2] / corner[2] for corner in corners])
        if np.abs(exact - quad).max() < 3 * reach:
            return exact, float(np.sort(strengths)[1])
    return quad, 0.0


def _edge(luminance: Plane, start: Points, end: Points, reach: float) -> tuple[Points, float]:
    """The line (a, b, c) through the strongest steps across the side from *start* to *end*, and their median height."""
    along = end - start
    length = float(np.linalg.norm(along))
    normal = np.array([along[1], -along[0]]) / max(length, 1e-9)
    offsets = np.arange(-reach, reach + 1)
    at = start + np.linspace(0.06, 0.94, _SAMPLES)[:, None] * along
    grid = (at[:, None, :] + offsets[None, :, None] * normal).astype(np.float32)
    profile = cv2.remap(luminance, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    step = np.abs(profile[:, 2:] - profile[:, :-2])
    best = step.argmax(axis=1)
    places, heights = offsets[best + 1].astype(np.float64), step.max(axis=1)
    # A robust straight line: offset = a + b * along, least squares repeated without what lies far off.
    t = np.linspace(-1, 1, _SAMPLES)
    kept = heights >= np.median(heights) * 0.5
    a, b = float(np.median(places[kept])), 0.0
    for limit in (reach, reach / 2, reach / 4, 2.0):
        near = kept & (np.abs(places - a - b * t) <= max(limit, 1.5))
        if near.sum() < _SAMPLES // 4:
            break
        b, a = np.polyfit(t[near], places[near], 1)
    ends = [start + (a + b * side) * normal + along * (0.06 + 0.88 * (side + 1) / 2) for side in (-1, 1)]
    first, second = (np.append(point, 1.0) for point in ends)
    return np.asarray(np.cross(first, second)), float(np.median(heights))


def _is_border(quad: Points, width: int, height: int) -> bool:
    """Whether this is only where the photo ends."""
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    return bool(np.abs(quad - corners).max() < _BORDER * max(width, height))


def _distinct(quads: list[Points], near: float, count: int) -> list[Points]:
    kept: list[Points] = []
    for quad in quads:
        if not any(np.abs(quad - other).max() < near for other in kept):
            kept.append(quad)
        if len(kept) == count:
            break
    return kept
