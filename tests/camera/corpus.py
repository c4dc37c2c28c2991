"""The corpus: every office screen in every shot, the same photos on every machine. Knows no reader.

`python -m tests.camera.corpus FOLDER` writes them as files, with the true corners in FOLDER/corners.json.
"""

import json
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2

from tests.camera.phone import LARGE, Photo, Picture, photograph
from tests.camera.shots import SHOTS
from tests.fakes.marked import marked
from tests.fakes.screens import SCREENS, screen


@dataclass(frozen=True, slots=True)
class Case:
    """One screen in one shot."""

    screen: str
    shot: str

    @property
    def name(self) -> str:
        """As files are called."""
        return f"{self.screen}-{self.shot}"


def cases() -> Iterator[Case]:
    """All of them, shot by shot."""
    for shot in SHOTS:
        for name in SCREENS:
            yield Case(name, shot)


def photo(case: Case) -> Photo:
    """The photo of the marked screen."""
    return of(marked(case.screen), case)


def unmarked(case: Case) -> Photo:
    """The same photo of the same screen without a mark."""
    return of(screen(case.screen), case)


def of(picture: Picture, case: Case) -> Photo:
    """A photo of any *picture*, taken as in *case*."""
    return photograph(picture, SHOTS[case.shot], zlib.crc32(case.name.encode()))


def large(case: Case, *, mark: bool = True) -> Photo:
    """`photo`, or `unmarked`, with all of a phone's 12 Mpixel: four photosites to a screen pixel, and another moire."""
    shot = replace(SHOTS[case.shot], size=LARGE)
    shown = marked(case.screen) if mark else screen(case.screen)
    return photograph(shown, shot, zlib.crc32(f"{case.screen}{case.shot}".encode()))


def _write(folder: Path, case: Case) -> tuple[str, list[list[float]]]:
    cv2.setNumThreads(1)
    made = photo(case)
    (folder / f"{case.name}.jpg").write_bytes(made.data)
    return f"{case.name}.jpg", made.corners.round(2).tolist()


def write(folder: Path) -> None:
    """All photos as JPEG files in *folder*, and the true corners of the screens in them."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        found = dict(pool.map(partial(_write, folder), list(cases())))
    (folder / "corners.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
