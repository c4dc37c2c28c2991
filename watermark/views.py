"""Looking at a photo through a homography: a part of it straightened, or the whole of it without its tilt.

Knows pixels and matrices; not why a view is worth taking, nor what is in it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from watermark.channels import Colour, Plane, grey
from watermark.geometry import Geometry, Matrix, Points, rescaling, shifting
from watermark.residue import Residue, residue, residue_between

LONGEST: Final = 1760  # pixels along the longer side of a straightened part that has more
_SHORTEST: Final = 1400  # and of one that has fewer, though never more than twice as many as it had
_COARSER: Final = 1.25  # times as coarse as the view may a halving be that it is taken from: the mark is coarser still
_FOCAL: Final = 0.75  # of the longer side: 26 mm, as phones have, on a photo of 4:3
_FLATTEST: Final = 4.0  # times as long as high, or as high as long; no screen and no window worth having is more


@dataclass(frozen=True)
class View:
    """A picture made of a photo, and the homography from its pixels to the photo's."""

    colour: Colour
    to_photo: Matrix

    @cached_property
    def luminance(self) -> Plane:
        """The grey plane to be searched: the channels mixed as suits this view."""
        return grey(self.colour)

    @cached_property
    def residue(self) -> Residue:
        """What is left of it without what the screen showed; kept, because several searches ask for it."""
        return residue(self.luminance)

    @cached_property
    def between(self) -> Residue:
        """The same between the strokes of the visible warning."""
        return residue_between(self.luminance)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.colour.shape[1], self.colour.shape[0]

    @property
    def pixels(self) -> int:
        """How many there are."""
        return int(self.colour.shape[0] * self.colour.shape[1])

    def then(self, matrix: Matrix) -> Matrix:
        """*matrix*, from somewhere to this view, continued to the photo."""
        return np.asarray(self.to_photo @ matrix)


def straightened(levels: Sequence[View], corners: Points) -> View:
    """The quadrilateral *corners* (4 x 2, clockwise from what becomes the upper left) as a rectangle.

    *levels* are the photo and its halvings: a part of many pixels is taken from the one that is about as fine as need
    be, since smoothing all of a large photo takes longer than searching the part.
    """
    photo = levels[0]
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    across, down = max(sides[0], sides[2]), max(sides[1], sides[3])
    shape = proportion(corners, *photo.size)  # seen from aside, both directions keep the finer one's pixels
    across, down = max(across, down * shape), max(down, across / shape)
    scale = min(LONGEST / max(across, down), max(1.0, min(2.0, _SHORTEST / max(across, down))))
    width, height = max(32, round(across * scale)), max(32, round(down * scale))
    matrix = Geometry.of_rectangle(width, height, corners).to_photo
    coarser = math.floor(math.log2(max(1.0, _shrinking(matrix, width, height) * _COARSER)))
    level = levels[min(coarser, len(levels) - 1)]
    from_photo = np.asarray(np.linalg.inv(level.to_photo) @ photo.to_photo, np.float64)
    return through(level, from_photo @ matrix, width, height)


def proportion(corners: Points, width: int, height: int) -> float:
    """How many times as long as high the rectangle is of which a photo of *width* x *height* shows *corners*.

    From the vanishing points of its sides, as Zhang and He (2003) do for whiteboards, but for a phone's usual focal
    length, where they work that out too: a screen seen nearly straight on does not tell it. A photo that was cropped
    has another one, and another middle; the answer is then rough.
    """
    points = (corners - np.array([width / 2, height / 2])) / (_FOCAL * max(width, height))
    first, second, third, fourth = np.column_stack([points, np.ones(4)])
    diagonal = np.cross(first, third)
    right = (diagonal @ fourth) / (np.cross(second, third) @ fourth) * second - first
    down = (diagonal @ second) / (np.cross(fourth, third) @ second) * fourth - first
    shape = float(np.linalg.norm(right) / max(float(np.linalg.norm(down)), 1e-12))
    return min(max(shape, 1 / _FLATTEST), _FLATTEST)


def through(photo: View, matrix: Matrix, width: int, height: int) -> View:
    """A view of *width* x *height* whose pixels *matrix* takes to *photo*'s; smoothed first where it shrinks them."""
    shrinking = _shrinking(matrix, width, height)
    plane = photo.colour
    if shrinking > 1.2:
        plane = np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.6 * shrinking), np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(plane, matrix, (width, height), flags=flags)
    return View(np.asarray(seen, np.float32), photo.then(matrix))


def _shrinking(matrix: Matrix, width: int, height: int) -> float:
    """How many pixels of the photo lie side by side in one of the view, in its middle, where they are most."""
    middle = np.array([(width - 1) / 2, (height - 1) / 2, 1.0])
    steps = [matrix @ (middle + np.array(step)) for step in ((0, 0, 0), (1, 0, 0), (0, 1, 0))]
    points = [step[:2] / step[2] for step in steps]
    return max(float(np.linalg.norm(points[1] - points[0])), float(np.linalg.norm(points[2] - points[0])))


def middle_of(view: View, side: int) -> View:
    """At most *side* x *side* pixels in the middle of *view*, as they are."""
    width, height = view.size
    left, top = max(0, (width - side) // 2), max(0, (height - side) // 2)
    return _cut(view, left, top, left + side, top + side)


def upright_around(view: View, corners: Points) -> View:
    """The pixels of *view* in the upright rectangle that holds *corners* (4 x 2), as they are.

    Where corners lie beyond the edges it ends there; *view* must show a part of it.
    """
    least = np.floor(np.maximum(corners.min(axis=0), 0)).astype(int).tolist()
    most = np.ceil(np.minimum(corners.max(axis=0) + 1, view.size)).astype(int).tolist()
    return _cut(view, *least, *most)


def _cut(view: View, left: int, top: int, right: int, bottom: int) -> View:
    return View(view.colour[top:bottom, left:right], view.then(shifting(left, top)))


def halved(view: View, plane: Colour, halvings: int) -> View:
    """*plane*, which is *view* halved so many times, as a view of the same photo."""
    return View(plane, view.then(rescaling(2.0**halvings)))
