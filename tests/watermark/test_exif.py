"""The few fields of EXIF that stand in a report."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.fakes.hostile import NOISE
from watermark.exif import FIELDS, MAX_TEXT, chosen


def test_camera_and_times_are_chosen_and_place_is_not() -> None:
    """Make, model, times and exposure come out as text; position and serial number do not."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Phone\0", " X  1 "
    exif.get_ifd(0x8769).update(
        {0x9003: "2026:11:23 14:05:00", 0x829A: IFDRational(1, 60), 0x8827: (400,), 0xA431: "serial"}
    )
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Image.fromarray(NOISE).save(target, "JPEG", exif=exif)
    with Image.open(target) as image:
        found = chosen(image.getexif())
    assert found == {
        "exposure_seconds": "0.0166667",
        "iso": "400",
        "make": "Phone",
        "model": "X 1",
        "taken": "2026:11:23 14:05:00",
    }
    assert list(found) == sorted(found)


@settings(max_examples=40)
@given(st.text() | st.binary() | st.integers() | st.floats() | st.tuples(st.integers(), st.integers()) | st.none())
def test_whatever_a_field_holds_it_is_short_plain_text(value: object) -> None:
    """Long, binary, controlling or strange values give one printable line or nothing."""
    exif = Image.Exif()
    exif[0x010F] = value
    for name, text in chosen(exif).items():
        assert name in FIELDS
        assert 0 < len(text) <= MAX_TEXT
        assert text.isprintable()


@pytest.mark.parametrize("value", [IFDRational(1, 0), (1, 2), [], object()])
def test_what_is_no_value_is_left_out(value: object) -> None:
    """A division by nothing, a list, an object: no field, no error."""
    exif = Image.Exif()
    exif[0x010F] = value
    assert set(chosen(exif)) <= {"make"}
