"""Raw numbers to a picture, as a phone does it in good light: demosaic, colours, a little denoise, curve, sharpening.

Figures: edge-aware demosaicking as OpenCV's; chroma is smoothed over some pixels, for eyes do not miss it; luminance
by a bilateral filter (Tomasi and Manduchi 1998) of a strength that goes with the noise; the sRGB curve with a gentle
S over it; unsharp masking of radius 1 and amount 0.4 to 1 (phones overshoot edges by 5 to 25 %, IEEE P1858).
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.camera.sensor import BLACK, MIXING, RESPONSE, WHITE

_CHROMA: Final = 2.0  # pixels
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)

Plane = npt.NDArray[np.float32]
Raw = npt.NDArray[np.uint16]
Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Taste:
    """How a maker likes pictures."""

    denoise: float = 0.012  # of white; the bilateral filter's reach in brightness, 0 for none
    sharpen: float = 0.6
    contrast: float = 0.25  # 0 is the plain sRGB curve
    saturation: float = 1.1


def develop(raw: Raw) -> Plane:
    """*raw* R G / G B as linear light, red green blue, 1 for the sensor's limit in green (height x width x 3)."""
    # OpenCV names mosaics by their second row and column: what it calls BG begins with red.
    colours = cv2.cvtColor(raw - np.minimum(raw, BLACK), cv2.COLOR_BayerBG2RGB_EA)
    # Camera to screen colours: balance first, so that white stays white.
    balanced = MIXING / MIXING.sum(axis=1, keepdims=True)
    matrix = np.linalg.inv(balanced) @ np.diag(1 / np.array(RESPONSE)) / (WHITE - BLACK)
    # Highlights are cut where the first channel is full, or they would turn pink.
    limit = np.minimum(colours.astype(np.float32), (WHITE - BLACK) * np.array(RESPONSE, np.float32))
    return np.asarray(cv2.transform(limit, matrix.astype(np.float32)), np.float32)


def curve(linear: Plane, contrast: float) -> Plane:
    """Linear light, 0 to 1, as brightness, 0 to 1: the sRGB curve, then an S."""
    light = np.clip(linear, 0, 1)
    bright = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(bright + contrast * bright * (1 - bright) * (2 * bright - 1), np.float32)


def split(bright: Plane) -> tuple[Plane, Plane]:
    """Luminance, and each colour's distance from it."""
    luminance = np.asarray(cv2.transform(bright, _LUMA[None]), np.float32)
    return luminance, bright - luminance[:, :, None]


def finish(bright: Plane, taste: Taste) -> Plane:
    """Denoise, sharpen and saturate a picture whose curve has been applied."""
    luminance, chroma = split(bright)
    if taste.denoise:
        luminance = np.asarray(cv2.bilateralFilter(luminance, 5, 3 * taste.denoise, 1.5), np.float32)
    return join(luminance, chroma, taste, _CHROMA)


def join(luminance: Plane, chroma: Plane, taste: Taste, smooth: float) -> Plane:
    """Sharpened *luminance* and *chroma* smoothed over *smooth* pixels, as one picture."""
    sharp = luminance + taste.sharpen * (luminance - cv2.GaussianBlur(luminance, (0, 0), 1.0))
    return np.asarray(sharp[:, :, None] + taste.saturation * cv2.GaussianBlur(chroma, (0, 0), smooth), np.float32)


def quantise(bright: Plane) -> Picture:
    """Red green blue, 0 to 1, as BGR bytes."""
    return np.ascontiguousarray(np.clip(np.rint(bright * 255), 0, 255).astype(np.uint8)[:, :, ::-1])
