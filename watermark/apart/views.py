"""Small pictures of a photo for a report: the whole of it, and the screen made straight. Draws nothing on them."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.apart.messages import MAX_VIEW_SIDE, View
from watermark.geometry import Geometry, Matrix, project, rescaling, shifting
from watermark.reading import Corner
from watermark.warning_view import warning_view

_MARGIN: Final = 0.04  # of the longer side, around the found outline
_PHOTO_SIDE: Final = 1100  # pixels
_STRAIGHT_SIDE: Final = MAX_VIEW_SIDE

Photo = npt.NDArray[np.uint8]


def photo_view(photo: Photo, outline: Sequence[Corner]) -> View:
    """The whole *photo* (BGR), reduced, with *outline* in its own pixels."""
    height, width = photo.shape[:2]
    factor = min(1.0, _PHOTO_SIDE / max(width, height))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)
    return _view(small, [(x * size[0] / width, y * size[1] / height) for x, y in outline])


def straight_view(photo: Photo, to_photo: Matrix, outline: Sequence[Corner]) -> View:
    """What lies in *outline* (in the photo), as the screen showed it by *to_photo* (screen to photo), with a margin."""
    seen = project(np.asarray(np.linalg.inv(to_photo)), np.array(outline, np.float64))
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = _MARGIN * float(np.max(high - low))
    low, high = low - margin, high + margin
    width, height = np.maximum(high - low, 1.0).tolist()
    pitch = max(width, height) / _STRAIGHT_SIDE  # screen pixels a pixel of the view
    pitch = max(pitch, 0.5)
    size = tuple(int(np.clip(round(side / pitch), 1, MAX_VIEW_SIDE)) for side in (width, height))
    place = shifting(low[0], low[1]) @ rescaling(pitch)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    straight = np.asarray(cv2.warpPerspective(photo, to_photo @ place, size, flags=flags, borderValue=(235, 235, 235)))
    inside = project(np.asarray(np.linalg.inv(place)), seen)
    return _view(straight.astype(np.uint8), [(float(x), float(y)) for x, y in inside])


def warning_of(photo: Photo, to_photo: Matrix, outline: Sequence[Corner]) -> View | None:
    """What 「撮影禁止」 and the label beneath say in *photo*, if any of the screen is seen there."""
    try:
        grey = warning_view(photo, Geometry(to_photo), outline, anchored=False)
    except ValueError:
        return None
    return _view(np.repeat(grey[:, :, None], 3, axis=2), ())


def _view(pixels: Photo, outline: Sequence[Corner]) -> View:
    height, width = pixels.shape[:2]
    rgb = np.ascontiguousarray(pixels[:, :, ::-1])
    return View(width, height, rgb.tobytes(), tuple((round(x, 2), round(y, 2)) for x, y in outline))
