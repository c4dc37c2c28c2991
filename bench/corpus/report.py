"""docs/corpus/README.md: the tables and plots of all parts that have been run. Knows figures only, runs nothing."""

from pathlib import Path
from typing import Any, Final

from bench.corpus import attacks, negatives, null, plots, rivals
from tests.camera.floors import HOW, floors

Results = dict[str, list[dict[str, Any]]]

_HEAD: Final = """# The corpus

Written by `make corpus`. Every photograph is made by `tests/camera/`, a telephone's camera from physics: RGB stripes in
linear light, a pinhole with its distortion, lens, rolling shutter, reflections, colour mosaic, shot and read noise,
demosaic, denoise, sharpening, night mode, JPEG. They are simulated: no photograph of a real screen is among them.
A screen has 1600 × 900 pixels, a photo 2016 × 1512 (12 Mpixel would be the easier case). The floors are in
`tests/camera/corpus.toml`; a wrong name breaks the run, whatever the floors.
"""


def write(folder: Path, results: Results) -> None:
    """The report on *results*, in *folder*."""
    parts = [_HEAD, _grid(folder, results["grid"]), _negatives(results["negatives"])]
    parts += [_sweeps(folder, results["sweeps"]), _null(folder, results["null"]), _attacks(results["attacks"])]
    parts.append(_rivals(results["rivals"], results["grid"]))
    text = "\n".join(part for part in parts if part)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _grid(folder: Path, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    plots.grid(rows, folder / "grid.svg")
    counts = []
    for how, words in (("blind", "without help"), ("corners", "with given corners")):
        read = sum(row[how]["verdict"] == "read" for row in rows)
        wrong = sum(row[how]["verdict"] == "wrong" for row in rows)
        seconds = sorted(row[how]["seconds"] for row in rows)
        floor = sum(len(names) for names in floors()[how].values())
        counts.append(
            f"| {words} | {read} of {len(rows)} ({100 * read / len(rows):.1f} %) | {floor} | {wrong} "
            f"| {seconds[len(seconds) // 2]:.1f} / {seconds[-1]:.1f} |"
        )
    return f"""
## Screens and shots

| | read | floor | wrong names | seconds, median / longest |
|---|---|---|---|---|
{chr(10).join(counts)}

The figure in each field is the score; a dash before it: not read. Blue is above the threshold, red below.

![Scores of all screens in all shots](grid.svg)

{_failures(rows)}
"""


def _failures(rows: list[dict[str, Any]]) -> str:
    """Not read, shot by shot."""
    lines = ["| not read | without help | with given corners |", "|---|---|---|"]
    for shot in dict.fromkeys(row["shot"] for row in rows):
        mine = [row for row in rows if row["shot"] == shot]
        missing = [[row["screen"] for row in mine if row[how]["verdict"] != "read"] for how in HOW]
        if any(missing):
            lines.append(f"| {shot} | {' | '.join(', '.join(names) or '–' for names in missing)} |")
    return "\n".join(lines) if len(lines) > 2 else "Everything is read."


def _negatives(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    return f"""
## What must name nobody

Half of the photos are read with their corners given.

{negatives.table(rows)}
"""


def _sweeps(folder: Path, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    plots.sweeps(rows, folder / "sweeps.svg")
    return """
## How far it goes

One thing gets worse, the rest stays as in the shot `straight`; seven screens at each point.

![Rate of reading against distance, angle, fraction in view, JPEG quality, defocus](sweeps.svg)
"""


def _null(folder: Path, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    plots.null(rows, folder / "null.svg")
    return f"""
## The null: wrong keys

Each photo was decoded, at its true geometry, with wrong keys. The tail of the scores is fitted (generalised Pareto; a
bounded one is replaced by an exponential) and drawn beside the analytic bound of `docs/forensics.md`.

{null.table(rows)}

![Scores of wrong keys, fitted tail, analytic bound](null.svg)
"""


def _attacks(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    return f"""
## Attacks

On a screenshot, 1:1, read without help. A figure is the score of a reading that named the session (of a mixture: one
of the mixed); a dash before it: nobody was named. *Put on* are forgeries: there a figure without a dash is the
attacker's success.

{attacks.table(rows)}
"""


def _rivals(rows: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    return f"""
## Rivals

blind-watermark and invisible-watermark, 64 bits, on three screens in the same shots with the same seeds. They cannot
find a screen, so each photo was straightened for them with the true corners. Share of right bits; 50 % is chance; a
name needs 100 %. Ours: photos read, of three.

{rivals.table(rows, ours)}
"""
