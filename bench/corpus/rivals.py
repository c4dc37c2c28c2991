"""The marks that anybody can install, on the same screens in the same shots, their registration done for them.

They cannot find a screen in a photo, so each photo is first straightened with the true corners, to the pixel. They are
installed into `.rivals/` (`deploy/rivals.lock`), apart from everything else, and run in worker processes only.
"""

import sys
import types
import warnings
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from unittest import mock

import cv2
import numpy as np
import numpy.typing as npt

from bench.corpus.pool import each
from tests.camera.corpus import Case, of
from tests.camera.delivery import coded, decoded
from tests.camera.shots import SHOTS
from tests.fakes.screens import screen

FOLDER: Final = Path(".rivals")
BITS: Final = 64
SUBJECTS: Final = ("document", "terminal", "desktop")
METHODS: Final = ("blind-watermark", "invisible-watermark dwtDct", "invisible-watermark dwtDctSvd")
SCREENSHOT: Final = "screenshot, JPEG 75"

Picture = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint8]

TRUTH: Final[Bits] = np.random.default_rng(64).permutation(np.arange(BITS, dtype=np.uint8) % 2)


@dataclass(frozen=True, slots=True)
class Job:
    """One method on one screen in one shot."""

    method: str
    screen: str
    shot: str


def installed() -> bool:
    """Whether `make corpus` could install them."""
    return (FOLDER / "blind_watermark").is_dir() and (FOLDER / "imwatermark").is_dir()


def _library(name: str) -> Any:  # noqa: ANN401 - modules without types
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
        # Only invisible-watermark's neural method uses torch (2 GB); its two wavelet methods never touch it.
        sys.modules.setdefault("torch", types.ModuleType("torch"))
    with mock.patch("multiprocessing.set_start_method"):  # one of them chooses for the whole process, too late
        return import_module(name)


def mark(method: str, picture: Picture) -> Picture:
    """*picture* with TRUTH in it."""
    if method == "blind-watermark":
        marker = _blind()
        marker.read_img(img=picture)
        marker.read_wm(TRUTH.astype(bool), mode="bit")
        return np.asarray(np.clip(np.rint(marker.embed()), 0, 255), np.uint8)
    encoder = _library("imwatermark").WatermarkEncoder()
    encoder.set_watermark("bits", TRUTH.tolist())
    return np.asarray(encoder.encode(picture, method.split()[1]), np.uint8)


def bits(method: str, picture: Picture) -> Bits:
    """The bits that *method* finds."""
    if method == "blind-watermark":
        found = _blind().extract(embed_img=picture, wm_shape=BITS, mode="bit")
        return np.asarray(np.asarray(found) > 0.5, np.uint8)
    decoder = _library("imwatermark").WatermarkDecoder("bits", BITS)
    return np.asarray(decoder.decode(picture, method.split()[1]), np.uint8)


def _blind() -> Any:  # noqa: ANN401 - a library without types
    library = _library("blind_watermark")
    library.bw_notes.close()
    return library.WaterMark(password_img=1, password_wm=1)


def attempt(job: Job) -> dict[str, Any]:
    """The share of right bits after the shot; half is chance."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs
        marked = mark(job.method, np.ascontiguousarray(screen(job.screen)))
        if job.shot == SCREENSHOT:
            seen = decoded(coded(marked, 75))
        else:
            made = of(marked, Case(job.screen, job.shot))
            seen = _straight(made.picture, made.corners)
        right = float((bits(job.method, seen) == TRUTH).mean())
    damage = float(cv2.PSNR(marked, np.ascontiguousarray(screen(job.screen))))
    return {**asdict(job), "right": round(right, 3), "psnr": round(damage, 1)}


def _straight(photo: Picture, corners: npt.NDArray[np.float64]) -> Picture:
    square = np.array([(0, 0), (1599, 0), (1599, 899), (0, 899)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), square)
    return np.asarray(cv2.warpPerspective(photo, matrix, (1600, 900), flags=cv2.INTER_LINEAR), np.uint8)


def run(every: int = 1) -> list[dict[str, Any]]:
    """All methods and shots on three screens; nothing when they are not installed."""
    if not installed():
        return []
    shots = (SCREENSHOT, *SHOTS)
    jobs = [Job(method, name, shot) for method in METHODS for shot in shots for name in SUBJECTS]
    return each("rivals", attempt, jobs[::every])


def table(rows: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    """Shot by shot: right bits of the rivals over the three screens, and beside them what our reader reads there."""
    if not rows:
        return "The rivals could not be installed in this run."
    lines = [f"| shot | ours, blind | ours, corners | {' | '.join(METHODS)} |", "|---|" + "---|" * (len(METHODS) + 2)]
    for shot in dict.fromkeys(row["shot"] for row in rows):
        mine = [row for row in ours if row["shot"] == shot and row["screen"] in SUBJECTS]
        read = [f"{sum(row[how]['verdict'] == 'read' for row in mine)} of {len(mine)}" for how in ("blind", "corners")]
        theirs = [
            [row["right"] for row in rows if row["shot"] == shot and row["method"] == method] for method in METHODS
        ]
        cells = [f"{100 * float(np.mean(right)):.0f} %" for right in theirs]
        lines.append(f"| {shot} | {' | '.join(read if mine else ['', ''])} | {' | '.join(cells)} |")
    losses = [[row["psnr"] for row in rows if row["method"] == method] for method in METHODS]
    lines.append(f"| PSNR of the mark, dB | | | {' | '.join(f'{np.mean(loss):.0f}' for loss in losses)} |")
    return "\n".join(lines)
