"""Picture files, honest and hostile."""

import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.fakes.hostile import HOSTILE, picture, png_that_claims
from watermark.errors import ImageError
from watermark.image import FaultError, decode, load_image, save_image

_PICTURE = np.random.default_rng(1).integers(0, 256, (80, 120, 3), dtype=np.uint8)


def test_a_saved_picture_is_loaded_as_it_was(tmp_path: Path) -> None:
    """PNG keeps every pixel, with three or four channels given."""
    save_image(tmp_path / "a.png", _PICTURE)
    assert np.array_equal(load_image(tmp_path / "a.png"), _PICTURE)
    save_image(tmp_path / "b.png", np.dstack([_PICTURE, _PICTURE[:, :, :1]]))
    assert np.array_equal(load_image(tmp_path / "b.png"), _PICTURE)


@pytest.mark.parametrize(("orientation", "turns"), [(3, 2), (6, 3), (8, 1)])
def test_exif_turns_the_picture_upright(tmp_path: Path, orientation: int, turns: int) -> None:
    """A telephone held sideways says so in EXIF, and is believed."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(_PICTURE[:, :, ::-1]).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(load_image(tmp_path / "a.png"), np.rot90(_PICTURE, turns))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_other_colour_models_become_bgr(tmp_path: Path, mode: str) -> None:
    """Grey, palette, transparent and deep pictures all come out as three bytes a pixel."""
    Image.new(mode, (100, 70)).save(tmp_path / "a.png")
    assert load_image(tmp_path / "a.png").shape == (70, 100, 3)


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (30_000, 30_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path, width: int, height: int) -> None:
    """More than 50 million pixels are refused by the header alone."""
    (tmp_path / "a.png").write_bytes(png_that_claims(width, height))
    with pytest.raises(ImageError, match="50 million"):
        load_image(tmp_path / "a.png")


def test_too_small_is_said(tmp_path: Path) -> None:
    """A picture that cannot hold a mark is refused."""
    save_image(tmp_path / "a.png", _PICTURE[:40])
    with pytest.raises(ImageError, match="fewer than 64"):
        load_image(tmp_path / "a.png")


def test_a_missing_file_a_folder_and_text_are_said(tmp_path: Path) -> None:
    """Each has one sentence that names the file."""
    (tmp_path / "a.txt").write_text("no picture")
    for path in (tmp_path / "none.png", tmp_path, tmp_path / "a.txt"):
        with pytest.raises(ImageError, match=str(path)):
            load_image(path)


def test_formats_that_nobody_sends_stay_closed(tmp_path: Path) -> None:
    """A valid GIF is refused: fewer decoders, fewer holes."""
    Image.fromarray(_PICTURE).save(tmp_path / "a.gif")
    with pytest.raises(ImageError, match="no JPEG, PNG, HEIC, WebP or BMP"):
        load_image(tmp_path / "a.gif")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_has_its_fault(name: str) -> None:
    """Bombs, claims, cuts, animations and polyglots are told apart, and none is decoded to a picture."""
    make, fault = HOSTILE[name]
    with pytest.raises(FaultError) as raised:
        decode(make())
    assert raised.value.fault is fault


def test_deep_grey_keeps_its_light() -> None:
    """Sixteen bits a pixel are brought to eight by their upper ones, not cut off at 255."""
    ramp = np.arange(0, 65536, 4, dtype=np.uint16).reshape(128, 128)
    target = io.BytesIO()
    Image.fromarray(ramp).save(target, "PNG")
    assert np.array_equal(np.asarray(decode(target.getvalue()).image)[:, :, 1], (ramp >> 8).astype(np.uint8))


def test_a_printers_jpeg_is_read() -> None:
    """CMYK as press programs save it, grey JPEG, and a JPEG with a second picture behind it come out as RGB."""
    kinds = []
    for mode in ("CMYK", "L"):
        target = io.BytesIO()
        Image.fromarray(_PICTURE).convert(mode).save(target, "JPEG")
        kinds.append(decode(target.getvalue()))
    target = io.BytesIO()
    Image.fromarray(_PICTURE).save(target, "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    kinds.append(decode(target.getvalue()))
    assert [(one.kind, one.image.mode, one.image.size) for one in kinds] == [("JPEG", "RGB", (120, 80))] * 3


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_telephones_heic_is_read_upright(orientation: int) -> None:
    """HEIC comes out within its coding's error, turned as it says, with the orientation on record."""
    image = Image.fromarray(np.kron(_PICTURE[::8, ::8], np.ones((8, 8, 1), np.uint8)))
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    pillow_heif.from_pillow(image).save(target, quality=95, exif=exif.tobytes())
    decoded = decode(target.getvalue())
    turned = image.rotate(-90, expand=True) if orientation == 6 else image
    assert (decoded.kind, decoded.orientation, decoded.image.size) == ("HEIF", orientation, turned.size)
    assert float(np.abs(np.asarray(decoded.image, int) - np.asarray(turned, int)).mean()) < 8


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "HEIF"])
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_load_or_raise_image_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    """Cut anywhere or changed anywhere, a file gives a picture or ImageError, never another exception."""
    path = tmp_path / f"damaged.{kind}"
    content = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        assert load_image(path).dtype == np.uint8
    except ImageError as error:
        assert str(path) in str(error)  # noqa: PT017  # either outcome is right; the message is checked when there is one
