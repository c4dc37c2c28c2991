"""From the phone's picture to the file that is received: turned, made smaller, JPEG, perhaps twice.

Figures: phones save JPEG 4:2:0 of quality 90 to 97; messengers shrink to 1,280 to 2,048 pixels along the longer side
and code again at quality 60 to 80, without EXIF: so a picture taken upright or upside down arrives as the sensor lay.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What happens to the finished picture."""

    quality: int = 92  # of the phone's own JPEG
    turns: int = 0  # quarter turns, counter-clockwise
    longest: int | None = None  # pixels along the longer side after the messenger
    again: int | None = None  # quality of the messenger's JPEG


def turned(picture: Picture, points: Points, turns: int) -> tuple[Picture, Points]:
    """Both by quarter turns, counter-clockwise."""
    for _ in range(turns % 4):
        points = np.column_stack([points[:, 1], picture.shape[1] - 1 - points[:, 0]])
        picture = np.ascontiguousarray(np.rot90(picture))
    return picture, points


def shrunk(picture: Picture, points: Points, longest: int) -> tuple[Picture, Points]:
    """Both so that the longer side has *longest* pixels; nothing is enlarged."""
    factor = longest / max(picture.shape[:2])
    if factor >= 1:
        return picture, points
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small, (points + 0.5) * (size[0] / picture.shape[1], size[1] / picture.shape[0]) - 0.5


def coded(picture: Picture, quality: int) -> bytes:
    """As a JPEG file, colours at half resolution."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return bytes(data)


def decoded(data: bytes) -> Picture:
    """The pixels of a JPEG file, (height, width, 3) BGR."""
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def deliver(picture: Picture, points: Points, delivery: Delivery) -> tuple[bytes, Points]:
    """The received JPEG file, and where *points* of the picture lie in it."""
    picture, points = turned(picture, points, delivery.turns)
    data = coded(picture, delivery.quality)
    if delivery.longest is not None or delivery.again is not None:
        picture = decoded(data)
        if delivery.longest is not None:
            picture, points = shrunk(picture, points, delivery.longest)
        data = coded(picture, delivery.again or delivery.quality)
    return data, points
