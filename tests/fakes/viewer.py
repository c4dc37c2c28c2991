"""A viewer without a window: decodes pictures into a framebuffer, as any client of the screen conversation must.

Knows codecs and rectangles. Does not know SSH; see `tests.fakes.checkpoint` for the line.
"""

from dataclasses import dataclass, field

import av
import cv2
import numpy as np
import zstandard
from numpy.typing import NDArray

from wire.geometry import Rect
from wire.kinds import Encoding
from wire.message import Message
from wire.messages import Blanked, Cursor, Patch, Picture, Screen

Bgr = NDArray[np.uint8]


def whole(size: Rect) -> Screen:
    """A screen on one monitor, as it is first told of."""
    return Screen(size, (size,), resizable=False)


@dataclass
class FakeViewer:
    """`framebuffer` is (height, width, 3) BGR; `seen` counts patches by encoding."""

    framebuffer: Bgr = field(default_factory=lambda: np.zeros((0, 0, 3), np.uint8))
    seen: dict[Encoding, int] = field(default_factory=lambda: dict.fromkeys(Encoding, 0))
    pictures: list[int] = field(default_factory=list)
    cursors: list[Cursor] = field(default_factory=list)
    blanked: list[Blanked] = field(default_factory=list)
    sizes: list[Rect] = field(default_factory=list)
    bytes_received: int = 0
    _videos: dict[int, av.VideoCodecContext] = field(default_factory=dict)

    def take(self, message: Message) -> int | None:
        """Follow one message; the number to acknowledge when it was a picture."""
        match message:
            case Screen():
                self.sizes.append(message.size)
                self.framebuffer = np.zeros((message.size.height, message.size.width, 3), np.uint8)
            case Picture():
                for patch in message.patches:
                    self._draw(patch)
                self.pictures.append(message.number)
                return message.number
            case Cursor():
                self.cursors.append(message)
            case Blanked():
                self.blanked.append(message)
            case _:
                pass
        return None

    def _draw(self, patch: Patch) -> None:
        encoding = Encoding(patch.encoding)
        self.seen[encoding] += 1
        self.bytes_received += len(patch.data)
        decoders = {
            Encoding.LOSSLESS: self._lossless,
            Encoding.H264: self._h264,
            Encoding.H264_HALF: self._h264_half,
            Encoding.JPEG: _jpeg,
        }
        pixels = decoders[encoding](patch)
        for rect in patch.show:
            assert rect.intersection(patch.rect) == rect, "shown outside of what was decoded"
            x, y = rect.x - patch.rect.x, rect.y - patch.rect.y
            self.framebuffer[rect.y : rect.bottom, rect.x : rect.right] = pixels[
                y : y + rect.height, x : x + rect.width
            ]

    @staticmethod
    def _lossless(patch: Patch) -> Bgr:
        size = patch.rect.area * 3
        data = zstandard.ZstdDecompressor().decompress(patch.data, max_output_size=size)
        assert len(data) == size
        rows = np.frombuffer(data, np.uint8).reshape(3, patch.rect.height, patch.rect.width)
        green, blue, red = np.add.accumulate(rows, axis=1, dtype=np.uint8)
        return np.stack([blue + green, green, red + green], -1)

    def _h264_half(self, patch: Patch) -> Bgr:
        small = self._h264(patch, 2)
        return np.asarray(cv2.resize(small, (patch.rect.width, patch.rect.height)), np.uint8)

    def _h264(self, patch: Patch, divisor: int = 1) -> Bgr:
        video = self._videos.get(patch.encoding)
        if video is None:
            video = self._videos[patch.encoding] = av.CodecContext.create("h264", "r")
            video.flags |= av.codec.context.Flags.low_delay
            video.thread_count = 1
        frames = video.decode(av.Packet(patch.data))
        assert len(frames) == 1, "one access unit is one picture, at once"
        planes = frames[0].to_ndarray()
        assert planes.shape == (3, -(-patch.rect.height // divisor), -(-patch.rect.width // divisor))
        luma_red_blue = np.ascontiguousarray(np.stack([planes[0], planes[2], planes[1]], -1))
        return cv2.cvtColor(luma_red_blue, cv2.COLOR_YCrCb2BGR).astype(np.uint8, copy=False)


def _jpeg(patch: Patch) -> Bgr:
    decoded = cv2.imdecode(np.frombuffer(patch.data, np.uint8), cv2.IMREAD_COLOR)
    picture = np.asarray(decoded, np.uint8)
    assert picture.shape == (patch.rect.height, patch.rect.width, 3)
    return picture
