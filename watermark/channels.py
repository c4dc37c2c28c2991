"""One grey plane out of three colour channels: the mixture in which least is seen of what the channels do not share.

A photograph of a screen from near by shows the stripes of its red, green and blue through the camera's own mosaic, and
both together make moire, another one in each channel and as coarse as the mark. The mark is the same in all three. So
the channels are averaged as measurements of one quantity with known noise are: w = C^-1 1 / (1' C^-1 1), where C is the
covariance of the channels in the mark's band, in the parts where the picture is calm (the best linear unbiased
estimate). Brightness as the eye sees it, which is one fixed mixture, lets three times as much moire through where it is
worst.

Knows channels; neither geometry nor pilots.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Colour = npt.NDArray[np.float32]  # height x width x 3, blue green red, 0 to 255
Plane = npt.NDArray[np.float32]

_FINE: Final = 1.5  # pixels; what is finer is noise and the stripes themselves
_COARSE: Final = 25  # pixels; what is coarser is the picture
_AROUND: Final = 25  # pixels: calm is told of a neighbourhood, as moire has calm pixels wherever it crosses zero
_CALM: Final = 30  # per cent of them: where the band is weakest, as text and edges are not noise
_DOUBT: Final = 0.03  # of the channels' mean variance, added to each: a plain mean where the photo tells little
_LEAST: Final = 0.05  # of the whole, that each channel keeps
_LOOK: Final = 1024  # pixels along a side of the middle that is looked at: half of that may hold text alone


def grey(colour: Colour) -> Plane:
    """The best mixture of *colour*'s channels, 0 to 255."""
    return np.asarray(cv2.transform(colour, weights(colour)[None].astype(np.float32)), np.float32)


def weights(colour: Colour) -> npt.NDArray[np.float64]:
    """The share of blue, green and red, together 1."""
    height, width = colour.shape[:2]
    top, left = max(0, (height - _LOOK) // 2), max(0, (width - _LOOK) // 2)
    middle = np.ascontiguousarray(colour[top : top + _LOOK, left : left + _LOOK])
    band = cv2.GaussianBlur(middle, (0, 0), _FINE) - cv2.blur(middle, (_COARSE, _COARSE))
    activity = cv2.blur(cv2.transform(np.abs(band), np.ones((1, 3), np.float32)), (_AROUND, _AROUND))
    calm = band[activity <= np.percentile(activity, _CALM)].astype(np.float64)
    covariance = calm.T @ calm / len(calm)
    doubt = _DOUBT * np.trace(covariance) / 3 + 1e-4
    shares = np.linalg.solve(covariance + doubt * np.eye(3), np.ones(3))
    kept = np.maximum(shares / shares.sum(), _LEAST)
    return np.asarray(kept / kept.sum())
