"""The child process that reads pixels with keys: both on standard input, one answer on standard output. No files.

Run as `python -m watermark.apart.reader MEMORY PROCESSOR`.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO, Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.apart.limits import confine, told
from watermark.apart.messages import LENGTH, MAX_ORDER, Answer, Order, pack, unpack
from watermark.apart.views import photo_view, straight_view, warning_of
from watermark.corners import checked
from watermark.faults import Fault
from watermark.geometry import rescaling
from watermark.image import MAX_PIXELS
from watermark.key import MarkKey
from watermark.reader import examine
from watermark.reading import Corner, Quad, Reading
from watermark.trail import Trail, homography, matrix_of, strangers_best

WORKING: Final = 12_000_000  # pixels that are searched; a larger photo is made smaller first, for its memory
STRANGERS: Final = 64  # keys

Photo = npt.NDArray[np.uint8]


def answer(order: Order, photo: Photo) -> Answer:
    """The reading of *photo* as *order* says."""
    height, width = photo.shape[:2]
    factor = min(1.0, math.sqrt(WORKING / (width * height)))
    small = photo if factor == 1.0 else _smaller(photo, factor)
    keys = [MarkKey.from_bytes(key) for key in order.keys]
    corners = None if order.corners is None else [(x * factor, y * factor) for x, y in order.corners]
    if corners is not None:
        try:
            checked(corners, small.shape[1], small.shape[0])
        except ValueError:
            return Answer(Fault.CORNERS)
    reading, trail = examine(small, keys, corners=corners)
    reading, trail = enlarged(reading, trail, 1 / factor)
    if not order.views:
        return Answer(None, reading, trail)
    outline: Sequence[Corner] = reading.corners or ()
    straight = warning = None
    if reading.corners is not None and trail.shown is not None:
        to_photo = matrix_of(trail.attempts[trail.shown].to_photo)
        straight = straight_view(photo, to_photo, reading.corners)
        warning = warning_of(photo, to_photo, reading.corners)
    best = strangers_best(trail.cells, STRANGERS) if trail.cells else None
    whole, strangers = photo_view(photo, outline), STRANGERS if trail.cells else 0
    return Answer(None, reading, trail, whole, straight, warning, strangers, best)


def enlarged(reading: Reading, trail: Trail, factor: float) -> tuple[Reading, Trail]:
    """*reading* and *trail* of a photo that was made smaller, in the pixels of one *factor* times as large."""
    if factor == 1.0:
        return reading, trail
    larger = rescaling(factor)
    attempts = tuple(replace(one, to_photo=homography(larger @ matrix_of(one.to_photo))) for one in trail.attempts)
    corners = None if reading.corners is None else _scaled(reading.corners, factor)
    return replace(reading, corners=corners), replace(trail, attempts=attempts)


def _scaled(quad: Quad, factor: float) -> Quad:
    a, b, c, d = ((round((x + 0.5) * factor - 0.5, 1), round((y + 0.5) * factor - 0.5, 1)) for x, y in quad)
    return a, b, c, d


def _smaller(photo: Photo, factor: float) -> Photo:
    height, width = photo.shape[:2]
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Read the one photo of *source* and answer on *target*; whatever is malformed is ours, and raises."""
    size = int.from_bytes(source.read(LENGTH), "big")
    if size > MAX_ORDER:
        raise ValueError("the order is too long")
    order = unpack(source.read(size), Order)
    if order.width * order.height > MAX_PIXELS:
        raise ValueError("the photo is too large")
    data = source.read(order.width * order.height * 3)
    photo = np.frombuffer(data, np.uint8).reshape(order.height, order.width, 3)
    try:
        said = answer(order, photo)
    except MemoryError:
        said = Answer(Fault.MEMORY)
    except cv2.error as error:
        if error.code != cv2.Error.StsNoMem:  # anything else is ours, and raises
            raise
        said = Answer(Fault.MEMORY)
    target.write(pack(said))
    target.flush()


def main() -> None:
    """Confine this process, then read."""
    cv2.setNumThreads(1)
    confine(told(sys.argv[1:]))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
