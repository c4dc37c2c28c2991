"""What several rounds of rows come to: medians, a table, a file and a picture of them. Starts and measures nothing."""

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib import pyplot as plt

from bench.desk.measure import Row

HEAD: Final = (
    "", "mode", "p50", "p95", "worst", "fps", "down kB/s", "up kB/s", "server", "viewer", "wrong %", "settled", "MiB",
    "relay",
)  # fmt: skip

Rounds = Mapping[str, Sequence[Row]]  # by stack: every row of every round


def summary(rows: Sequence[Row]) -> list[Row]:
    """One row for each mode: the median of every figure over the rounds, and the worst of the worst."""
    found = []
    for mode in dict.fromkeys(row.mode for row in rows):
        same = [row for row in rows if row.mode == mode]
        values = {
            field.name: _joined([getattr(row, field.name) for row in same], max if field.name == "worst" else None)
            for field in fields(Row)
            if field.name != "mode"
        }
        found.append(Row(mode, **values))  # type: ignore[arg-type]
    return found


def as_table(rounds: Rounds, failures: Mapping[str, str]) -> str:
    """Markdown: a line for each stack and mode, and one for each stack that failed."""
    lines = ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    for stack, rows in rounds.items():
        for row in summary(rows):
            cells = ["–" if value is None else str(value) for value in asdict(row).values()]
            lines.append(f"| {stack} | " + " | ".join(cells) + " |")
    lines += [f"\n{stack} failed: {why}" for stack, why in failures.items()]
    return "\n".join(lines) + "\n"


def keep(path: Path, line: str, rounds: Rounds, failures: Mapping[str, str]) -> None:
    """Every row of every round as JSON, written whole after each of them: a break loses nothing."""
    rows = {stack: [asdict(row) for row in rows] for stack, rows in rounds.items()}
    text = json.dumps({"line": line, "rows": rows, "failed": dict(failures)}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def draw(path: Path, line: str, rounds: Rounds) -> None:
    """Bars of the p50 of each mode by stack, on a logarithmic scale, as SVG."""
    mpl.use("Agg")
    mpl.rcParams.update({"svg.hashsalt": "sekisho", "svg.fonttype": "none", "font.size": 9})
    stacks = {stack: {row.mode: row.p50 for row in summary(rows)} for stack, rows in rounds.items() if rows}
    modes = [mode for mode in dict.fromkeys(m for found in stacks.values() for m in found) if mode != "idle"]
    figure, axis = plt.subplots(figsize=(9, 3.6), layout="constrained")
    width = 0.8 / max(1, len(stacks))
    for place, (stack, found) in enumerate(stacks.items()):
        heights = [found.get(mode) or math.nan for mode in modes]
        axis.bar([at + place * width for at in range(len(modes))], heights, width, label=stack)
    axis.set_yscale("log")
    axis.set_ylabel("ms, p50")
    axis.set_title(f"From the office screen to the home screen, line: {line}")
    axis.set_xticks([at + 0.4 - width / 2 for at in range(len(modes))], modes)
    figure.legend(loc="outside right upper", frameon=False)
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)
    path.write_text("\n".join(text.rstrip() for text in path.read_text().splitlines()) + "\n")


def _joined(values: Sequence[float | None], how: object) -> float | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return max(known) if how is max else round(statistics.median(known), 3)
