"""What goes between the processes is bounded and typed."""

import msgspec
import pytest

from watermark.apart.messages import LENGTH, MAX_VIEW_SIDE, Answer, Head, Order, View, pack, unpack
from watermark.mark import Mark
from watermark.reading import Reading, Status
from watermark.trail import Attempt, Trail

READING = Reading(Status.IDENTIFIED, Mark(1, 2), "ab", 20.0, 14.0, 1e-12, ((0, 0), (1, 0), (1, 1), (0, 1)), 1, 0.5)
TRAIL = Trail((Attempt((1, 0, 0, 0, 1, 0, 0, 0, 1), 9.0, 20.0, True),), 0, None, (0.5,) * 1024, (1,) * 1024)


@pytest.mark.parametrize(
    "message",
    [
        Head(None, "JPEG", 4000, 3000, 6, {"make": "x"}),
        Order((bytes(32),), 640, 480, ((0, 0), (1, 0), (1, 1), (0, 1)), True),
        Answer(None, READING, TRAIL, View(2, 1, bytes(6), ()), None, View(1, 1, bytes(3), ()), 64, 11.5),
    ],
)
def test_a_message_arrives_as_it_was_sent(message: Head | Order | Answer) -> None:
    """Packed with its length and unpacked, each is equal."""
    data = pack(message)
    assert int.from_bytes(data[:LENGTH], "big") == len(data) - LENGTH
    assert unpack(data[LENGTH:], type(message)) == message


@pytest.mark.parametrize(
    "values",
    [
        {"fault": "none of the list"},
        {"width": -1},
        {"width": 100_001},
        {"orientation": 9},
        {"kind": "x" * 9},
        {"exif": {"make": "x" * 65}},
        {"exif": {str(number): "" for number in range(17)}},
        {"more": 1},
    ],
)
def test_a_head_out_of_bounds_is_refused(values: dict[str, object]) -> None:
    """A decoder that was taken over can say nothing long, odd or new."""
    with pytest.raises(msgspec.MsgspecError):
        unpack(msgspec.msgpack.encode(values), Head)


def test_an_order_does_not_show_its_keys() -> None:
    """Neither a log nor a traceback has them."""
    assert repr(Order((b"k" * 32,), 2, 3, None, False)) == "<Order 2x3, 1 keys>"


@pytest.mark.parametrize("view", [(2, 1, bytes(5)), (MAX_VIEW_SIDE + 1, 1, bytes(3 * MAX_VIEW_SIDE + 3))])
def test_a_view_has_the_pixels_that_it_announces(view: tuple[int, int, bytes]) -> None:
    """Neither fewer nor more, and no larger picture than a report needs."""
    data = msgspec.msgpack.encode({"width": view[0], "height": view[1], "pixels": view[2], "outline": []})
    with pytest.raises(msgspec.MsgspecError):
        unpack(data, View)
