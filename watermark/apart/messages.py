"""What goes between us and the two child processes: typed, bounded, never a pickle. Pure.

Each message is four bytes of length (big-endian) and MessagePack. Pixels follow a `Head` and an `Order` as plain bytes.
"""

from typing import Annotated, Final, TypeVar

import msgspec

from watermark.faults import Fault
from watermark.key import KEY_BYTES
from watermark.reading import Corner, Reading
from watermark.trail import Trail

LENGTH: Final = 4  # bytes
MAX_HEAD: Final = 16 * 1024
MAX_ORDER: Final = 1024 * 1024  # 455 organisations' keys have 20 KB
MAX_ANSWER: Final = 24 * 1024 * 1024  # three views of at most 7 MB, and the attempts
MAX_VIEW_SIDE: Final = 1500  # pixels

T = TypeVar("T")

Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Side = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Short = Annotated[str, msgspec.Meta(max_length=64)]


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The decoder's answer: a fault, or a picture's facts, followed by width x height x 3 bytes of BGR."""

    fault: Fault | None = None
    kind: Annotated[str, msgspec.Meta(max_length=8)] = ""
    width: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    height: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    orientation: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    exif: Annotated[dict[Short, Short], msgspec.Meta(max_length=16)] = {}


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reader shall do with the pixels that follow."""

    keys: tuple[Key, ...]
    width: Side
    height: Side
    corners: tuple[Corner, ...] | None
    views: bool  # whether pictures for a report are wanted

    def __repr__(self) -> str:
        return f"<Order {self.width}x{self.height}, {len(self.keys)} keys>"


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A small picture for a report, and the found outline in it, clockwise from the screen's top left."""

    width: Annotated[int, msgspec.Meta(ge=1, le=MAX_VIEW_SIDE)]
    height: Annotated[int, msgspec.Meta(ge=1, le=MAX_VIEW_SIDE)]
    pixels: bytes  # RGB, row by row
    outline: tuple[Corner, ...]

    def __post_init__(self) -> None:
        if len(self.pixels) != self.width * self.height * 3:
            raise ValueError("a view has three bytes a pixel")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reader's answer: a fault, or the reading with its trail."""

    fault: Fault | None = None
    reading: Reading | None = None
    trail: Trail | None = None
    photo: View | None = None  # the whole photo
    straight: View | None = None  # the screen, when it was found
    warning: View | None = None  # its visible warning, all blocks laid on top of each other
    strangers: int = 0  # keys that nobody uses, tried on the same cells for a report
    strangers_best: float | None = None  # and the best score of theirs


def pack(message: msgspec.Struct) -> bytes:
    """*message* with its length before it."""
    data = msgspec.msgpack.encode(message)
    return len(data).to_bytes(LENGTH, "big") + data


def unpack(data: bytes, kind: type[T]) -> T:
    """The message of *kind* in *data*; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.msgpack.decode(data, type=kind)
