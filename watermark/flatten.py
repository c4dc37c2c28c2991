"""All waves of a residue made equally strong, place by place: what repeats there is the screen's picture or moire.

The mark has all waves alike. Rules of a table, lines of text and the moire of a near screen have few, strong ones, and
others in the next place, so that no mean over the screen or over a tile tells them from the mark. Each small part is
divided by the root of its own spectrum, as phase correlation does (Kuglin and Hines 1975): weighing noise down by its
power would be better if it were known, but a spectrum told from the same few samples is too rough for that.

Knows pixels; no geometry, no pilots, no bits.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

PART: Final = 64  # screen pixels along a side: as small as tells waves of the mark's band apart
_OVERLAP: Final = 2  # parts over each pixel, in each direction
_SMOOTH: Final = 1.0  # frequencies over which a part's spectrum is smoothed
_BAND: Final = 12  # the mark's band ends at a twelfth of the sampling rate, or thereabouts
_FLOOR: Final = 0.03  # of the band's mean power: weaker waves are rounding, or lie beyond the photo's resolution
_LEAST: Final = 1e-12  # where there is nothing, nothing divides by zero

Plane = npt.NDArray[np.float32]


def flatten(signal: Plane, part: int = PART) -> Plane:
    """*signal* (height x width, of any unit) with all waves equally strong in each *part*.

    *part* is even, in pixels. The deviation of the whole stays what it was, and so does what is zero throughout.
    """
    deviation = float(np.std(signal))
    if deviation == 0:
        return signal
    height, width = signal.shape
    step = part // _OVERLAP
    rows, columns = -(-height // step) + 1, -(-width // step) + 1  # parts, the outermost half outside
    padded = np.zeros(((rows + 1) * step, (columns + 1) * step), np.float32)
    padded[step : step + height, step : step + width] = signal / np.float32(deviation)
    window = _window(part)
    views = np.lib.stride_tricks.sliding_window_view(padded, (part, part))[::step, ::step]
    shown = _shown(padded, step)
    # "ortho" both ways: numpy would work in double precision without it, three times as long.
    waves = np.fft.rfft2(views[shown] * window, norm="ortho")
    evened = np.zeros((rows, columns, part, part), np.float32)
    waves *= _gain(np.square(np.abs(waves)), part)
    even = np.fft.irfft2(waves, s=(part, part), norm="ortho")
    even *= window
    evened[shown] = even
    out = np.zeros_like(padded)
    for down in range(_OVERLAP):
        for right in range(_OVERLAP):
            tiling = evened[down::_OVERLAP, right::_OVERLAP]  # every other part: side by side, none over another
            high, wide = tiling.shape[0] * part, tiling.shape[1] * part
            under = out[down * step : down * step + high, right * step : right * step + wide]
            in_parts = under.reshape(tiling.shape[0], part, tiling.shape[1], part)  # a view: `out` is added to
            in_parts += tiling.swapaxes(1, 2)
    kept = out[step : step + height, step : step + width]
    return np.asarray(kept * (deviation / max(float(np.std(kept)), 1e-12)), np.float32)


def _shown(padded: Plane, step: int) -> npt.NDArray[np.bool_]:
    """Which parts, of two steps each way, hold anything: a rectified photo is nothing but zero beyond its edges."""
    steps = (padded.shape[1] // step, padded.shape[0] // step)
    any_in = np.asarray(cv2.resize(np.abs(padded), steps, interpolation=cv2.INTER_AREA)) > 0
    return any_in[1:, 1:] | any_in[1:, :-1] | any_in[:-1, 1:] | any_in[:-1, :-1]


def _window(part: int) -> Plane:
    """The root of a raised cosine: applied before and after, its square sums to one over the overlapping parts."""
    side = np.sin(np.pi * (np.arange(part) + 0.5) / part).astype(np.float32)
    return np.outer(side, side)


def _gain(power: Plane, part: int) -> Plane:
    """By what each wave of each part is multiplied."""
    edge = part // _BAND
    band = (power[:, :edge, :edge].mean(axis=(1, 2)) + power[:, -edge:, :edge].mean(axis=(1, 2))) / 2
    # All parts in one picture: where one ends and the next begins, both have their lowest frequencies.
    smooth = cv2.GaussianBlur(power.reshape(-1, power.shape[2]), (0, 0), _SMOOTH).reshape(power.shape)
    smooth += (_FLOOR * band + _LEAST)[:, None, None]
    return np.asarray(np.reciprocal(np.sqrt(smooth, out=smooth), out=smooth), np.float32)
