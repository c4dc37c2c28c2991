"""`make bench-codecs`: every coder on every scene, taking turns; the tables go to docs/performance.md, with a plot.

Figures are medians of several rounds in one run: bytes are the same everywhere, times are to be read as ratios.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import typer
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from bench import labels
from bench.codecs import recorded
from bench.codecs.coders import EXACT, MOVING, ROUGH, Coder
from bench.parts import PERFORMANCE, put
from tests.fakes import scenes
from tests.fakes.marked import KEY, MARK, stamper
from tests.fakes.screens import bgrx
from watermark import StampedPicture, read
from watermark.ground import Ground

DRAWING: Final = Path("docs/codecs.svg")
MADE: Final = ("document", "spreadsheet", "terminal", "photograph", "desktop")
RECORDED: Final = {f"{name}, recorded": name for name in recorded.names()}
STILLS: Final = (*MADE, *RECORDED)

_HEAD: Final = """## Which coder for what

Every coder on the same marked screens, 1600×900, the coders taking turns on a shared machine of two cores; milliseconds
are of the wall clock. Ours are in bold, with the agent's own encoder and the client's own decoder. Two scenes are
recorded from real programs (`make record-screens`): an editor's window dragged over a desktop, and Chromium scrolling
Japanese text; of what stands still, their first picture. The others are made on the spot (`tests/fakes/scenes.py`).
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One coder on one scene: kibibytes of the first picture and, in the median, of the later ones."""

    first: float
    later: float
    encode: float  # milliseconds
    decode: float
    psnr: float  # decibels; infinite when exact
    read: bool | None  # whether the mark was read from the last picture; None: not asked


def run(coder: Coder, pictures: Sequence[StampedPicture], *, reading: bool) -> Run:
    """*pictures*, one after the other."""
    sizes, encodes, decodes, quality = [], [], [], []
    shown: npt.NDArray[np.uint8] = np.zeros((1, 1, 3), np.uint8)
    for picture in pictures:
        begun = time.perf_counter()
        data = coder.encode(picture)
        coded = time.perf_counter()
        shown = coder.decode(data, picture.width, picture.height)
        decodes.append((time.perf_counter() - coded) * 1000)
        encodes.append((coded - begun) * 1000)
        sizes.append(len(data) / 1024)
        original = picture.pixels[:, :, :3]
        same = np.array_equal(shown, original)
        exact = np.ascontiguousarray(original)
        quality.append(float("inf") if same else cv2.PSNR(np.ascontiguousarray(shown), exact))
    found = read(np.ascontiguousarray(shown), KEY).mark == MARK if reading else None
    later = statistics.median(sizes[1:] or sizes)
    return Run(
        sizes[0], later, statistics.median(encodes), statistics.median(decodes), statistics.median(quality), found
    )


def table(
    coders: dict[str, Callable[[], Coder]], pictures: dict[str, list[StampedPicture]], rounds: int, *, reading: bool
) -> dict[tuple[str, str], Run]:
    """All coders on all scenes; the times are medians over the rounds."""
    found: dict[tuple[str, str], list[Run]] = {}
    for number in range(rounds):
        for scene, sequence in pictures.items():
            for name, make in coders.items():
                found.setdefault((name, scene), []).append(run(make(), sequence, reading=reading and not number))
    return {key: _median(runs) for key, runs in found.items()}


def _median(runs: list[Run]) -> Run:
    first = runs[0]
    encode = statistics.median(each.encode for each in runs)
    return Run(first.first, first.later, encode, statistics.median(r.decode for r in runs), first.psnr, first.read)


def _exact(runs: dict[tuple[str, str], Run]) -> str:
    lines = [f"| exact, KiB | {' | '.join(STILLS)} | coding, ms | decoding, ms |", "|---|" + "---|" * (len(STILLS) + 2)]
    for name in EXACT:
        mine = [runs[name, scene] for scene in STILLS]
        sizes = " | ".join(f"{each.first:.0f}" for each in mine)
        wrong = "" if all(np.isinf(each.psnr) for each in mine) else " (**not exact**)"
        times = [statistics.median(getattr(each, kind) for each in mine) for kind in ("encode", "decode")]
        lines.append(f"| {name}{wrong} | {sizes} | {times[0]:.1f} | {times[1]:.1f} |")
    return "\n".join(lines)


def _rough(runs: dict[tuple[str, str], Run]) -> str:
    lines = [
        "| a photograph's first look | KiB | PSNR, dB | coding, ms | decoding, ms | mark read |",
        "|---|" + "---|" * 5,
    ]
    for name in ROUGH:
        mine = runs[name, "photograph"]
        psnr = "exact" if np.isinf(mine.psnr) else f"{mine.psnr:.1f}"
        seen = "yes" if mine.read else "**no**"
        lines.append(f"| {name} | {mine.first:.0f} | {psnr} | {mine.encode:.1f} | {mine.decode:.1f} | {seen} |")
    return "\n".join(lines)


def _moving(runs: dict[tuple[str, str], Run]) -> str:
    names = _moved()
    lines = [
        f"| what moves | {' | '.join(f'{name}: KiB first / later, dB, ms' for name in names)} | decoding, ms |",
        "|---|" + "---|" * (len(names) + 1),
    ]
    for name in MOVING:
        mine = [runs[name, scene] for scene in names]
        cells = [
            f"{each.first:.0f} / {each.later:.1f}, {'exact' if np.isinf(each.psnr) else f'{each.psnr:.0f}'}, "
            f"{each.encode:.0f}{'' if each.read is not False else ', **mark lost**'}"
            for each in mine
        ]
        decode = statistics.median(each.decode for each in mine)
        lines.append(f"| {name} | {' | '.join(cells)} | {decode:.0f} |")
    return "\n".join(lines)


def _moved() -> list[str]:
    return [*scenes.MOVING, *RECORDED]


def _still(name: str) -> list[StampedPicture]:
    """One picture of what stands still."""
    if name not in RECORDED:
        return [scenes.still(name)]
    return [stamper().stamp_screen(bgrx(next(recorded.play(RECORDED[name]))))]


def _moves(name: str) -> list[StampedPicture]:
    """The pictures of what moves."""
    if name not in RECORDED:
        return list(scenes.MOVING[name]())
    return [stamper().stamp(bgrx(shown), 0, 0, Ground.GRAINY) for shown in recorded.play(RECORDED[name])]


_ROOM: Final = 3.0  # times the largest x: names stand to the right of their points


def draw(exact: dict[tuple[str, str], Run], moving: dict[tuple[str, str], Run]) -> None:
    """Bytes against milliseconds: the lower left is where one wants to be."""
    mpl.use("Agg")
    mpl.rcParams.update({"font.size": 8, "svg.hashsalt": "sekisho", "svg.fonttype": "none"})
    panels = [
        ("exact: document", EXACT, exact, "document", "first"),
        ("exact: photograph", EXACT, exact, "photograph", "first"),
        *((f"exact: {scene}", EXACT, exact, scene, "first") for scene in RECORDED),
    ]
    panels += [(f"moving: {scene}", MOVING, moving, scene, "later") for scene in _moved()]
    named: list[tuple[Axes, list[tuple[float, float, str]]]] = []
    figure, axes = plt.subplots(len(panels), 1, figsize=(7, 3.0 * len(panels)))
    for axis, (title, coders, runs, scene, kind) in zip(axes, panels, strict=True):
        axis.set(title=title, xlabel="coding and decoding, ms", ylabel="KiB a picture", xscale="log", yscale="log")
        axis.margins(x=0.25, y=0.2)
        points = []
        for name in coders:
            mine, ours = runs[name, scene], name.startswith("**")
            points.append((mine.encode + mine.decode, max(getattr(mine, kind), 0.1), name.strip("*")))
            axis.plot(*points[-1][:2], "o", color="#0b5394" if ours else "#b45f06")
        axis.set_xlim(right=axis.get_xlim()[1] * _ROOM)
        named.append((axis, points))
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    for axis, points in named:
        labels.put(axis, points)
    figure.savefig(DRAWING, format="svg", metadata={"Date": None})
    plt.close(figure)
    DRAWING.write_text("\n".join(line.rstrip() for line in DRAWING.read_text().splitlines()) + "\n")


def main(rounds: Annotated[int, typer.Option(min=1, help="how often everything is coded")] = 3) -> None:
    """Hold every coder against every scene."""
    stills = {name: _still(name) for name in STILLS}
    exact = table(EXACT, stills, rounds, reading=False)
    rough = table(ROUGH, {"photograph": stills["photograph"]}, rounds, reading=True)
    moving = table(MOVING, {name: _moves(name) for name in _moved()}, rounds, reading=True)
    draw(exact, moving)
    parts = [
        _HEAD,
        _exact(exact),
        "",
        _rough(rough),
        "",
        _moving(moving),
        "",
        "![Bytes against milliseconds](codecs.svg)",
    ]
    put(PERFORMANCE, "bench-codecs", "\n".join(parts))
    print("\n".join(parts[1:]))


if __name__ == "__main__":
    typer.run(main)
