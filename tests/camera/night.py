"""A phone's night mode: frames merged, everything smoothed that looks like noise, shadows lifted, colours strong.

Figures: merging raises what stands for the light to 900 to 1,500 electrons at white (Hasinoff et al. 2016 and Liba et
al. 2019 merge 8 to 15 frames); the merged picture is denoised by non-local means (Buades et al. 2005) and its tones
are compressed locally, base and detail apart (Durand and Dorsey 2002; here a guided filter, He et al. 2010). The
results look like oil paintings: flat areas without grain, edges overdrawn.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.isp import Taste, join, split

_QUARTER: Final = 4  # the base is worked out at a quarter of the size
_LEVELS: Final = 255.0

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Night:
    """How strongly."""

    reach: float = 5.0  # grey levels; patches that differ by this much are still averaged
    compress: float = 0.75  # what is left of the range of the base, in stops
    detail: float = 1.15  # how much more of the detail
    chroma: float = 4.0  # pixels over which colours are smoothed


def finish(bright: Plane, night: Night, taste: Taste) -> Plane:
    """Denoise, compress and sharpen a picture whose curve has been applied."""
    luminance, chroma = split(bright)
    luminance = _tones(_denoise(luminance, night.reach), night)
    return join(luminance, chroma, taste, night.chroma)


def _denoise(luminance: Plane, reach: float) -> Plane:
    """Non-local means over 3 x 3 patches in a window of 13 x 13."""
    numbers = np.clip(np.rint(luminance * _LEVELS), 0, 255).astype(np.uint8)
    smooth = cv2.fastNlMeansDenoising(numbers, None, reach, 3, 13)
    return np.asarray(smooth, np.float32) / np.float32(_LEVELS)


def _tones(luminance: Plane, night: Night) -> Plane:
    """The base compressed around middle grey, the detail kept."""
    level = np.log2(np.maximum(luminance, 1 / 64))
    base = _guided(level)
    middle = np.float32(-1.0)
    return np.asarray(np.exp2(middle + night.compress * (base - middle) + night.detail * (level - base)), np.float32)


def _guided(plane: Plane, radius: int = 16, softness: float = 0.15) -> Plane:
    """*plane* smoothed but for its strong edges (a guided filter guided by itself)."""
    height, width = plane.shape
    small = cv2.resize(plane, (width // _QUARTER, height // _QUARTER), interpolation=cv2.INTER_AREA)
    window = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.blur(small, window)
    variance = cv2.blur(small * small, window) - mean * mean
    slope = variance / (variance + softness)
    offset = mean * (1 - slope)
    large = [cv2.resize(cv2.blur(part, window), (width, height)) for part in (slope, offset)]
    return np.asarray(large[0] * plane + large[1], np.float32)
