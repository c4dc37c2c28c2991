"""Picture files to pixels and back: the only file of this room that opens pictures, and it trusts none of them."""

import warnings
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from watermark.errors import ImageError

MAX_PIXELS: Final = 50_000_000  # the largest telephone cameras that matter; three bytes each in memory
MAX_BYTES: Final = 100_000_000  # of a file; 50 million pixels of JPEG have about 25
MIN_SIDE: Final = 64  # pixels; less cannot hold a mark
FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")  # every other decoder of Pillow stays out of reach

Photo = npt.NDArray[np.uint8]


def load_image(path: Path) -> Photo:
    """The picture in the file *path* as (height, width, 3) uint8 BGR, turned upright as its EXIF says.

    Raises `ImageError` when it is missing, too large, truncated, or no picture; its size is checked before decoding.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImageError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB.")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                _check_size(path, *opened.size)
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except FileNotFoundError as error:
        raise ImageError(f"{path} does not exist.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(_too_large(path)) from error
    # What Pillow's decoders raise for damaged files.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise ImageError(f"{path} is no JPEG, PNG, WebP or BMP picture, or it is damaged.") from error
    return np.ascontiguousarray(np.asarray(upright, np.uint8)[:, :, ::-1])


def save_image(path: Path, pixels: Photo) -> None:
    """Write (height, width, 3 or 4) BGR(X) *pixels* as PNG; raises `ImageError` when the file cannot be written."""
    try:
        Image.fromarray(np.ascontiguousarray(pixels[:, :, 2::-1])).save(path, format="PNG")
    except OSError as error:
        raise ImageError(f"{path} cannot be written: {error.strerror or error}.") from error


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageError(_too_large(path))
    if min(width, height) < MIN_SIDE:
        raise ImageError(f"{path} is only {width} x {height} pixels.")


def _too_large(path: Path) -> str:
    return f"{path} has more than {MAX_PIXELS // 1_000_000} million pixels."
