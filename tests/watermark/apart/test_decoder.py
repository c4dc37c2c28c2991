"""The child that opens files, without its process."""

import io

import numpy as np

from tests.fakes.hostile import NOISE, picture
from watermark.apart.decoder import serve
from watermark.apart.messages import LENGTH, Head, unpack
from watermark.faults import Fault


def served(data: bytes) -> tuple[Head, bytes]:
    """What the decoder says to *data*, and the pixels behind it."""
    target = io.BytesIO()
    serve(io.BytesIO(data), target)
    said = target.getvalue()
    size = int.from_bytes(said[:LENGTH], "big")
    return unpack(said[LENGTH : LENGTH + size], Head), said[LENGTH + size :]


def test_a_picture_is_a_head_and_its_pixels() -> None:
    """Every pixel of a PNG follows, as BGR, row by row."""
    head, pixels = served(picture("PNG"))
    assert (head.fault, head.kind, head.width, head.height) == (None, "PNG", 120, 80)
    assert np.array_equal(np.frombuffer(pixels, np.uint8).reshape(80, 120, 3), NOISE[:, :, ::-1])


def test_a_fault_is_a_head_alone() -> None:
    """No pixel follows what is no picture."""
    assert served(b"dear") == (Head(Fault.UNKNOWN), b"")
