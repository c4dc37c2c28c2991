"""What can go wrong, in one tree."""

from watermark.errors import ImageError, WatermarkError
from watermark.faults import Fault, sentence


def test_an_image_error_says_its_fault() -> None:
    """Its text is the fault's sentence about that file."""
    error = ImageError.of(Fault.EMPTY, "a.jpg")
    assert isinstance(error, WatermarkError)
    assert str(error) == sentence(Fault.EMPTY, "a.jpg")
