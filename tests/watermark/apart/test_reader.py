"""The child that reads, without its process."""

import io

import numpy as np
import pytest

from tests.fakes.marked import KEY, MARK, marked
from watermark.apart import reader
from watermark.apart.messages import LENGTH, MAX_ORDER, Answer, Order, pack, unpack
from watermark.faults import Fault


def order(photo: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], **more: object) -> Order:
    """To read *photo* with the key of the tests."""
    height, width = photo.shape[:2]
    return Order((KEY.to_bytes(),), width, height, more.get("corners"), bool(more.get("views")))  # type: ignore[arg-type]


def test_a_photo_is_answered() -> None:
    """Order and pixels in, reading out, without views that nobody asked for."""
    photo, target = marked("document", 600, 400), io.BytesIO()
    reader.serve(io.BytesIO(pack(order(photo)) + photo.tobytes()), target)
    answer = unpack(target.getvalue()[LENGTH:], Answer)
    assert answer.reading is not None
    assert answer.reading.mark == MARK
    assert (answer.photo, answer.straight, answer.strangers) == (None, None, 0)


def test_a_large_photo_is_made_smaller_and_told_in_its_own_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the working size, outline and geometry are those of the photo as it was given."""
    photo = marked("terminal", 800, 600)
    whole = reader.answer(order(photo), photo)
    monkeypatch.setattr(reader, "WORKING", 800 * 600 // 2)
    small = reader.answer(order(photo), photo)
    assert whole.reading is not None
    assert small.reading is not None
    assert small.trail is not None
    assert small.reading.mark == whole.reading.mark == MARK
    assert small.trail.shown is not None
    assert np.array(small.trail.attempts[small.trail.shown].to_photo)[[0, 4]] == pytest.approx([1, 1], rel=0.01)
    assert small.reading.corners is not None
    assert np.abs(np.array(small.reading.corners) - np.array(whole.reading.corners)).max() < 2


def test_corners_that_span_nothing_are_a_fault() -> None:
    """They are the person's, not the program's."""
    photo = marked("grey", 200, 100)
    assert reader.answer(order(photo, corners=((0, 0),) * 4), photo).fault is Fault.CORNERS


def test_a_fault_of_ours_is_not_blamed_on_the_corners(monkeypatch: pytest.MonkeyPatch) -> None:
    """A matrix without an inverse raises `ValueError` as well; nobody gave corners, so none are said to be wrong."""

    def singular(*_: object, **__: object) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(reader, "examine", singular)
    photo = marked("grey", 200, 100)
    with pytest.raises(np.linalg.LinAlgError):
        reader.answer(order(photo), photo)


@pytest.mark.parametrize(
    "head", [(MAX_ORDER + 1).to_bytes(LENGTH, "big"), pack(Order((), 60_000, 60_000, None, False))]
)
def test_an_order_out_of_bounds_is_not_taken(head: bytes) -> None:
    """It would be our own mistake, so it raises."""
    with pytest.raises(ValueError, match="too"):
        reader.serve(io.BytesIO(head), io.BytesIO())
