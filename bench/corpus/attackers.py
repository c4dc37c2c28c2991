"""What a person with patience and a picture editor does to a marked screenshot before it is passed on.

Each knows the design (tile, cells, pilots: all public) and not the key.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tests.fakes.marked import KEY, LABEL
from tests.fakes.screens import SCREENS, bgrx, screen
from tests.fakes.shots import h264
from watermark import Mark, Stamper, pattern_for
from watermark.pilots import TILE

Picture = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

SIZE: Final = (1600, 900)
_AROUND: Final = 5  # a median of this size is the attacker's guess of what was there before


def stamped(name: str, mark: Mark, *, shift: int = 0) -> Picture:
    """The named screen with *mark*; *shift* scrolls what it shows."""
    content = np.roll(screen(name), (shift * 37, shift * 53), axis=(0, 1))
    return np.ascontiguousarray(
        Stamper(*SIZE, pattern_for(KEY, mark), LABEL).stamp_screen(bgrx(content)).pixels[:, :, :3]
    )


def median(picture: Picture, size: int) -> Picture:
    """A median filter of *size* pixels."""
    return np.asarray(cv2.medianBlur(picture, size), np.uint8)


def gaussian(picture: Picture, deviation: float) -> Picture:
    """A Gaussian blur."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.uint8)


def estimate(frames: Sequence[Picture]) -> Plane:
    """The pattern as it looks from *frames* of one slot: what a median takes away, folded by the public tile."""
    total, weight = np.zeros((TILE, TILE)), np.full((TILE, TILE), 1e-9)
    for frame in frames:
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        rest = grey.astype(np.float32) - cv2.medianBlur(grey, 4 * _AROUND + 1)
        calm = (np.abs(rest) <= 5).astype(np.float32)  # text and edges say nothing
        rows, columns = grey.shape[0] // TILE * TILE, grey.shape[1] // TILE * TILE
        total += _folded((rest * calm)[:rows, :columns])
        weight += _folded(calm[:rows, :columns])
    return np.asarray(total / weight, np.float32)


def _folded(plane: Plane) -> npt.NDArray[np.float64]:
    height, width = plane.shape
    tiles = plane.reshape(height // TILE, TILE, width // TILE, TILE)
    return np.asarray(tiles.sum(axis=(0, 2), dtype=np.float64))


def overlay(pattern: Plane, picture: Picture, strength: float) -> Picture:
    """*picture* with *pattern*, repeated, added *strength* times: -1 takes it away, 1 forges."""
    height, width = picture.shape[:2]
    whole = np.tile(pattern, (-(-height // TILE), -(-width // TILE)))[:height, :width, None]
    return np.clip(np.rint(picture + strength * whole), 0, 255).astype(np.uint8)


def frames_of(mark: Mark, count: int) -> list[Picture]:
    """*count* frames of one slot, with all kinds of content."""
    names = list(SCREENS)
    return [stamped(names[index % len(names)], mark, shift=index // len(names)) for index in range(count)]


def collude(name: str, marks: Sequence[Mark]) -> Picture:
    """The same content from several sessions, averaged."""
    pictures = [stamped(name, mark).astype(np.float32) for mark in marks]
    return np.asarray(np.rint(np.mean(pictures, axis=0)), np.uint8)


def patchwork(name: str, marks: Sequence[Mark], size: int = 16) -> Picture:
    """The same content from several sessions, each little square from another: what averages nothing."""
    pictures = np.stack([stamped(name, mark) for mark in marks])
    random = np.random.default_rng(3)
    choice = random.integers(0, len(marks), (SIZE[1] // size + 1, SIZE[0] // size + 1))
    index = np.kron(choice, np.ones((size, size), np.int64))[: SIZE[1], : SIZE[0]]
    return np.ascontiguousarray(np.take_along_axis(pictures, index[None, :, :, None], axis=0)[0])


def webp(picture: Picture, quality: int) -> Picture:
    """Through a WebP file."""
    data = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def video(picture: Picture, crf: int) -> Picture:
    """Through one H.264 4:2:0 key frame, as video chats code it."""
    return h264(picture, crf, "yuv420p", "veryfast")
