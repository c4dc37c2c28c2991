"""The one file here that looks inside the reader: soft cells at the true geometry, and what keys make of them.

It tells *why* a photo is not read: when the true geometry decodes, the finding failed; when it does not, the mark is
too weak in the photo, and no better search would help.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.phone import Photo
from tests.fakes.marked import KEY, MARK
from watermark import MarkKey
from watermark.decode import threshold, try_keys
from watermark.geometry import Geometry
from watermark.residue import pyramid
from watermark.sample import soft_cells

_SCREEN: Final = np.array([(0, 0), (1599, 0), (1599, 899), (0, 899)], np.float32)

Cells = npt.NDArray[np.float32]


def cells(made: Photo) -> Cells:
    """What the reader folds out of a photo when the geometry is the true one: a homography by the true corners."""
    luminance = np.asarray(cv2.cvtColor(made.picture, cv2.COLOR_BGR2GRAY), np.float32)
    corners = made.corners
    for plane in pyramid(luminance, 160):
        to_photo = np.asarray(cv2.getPerspectiveTransform(_SCREEN, corners.astype(np.float32)), np.float64)
        geometry = Geometry(to_photo)
        middle = np.array([plane.shape[1] / 2, plane.shape[0] / 2])
        if geometry.scale(middle) <= 1.5:
            return soft_cells(plane, geometry)
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
    """The score at the true geometry with the right key, and whether the mark was right."""
    found = try_keys(cells(made), [KEY])[0]
    return round(found.score, 2), found.mark == MARK and found.score >= threshold(1)
