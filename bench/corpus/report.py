"""docs/corpus/README.md: the tables and plots of all parts that have been run. Knows figures only, runs nothing."""

from pathlib import Path
from typing import Any, Final

from bench.corpus import attacks, large, negatives, null, plots, rivals
from bench.corpus.trial import took
from tests.camera.floors import floors

BEGIN: Final = "<!-- corpus: written by make corpus -->"
END: Final = "<!-- corpus: end -->"

Results = dict[str, list[dict[str, Any]]]

_HEAD: Final = """# The corpus

Written by `make corpus`. Every photograph is made by `tests/camera/`, a telephone's camera from physics: RGB stripes in
linear light, a pinhole with its distortion, lens, rolling shutter, reflections, colour mosaic, shot and read noise,
demosaic, denoise, sharpening, night mode, JPEG. They are simulated: no photograph of a real screen is among them.
A screen has 1600 × 900 pixels, a photo 2016 × 1512, but for those of 12 Mpixel. The floors are in
`tests/camera/corpus.toml`; a wrong name breaks the run, whatever the floors.
"""


def write(folder: Path, results: Results) -> None:
    """The report on *results*, in *folder*."""
    parts = [_HEAD, _grid(folder, results["grid"]), _large(results["large"]), _negatives(results["negatives"])]
    parts += [_sweeps(folder, results["sweeps"]), _null(folder, results["null"]), _attacks(results["attacks"])]
    parts.append(_rivals(results["rivals"], results["grid"]))
    text = "\n".join(part for part in parts if part)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _grid(folder: Path, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    plots.grid(rows, folder / "grid.svg")
    return f"""
## Screens and shots

{_counts(rows)}

The figure in each field is the score; in brackets: not read. Blue is above the threshold, red below.

![Scores of all screens in all shots](grid.svg)

{_failures(rows)}
"""


def _counts(rows: list[dict[str, Any]]) -> str:
    """How many are read."""
    lines = ["| | read | floor | wrong names | seconds of one core, median / longest |", "|---|---|---|---|---|"]
    for how, words in (("blind", "without help"), ("corners", "with given corners")):
        read = _read(rows, how)
        wrong = sum(row[how]["verdict"] == "wrong" for row in rows)
        floor = sum(len(names) for names in floors()[how].values())
        lines.append(
            f"| {words} | {read} of {len(rows)} ({100 * read / len(rows):.1f} %) | {floor} | {wrong} "
            f"| {took([row[how]['seconds'] for row in rows])} |"
        )
    return "\n".join(lines)


def _read(rows: list[dict[str, Any]], how: str) -> int:
    return sum(row[how]["verdict"] == "read" for row in rows)


def _failures(rows: list[dict[str, Any]]) -> str:
    """Not read, shot by shot, and why: would the true geometry have decoded?"""
    lines = ["| shot | not read without help | of these, not with corners either | why |", "|---|---|---|---|"]
    for shot in dict.fromkeys(row["shot"] for row in rows):
        failed = [row for row in rows if row["shot"] == shot and row["blind"]["verdict"] != "read"]
        if failed:
            still = [row for row in failed if row["corners"]["verdict"] != "read"]
            lines.append(f"| {shot} | {_names(failed)} | {_names(still)} | {_why(failed)} |")
    return "\n".join(lines) if len(lines) > 2 else "Everything is read without help."


def _why(failed: list[dict[str, Any]]) -> str:
    """What the true geometry says of these photos."""
    weak = [row["screen"] for row in failed if not row["truth"]["decodes"]]
    scores = [row["truth"]["score"] for row in failed if row["truth"]["decodes"]]
    parts = []
    if scores:
        parts.append(f"geometry not found: the true one gives {min(scores):.0f} to {max(scores):.0f}")
    if weak:
        parts.append(f"too weak even at the true geometry: {', '.join(weak)}")
    return "; ".join(parts)


def _names(rows: list[dict[str, Any]]) -> str:
    """Their screens."""
    names = [row["screen"] for row in rows]
    return "all seven" if len(names) == 7 else ", ".join(names) or "–"


def summary(results: Results) -> str:
    """What `docs/forensics.md` says of the corpus."""
    return f"""Written by `make corpus`; more in [docs/corpus](corpus/README.md).

{_counts(results["grid"])}

{_failures(results["grid"])}"""


def into(document: Path, text: str) -> None:
    """Put *text* between the marks in *document*; raises `ValueError` when they are not there."""
    before, begin, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} has no place for the corpus")
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _negatives(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    return f"""
## What must name nobody

Half of the photos are read with their corners given.

{negatives.table(rows)}
"""


def _large(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    return f"""
## 12 Mpixel

Four shots with four times the photosites. The scores without help; what was not read stands in brackets.

{large.table(rows)}

The target is 6 s of one core.

{large.times(rows)}
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
bounded one is replaced by an exponential) and drawn beside the analytic bound of `docs/forensics.md`. These are
scores of the best of all 2¹¹² payloads; the threshold is for the 2⁶⁴ sealed ones, of which no wrong key showed any.

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
