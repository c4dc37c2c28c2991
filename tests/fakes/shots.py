"""What becomes of a screen's picture on its way to an officer: windows, crops, scaling, JPEG, H.264, perspective."""

from fractions import Fraction

import av
import cv2
import numpy as np
import numpy.typing as npt

from watermark.pilots import TILE, WAVES

Picture = npt.NDArray[np.uint8]


def window(picture: Picture, x: int = 211, y: int = 73) -> Picture:
    """A screenshot of a 1920 x 1080 home desktop with the client's window, pixel for pixel, at (x, y)."""
    desk = np.full((1080, 1920, 3), (120, 90, 60), np.uint8)
    height, width = picture.shape[:2]
    desk[y - 36 : y + height + 2, x - 2 : x + width + 2] = 240
    desk[y : y + height, x : x + width] = picture
    return desk


def quarter(picture: Picture, x: int = 405, y: int = 228) -> Picture:
    """Half the width and half the height, from (x, y)."""
    height, width = picture.shape[:2]
    return np.ascontiguousarray(picture[y : y + height // 2, x : x + width // 2])


def scaled(picture: Picture, factor: float) -> Picture:
    """Resized as picture programs do it."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def jpeg(picture: Picture, quality: int) -> Picture:
    """Through a JPEG file."""
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def turned(picture: Picture, degrees: float) -> Picture:
    """Held at an angle, on a larger table."""
    height, width = picture.shape[:2]
    side = int(np.hypot(width, height))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[:, 2] += ((side - width) / 2, (side - height) / 2)
    return np.asarray(cv2.warpAffine(picture, turn, (side, side), borderValue=(90, 80, 70)), np.uint8)


def seen_through(picture: Picture, corners: list[tuple[float, float]]) -> Picture:
    """Photographed so that the screen's corners come to lie at *corners* of a photo of the same size."""
    height, width = picture.shape[:2]
    square = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(square, np.array(corners, np.float32))
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderValue=(60, 60, 60)), np.uint8)


def noisy(picture: Picture, deviation: float) -> Picture:
    """With a camera's noise."""
    noise = np.random.default_rng(1).normal(0, deviation, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def h264(picture: Picture, crf: int, pixels: str = "yuv444p", preset: str = "ultrafast") -> Picture:
    """Through one H.264 key frame; 4:4:4 and coded as the agent codes, unless others are asked for."""
    height, width = picture.shape[:2]
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, pixels
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"preset": preset, "tune": "zerolatency", "crf": str(crf)}
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=pixels)
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    decoder = av.CodecContext.create("h264", "r")
    frames = [shown for packet in packets for shown in decoder.decode(packet)] + list(decoder.decode(None))
    return np.asarray(frames[0].to_ndarray(format="bgr24"), np.uint8)


def without_pilots(picture: Picture, width: float = 1.5) -> Picture:
    """The twelve public pilots cut out of the spectrum, *width* frequencies around each."""
    height, wide = picture.shape[:2]
    fy, fx = np.fft.fftfreq(height)[:, None] * height, np.fft.rfftfreq(wide)[None, :] * wide
    keep = np.ones((height, fx.shape[1]))
    for u, v in WAVES:
        for sign in (1, -1):
            distance = np.hypot(fx - sign * u * wide / TILE, fy - sign * v * height / TILE)
            keep *= 1 - np.exp(-np.square(distance / width) / 2)
    spectrum = np.fft.rfft2(picture.astype(np.float64), axes=(0, 1)) * keep[:, :, None]
    cut = np.fft.irfft2(spectrum, s=(height, wide), axes=(0, 1))
    return np.clip(np.rint(cut), 0, 255).astype(np.uint8)
