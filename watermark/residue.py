"""A photo's luminance without what the screen showed: mostly noise, with the mark in it.

Knows that the mark is small, smooth over some pixels and drowned by text. Does not know its geometry, bits or pilots.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

_ACTIVITY: Final = 3  # pixels; even the narrow gaps between strokes and lines of text are worth having
SURROUND: Final = 21  # pixels; the period of the shortest pilot, or two or three cells, at the screen's own scale
_FLOOR: Final = 1.5  # grey levels; even a perfect flat area is rounded and carries the mark itself
_SMOOTH: Final = 2.0  # pixels before each halving
_TRUST: Final = 6.0  # what differs from its surround by more noise deviations than this is another colour, not noise
_STROKE: Final = 1.5  # pixels; smoothing under which a stroke of the visible warning stands out of noise
_FAINT: Final = 2.0  # deviations, and grey levels, that the mark has at most on even ground; a stroke has 11 levels
_CALM: Final = 0.3  # of the weight that most pixels have: even ground, by which the deviations are told
_SOME: Final = 4  # every so many pixels, in both directions, tell what is usual
_PASSES: Final = 5  # each with a surround that holds less of the strokes than the one before

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Residue:
    """What is left of the luminance.

    `signal` is weight x (luminance - surround), ready to be summed; `weight` is the inverse of the local variance.
    """

    signal: Plane
    weight: Plane

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.signal.shape[1], self.signal.shape[0]


def residue(luminance: Plane, surround: int = SURROUND) -> Residue:
    """Suppress the picture in *luminance* (0 to 255), and with it all waves much longer than *surround* pixels.

    The surround of each pixel is a mean weighted against edges, taken twice: the second time without the pixels that
    turned out to be of another colour. The weights are those of least squares: the inverse of the noise variance.
    """
    variance = _variance(luminance)
    noise = float(np.percentile(variance[::_SOME, ::_SOME], 30)) + _FLOOR**2
    weight = np.asarray(1 / (variance + _FLOOR**2), np.float32)
    for _ in range(2):
        difference = luminance - _surround(luminance, weight, surround)
        weight = np.asarray(weight / np.square(1 + np.square(difference) / (_TRUST**2 * noise)), np.float32)
    return Residue(weight * (luminance - _surround(luminance, weight, surround)), weight)


def residue_between(luminance: Plane, surround: int = SURROUND) -> Residue:
    """The same between the strokes of the visible warning, of which a photo from near by shows too few to cancel.

    They stand out where the ground is even. Where it is not, most of the picture is left out with them, so this is a
    second look beside `residue`, not a better one.
    """
    finest = np.asarray(1 / (_variance(luminance) + _FLOOR**2), np.float32)
    some = finest[::_SOME, ::_SOME]
    calm = some > _CALM * float(np.percentile(some, 70))
    width = _STROKE * surround / SURROUND
    weight = finest
    for _ in range(_PASSES):
        difference = np.abs(cv2.GaussianBlur(luminance - _surround(luminance, weight, surround), (0, 0), width))
        limit = max(_FAINT * 1.48 * float(np.median(difference[::_SOME, ::_SOME][calm])), _FAINT)
        weight = np.asarray(finest / np.square(1 + np.square(np.square(difference / limit))), np.float32)
    return Residue(weight * (luminance - _surround(luminance, weight, surround)), weight)


def pyramid(picture: Plane, smallest: int) -> list[Plane]:
    """*picture*, of one channel or several, and its halvings, as long as the shorter side keeps *smallest* pixels.

    Smoothed before each halving: seen from near, a screen's own grid of pixels would else come out as moire.
    """
    levels = [picture]
    while min(levels[-1].shape[:2]) >= 2 * smallest:
        last = levels[-1]
        smooth = cv2.GaussianBlur(last, (0, 0), _SMOOTH)
        even = smooth[: last.shape[0] // 2 * 2, : last.shape[1] // 2 * 2]
        half = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(half, np.float32))
    return levels


def coarser(plane: Plane, times: int) -> Plane:
    """*plane* with the mean of *times* x *times* pixels in one; what is left over is cut off."""
    height, width = (max(1, side // times) for side in plane.shape)
    whole = plane[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _variance(luminance: Plane) -> Plane:
    window = (_ACTIVITY, _ACTIVITY)
    mean = cv2.blur(luminance, window)
    return np.asarray(np.maximum(cv2.blur(luminance * luminance, window) - mean * mean, 0), np.float32)


def _surround(luminance: Plane, weight: Plane, size: int) -> Plane:
    """The weighted mean around each pixel, worked out at half size: it is smooth, and this takes most of the time."""
    height, width = luminance.shape
    half = ((width + 1) // 2, (height + 1) // 2)
    window = (size // 2 | 1, size // 2 | 1)
    sums = [
        cv2.blur(cv2.resize(plane, half, interpolation=cv2.INTER_AREA), window)
        for plane in (cv2.multiply(luminance, weight), weight)
    ]
    mean = cv2.divide(sums[0], np.maximum(sums[1], np.float32(1e-12)))
    return np.asarray(cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
