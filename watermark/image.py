"""Picture files to pixels and back: the only file of this room that opens pictures, and it trusts none of them.

`decode` is what the child process of `watermark.apart` runs; `load_image` does the same in this process, for files
that are one's own.
"""

import contextlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from watermark.errors import ImageError
from watermark.exif import chosen
from watermark.faults import Fault
from watermark.foreign import is_two_kinds
from watermark.received import receive

MAX_PIXELS: Final = 50_000_000  # the largest telephone cameras that matter; three bytes each in memory
MIN_SIDE: Final = 64  # pixels; less cannot hold a mark
FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "HEIF")  # every other decoder of Pillow stays out of reach
_DEEP: Final = ("I;16", "I;16B", "I;16L", "I")  # 16 bits a pixel, grey
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")
_ORIENTATION: Final = 0x0112

Photo = npt.NDArray[np.uint8]


class FaultError(Exception):
    """The data is no picture that may be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture, upright and RGB, and what its file says of itself."""

    image: Image.Image
    kind: str  # one of FORMATS
    orientation: int  # of EXIF, as in the file; 1 when there is none
    exif: dict[str, str]


def decode(data: bytes) -> Decoded:
    """The picture in *data*, turned upright as its EXIF says. Its size is checked before anything is decoded.

    Raises `FaultError` for what is no picture of `FORMATS`, too large, damaged, an animation or two kinds in one.
    """
    if is_two_kinds(data):
        raise FaultError(Fault.TWO_KINDS if _begins_as_known(data) else Fault.DOCUMENT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FaultError(Fault.MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise FaultError(Fault.DAMAGED if _begins_as_known(data) else Fault.UNKNOWN) from error
    except (FaultError, MemoryError):
        raise
    except Exception as error:  # whatever a decoder raises, the file is the reason
        raise FaultError(Fault.DAMAGED) from error


def load_image(path: Path) -> Photo:
    """The picture in the file *path* as (height, width, 3) uint8 BGR, turned upright as its EXIF says.

    Raises `ImageError` when it is missing, too large, truncated, or no picture.
    """
    data = receive(path).data
    try:
        image = decode(data).image
    except FaultError as error:
        raise ImageError.of(error.fault, path) from error
    except MemoryError as error:
        raise ImageError.of(Fault.MEMORY, path) from error
    return np.ascontiguousarray(np.asarray(image, np.uint8)[:, :, ::-1])


def save_image(path: Path, pixels: Photo) -> None:
    """Write (height, width, 3 or 4) BGR(X) *pixels* as PNG; raises `ImageError` when the file cannot be written."""
    try:
        Image.fromarray(np.ascontiguousarray(pixels[:, :, 2::-1])).save(path, format="PNG")
    except OSError as error:
        raise ImageError(f"{path} cannot be written: {error.strerror or error}.") from error


def open_heif() -> None:
    """Teach Pillow HEIC. Where the library is missing (an office PC), such a file is of an unknown kind."""
    with contextlib.suppress(ModuleNotFoundError):
        from watermark import heif  # noqa: PLC0415 - only who reads photos needs it

        heif.register()


def check_size(width: int, height: int) -> None:
    """Raises `FaultError` unless a picture of this size may be read."""
    if width * height > MAX_PIXELS:
        raise FaultError(Fault.MANY_PIXELS)
    if min(width, height) < MIN_SIDE:
        raise FaultError(Fault.FEW_PIXELS)


def _begins_as_known(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or data[8:12] == b"WEBP" or data[4:11] in {b"ftyphei", b"ftypmif"}


def _decode(data: bytes) -> Decoded:
    open_heif()
    with Image.open(
        io.BytesIO(data), formats=[name for name in FORMATS if name != "HEIF" or name in Image.OPEN]
    ) as found:
        check_size(*found.size)
        kind = "JPEG" if found.format == "MPO" else str(found.format)  # telephones put a second picture behind the JPEG
        if kind in {"PNG", "WEBP"} and getattr(found, "n_frames", 1) > 1:
            raise FaultError(Fault.SEVERAL)
        exif = found.getexif()
        orientation = int(found.info.get("original_orientation") or exif.get(_ORIENTATION, 1) or 1)
        fields = chosen(exif)
        found.load()
        upright = ImageOps.exif_transpose(found)
        check_size(*upright.size)
        return Decoded(_rgb(upright), kind, orientation if 1 <= orientation <= 8 else 1, fields)


def _rgb(image: Image.Image) -> Image.Image:
    """*image* as three bytes a pixel; what is transparent counts as it is stored."""
    if image.mode in _DEEP:  # Pillow would clip the upper byte's worth away
        deep = np.asarray(image).astype(np.int64, copy=False)
        return Image.fromarray(np.clip(deep >> 8, 0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")
