"""A Japanese OCR that looks for 撮影禁止 in the view that the reader makes of a photo. Needs tesseract-ocr-jpn.

Knows no key and no mark: it reads what a person would.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from watermark.geometry import Geometry
from watermark.label import WARNING
from watermark.reading import Corner
from watermark.warning_view import warning_view

# Of the view: letters of 28 to 48 pixels, as the OCR was trained on. Whether it reads a letter that a person reads
# hangs on a pixel more or less, so it is shown many.
SIZES: Final = (0.16, 0.2, 0.27, 0.21, 0.19, 0.25, 0.17, 0.18, 0.22, 0.23, 0.24, 0.26)
_SPECKS: Final = (0, 120, 240, 500, 1000)  # pixels of the view; what is smaller is wiped away, as a scanner does
_ROWS: Final = (0.11, 0.56)  # of the view: the warning without the label
_COLUMNS: Final = (0.12, 0.88)  # of the view: and without the ground beside it

View = npt.NDArray[np.uint8]


def ocr(views: Sequence[View]) -> list[str]:
    """What tesseract reads in each of *views*, a line of text: in one go, for to begin takes it longer than to read."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.png" for number in range(len(views))]
        for path, view in zip(paths, views, strict=True):
            cv2.imwrite(str(path), view)
        names = Path(folder) / "names.txt"
        names.write_text("\n".join(map(str, paths)), encoding="utf-8")
        command = ["tesseract", str(names), "-", "-l", "jpn", "--psm", "7"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # fixed words
    pages = done.stdout.split("\f")[: len(views)]
    return [page.replace(" ", "").strip() for page in pages]


def wiped(view: View, specks: int) -> View:
    """*view* without dark spots of less than *specks* pixels."""
    _, spots, found, _ = cv2.connectedComponentsWithStats((view < 128).astype(np.uint8))
    large = np.flatnonzero(found[:, cv2.CC_STAT_AREA] >= specks)
    kept = np.isin(spots, large[large > 0]).astype(np.uint8)
    return np.asarray(np.where(cv2.dilate(kept, np.ones((5, 5), np.uint8)) > 0, view, 255), np.uint8)


def warned(photo: View, corners: list[Corner]) -> bool:
    """Whether the warning is read from *photo* (BGR) of a screen of 1600 x 900 at *corners*, in one of the ways."""
    view = warning_view(photo, Geometry.of_rectangle(1600, 900, corners), corners, 900)
    height, width = view.shape
    line = view[int(_ROWS[0] * height) : int(_ROWS[1] * height), int(_COLUMNS[0] * width) : int(_COLUMNS[1] * width)]
    without = [wiped(line, specks) for specks in _SPECKS]
    return any(WARNING in text for size in SIZES for text in ocr([_framed(each, size) for each in without]))


def _framed(line: View, size: float) -> View:
    small = cv2.resize(line, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.copyMakeBorder(small, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255), np.uint8)
