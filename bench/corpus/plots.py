"""The results drawn. Knows figures, no pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.corpus.null import Tail, bound

_BLUE: Final = "#0b5394"
_RED: Final = "#b45f06"
_GREY: Final = "#777777"

Rows = Sequence[dict[str, Any]]


def _plain() -> None:
    mpl.use("Agg")
    mpl.rcParams.update(
        {
            "font.size": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.hashsalt": "sekisho",  # the same figures give the same file
            "svg.fonttype": "none",
        }
    )


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)
    # Lines without trailing blanks, as every text file of the house.
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


def grid(rows: Rows, path: Path) -> None:
    """Screen by shot: how far the score lies from its threshold, blind and with corners."""
    _plain()
    figure, axes = plt.subplots(1, 2, figsize=(11, 6.2), sharey=True, layout="constrained")
    screens, shots = (list(dict.fromkeys(row[name] for row in rows)) for name in ("screen", "shot"))
    for axis, how in zip(axes, ("blind", "corners"), strict=True):
        values = np.full((len(shots), len(screens)), np.nan)
        for row in rows:
            outcome = row[how]
            place = shots.index(row["shot"]), screens.index(row["screen"])
            margin = outcome["score"] - outcome["threshold"]
            values[place] = max(margin, 0.3) if outcome["verdict"] == "read" else min(margin, -0.3)
            form = {"read": "{:.0f}", "wrong": "WRONG {:.0f}", "-": "({:.0f})"}[outcome["verdict"]]
            colour = "white" if abs(values[place]) > 9 else "black"
            label = form.format(outcome["score"])
            axis.text(place[1], place[0], label, ha="center", va="center", fontsize=7, color=colour)
        axis.imshow(values, cmap="RdBu", vmin=-16, vmax=16, aspect="auto")
        axis.set_xticks(range(len(screens)), screens, rotation=40, ha="right")
        axis.set_yticks(range(len(shots)), shots)
        axis.set_title({"blind": "read without help", "corners": "read with given corners"}[how])
        axis.spines[:].set_visible(False)
    _save(figure, path)


def sweeps(rows: Rows, path: Path) -> None:
    """The rate of reading along each axis."""
    _plain()
    names = list(dict.fromkeys(row["axis"] for row in rows))
    figure, axes = plt.subplots(1, len(names), figsize=(3.1 * len(names), 2.8), sharey=True, layout="constrained")
    for axis, name in zip(axes, names, strict=True):
        mine = [row for row in rows if row["axis"] == name]
        values = list(dict.fromkeys(row["value"] for row in mine))
        for how, colour, style in (("corners", _RED, "s--"), ("blind", _BLUE, "o-")):
            rate = [_rate([row for row in mine if row["value"] == value], how) for value in values]
            axis.plot(range(len(values)), rate, style, color=colour, label=how, markersize=4)
        axis.set_xticks(range(len(values)), [f"{value:g}" for value in values])
        axis.set_ylim(-3, 103)
        axis.set_xlabel(name)
        axis.grid(axis="y", color="#dddddd")
    axes[0].set_ylabel("% of the seven screens read")
    axes[0].legend(frameon=False, loc="lower left")
    _save(figure, path)


def _rate(rows: Rows, how: str) -> float:
    read: int = sum(row[how]["verdict"] == "read" for row in rows)
    return 100.0 * read / max(len(rows), 1)


def null(rows: Rows, path: Path) -> None:
    """For each photo, the chance of a score under wrong keys: counted, fitted, and the analytic bound."""
    _plain()
    columns = min(2, len(rows))
    lines = -(-len(rows) // columns)
    figure, axes = plt.subplots(
        lines, columns, figsize=(5 * columns, 3 * lines), sharex=True, sharey=True, layout="constrained", squeeze=False
    )
    for axis, row in zip(axes.ravel(), rows, strict=False):
        _null(axis, row)
    axes[0, 0].legend(frameon=False, fontsize=8)
    for axis in axes[-1]:
        axis.set_xlabel("score z")
    for axis in axes[:, 0]:
        axis.set_ylabel("P(score > z), one decoding")
    _save(figure, path)


def _null(axis: Axes, row: dict[str, Any]) -> None:
    counted = np.array(row["histogram"])
    tail = Tail(**row["tail"])
    end = max(row["right key"] + 1, row["threshold"] + 2)
    z = np.linspace(tail.level, end, 400)
    axis.semilogy(counted[:, 0], counted[:, 1], ".", color=_BLUE, markersize=3, label=f"{row['keys']:,} wrong keys")
    axis.semilogy(z, np.maximum(tail.above(z), 1e-30), "-", color=_BLUE, linewidth=1, label="fitted tail")
    wide = np.linspace(9, end, 400)
    axis.semilogy(wide, bound(wide), "--", color=_RED, linewidth=1, label="analytic bound")
    axis.axvline(row["threshold"], color=_GREY, linewidth=1)
    axis.text(row["threshold"], 3e-16, " threshold", color=_GREY, fontsize=8)
    axis.axvline(row["right key"], color="green", linewidth=1)
    axis.text(row["right key"], 1e-12, "right key ", color="green", fontsize=8, ha="right")
    axis.set_ylim(1e-16, 2)
    axis.set_title(row["photo"], fontsize=9)
