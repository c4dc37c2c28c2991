"""`make corpus`: run the parts, keep their figures in docs/corpus/*.json, write docs/corpus/README.md and the plots.

Ends with 1 when a floor is broken, a wrong name was told, or somebody was named where nobody may be.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bench.corpus import attacks, grid, large, negatives, null, report, rivals, sweeps

FOLDER: Final = Path("docs/corpus")
DOCUMENT: Final = Path("docs/forensics.md")

PARTS: Final[dict[str, Callable[[int], list[dict[str, Any]]]]] = {
    "grid": grid.run,
    "large": large.run,
    "negatives": negatives.run,
    "sweeps": sweeps.run,
    "null": null.run,
    "attacks": attacks.run,
    "rivals": rivals.run,
}


def main(
    *,
    part: Annotated[list[str] | None, typer.Option(help=f"only these: {', '.join(PARTS)}")] = None,
    every: Annotated[int, typer.Option(min=1, help="only every so many of the jobs: for a first look")] = 1,
    floors: Annotated[bool, typer.Option("--floors", help="print what is read now as a table of floors")] = False,
    folder: Annotated[Path, typer.Option(help="where figures, table and plots go")] = FOLDER,
) -> None:
    """Run the corpus of photographs and everything that speaks for or against the reader."""
    for name in part or PARTS:
        if name not in PARTS:
            raise typer.BadParameter(f"there is no part {name!r}; the parts are {', '.join(PARTS)}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in part or PARTS:
        _keep(folder / f"{name}.json", PARTS[name](every))
    results = {name: _kept(folder / f"{name}.json") for name in PARTS}
    report.write(folder, results)
    if folder == FOLDER and results["grid"]:
        report.into(DOCUMENT, report.summary(results))
    if floors:
        print(grid.floor_table(results["grid"]))
    broken, raised = grid.verdicts(results["grid"])
    broken += [f"named somebody: {row['group']} {row['name']}" for row in results["negatives"] if row["verdict"] != "-"]
    broken += large.broken(results["large"])
    broken += [f"a third name: {row['attack']}" for row in results["attacks"] if row["verdict"] == "wrong"]
    for sentence in (*raised, *broken):
        print(sentence)
    if broken:
        raise typer.Exit(1)


def _keep(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _kept(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return rows


if __name__ == "__main__":
    typer.run(main)
