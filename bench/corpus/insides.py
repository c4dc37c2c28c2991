"""The one file here that looks inside the reader: soft cells at the true geometry, and what keys make of them.

It tells *why* a photo is not read: when the true geometry decodes, the finding failed; when it does not, the mark is
too weak in the photo, and no better search would help.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.phone import Photo
from tests.fakes.marked import KEY, MARK
from watermark import MarkKey
from watermark.channels import grey
from watermark.decode import threshold, try_keys
from watermark.geometry import Geometry
from watermark.looks import looks
from watermark.residue import pyramid

_SCREEN: Final = (1600, 900)
_NEAR: Final = 1.5  # photo pixels a screen pixel, above which a photo is halved

Cells = npt.NDArray[np.float32]


def cells(made: Photo) -> Cells:
    """What the reader's first look at a photo gives when the geometry is the true one, by the true corners."""
    return next(_looks(made))


def _looks(made: Photo) -> Iterator[Cells]:
    colour = made.picture.astype(np.float32)
    corners = made.corners
    scale = Geometry.of_rectangle(*_SCREEN, corners).scale(np.array([colour.shape[1] / 2, colour.shape[0] / 2]))
    if scale > _NEAR:
        # From near the stripes are seen; halving by boxes would fold them over the cells.
        colour = np.asarray(cv2.GaussianBlur(colour, (0, 0), 0.7 * scale), np.float32)
    for plane in pyramid(colour, 160):
        geometry = Geometry.of_rectangle(*_SCREEN, corners)
        middle = np.array([plane.shape[1] / 2, plane.shape[0] / 2])
        if geometry.scale(middle) <= _NEAR:
            return looks(grey(plane), geometry)
        corners = (corners + 0.5) / 2 - 0.5
    raise ValueError("the photo is too near to be halved so often")


def scores(soft: Cells, keys: list[MarkKey]) -> tuple[list[float], int]:
    """The best codeword's score under each key, and how many seals were right."""
    found = try_keys(soft, keys)
    return [decoding.score for decoding in found], sum(decoding.mark is not None for decoding in found)


def limit(trials: int) -> float:
    """The score that a reading must reach after *trials* decodings."""
    return threshold(trials)


def at_truth(made: Photo) -> tuple[float, bool]:
    """The best score at the true geometry with the right key, and whether any look gave the right mark."""
    found = [decoding for seen in _looks(made) for decoding in try_keys(seen, [KEY])]
    right = any(decoding.mark == MARK and decoding.score >= threshold(1) for decoding in found)
    return round(max(decoding.score for decoding in found), 2), right
