"""`make bench-desk`: measure remote desktops side by side on a shaped line, print the table, keep every figure.

make bench-desk ARGS="--line home --line loopback --line poor --rounds 5"     writes docs/desk/LINE.{json,md,svg}

With `--out docs/desk` it also writes its part of docs/performance.md; no other folder touches a document.
"""

import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from bench.desk import measure, report, results
from bench.desk.line import Profile
from bench.desk.office_app import MODES
from bench.desk.stacks import STACKS

PROFILES: Final = {"home": Profile(10, 30), "loopback": Profile(0, 0), "poor": Profile(1, 100)}
DOCUMENTED: Final = Path("docs/desk")
ALL_MODES: Final = (*MODES, "stall")


def main(
    stack: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(STACKS)}; may be repeated")] = None,
    mode: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(ALL_MODES)}; may be repeated")] = None,
    line: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(PROFILES)}; may be repeated")] = None,
    seconds: Annotated[float, typer.Option(help="seconds of each mode")] = 6.0,
    rounds: Annotated[int, typer.Option(help="how often each desktop has its turn")] = 1,
    out: Annotated[Path | None, typer.Option(help="folder for the table, every figure and the plot")] = None,
) -> None:
    """Each desktop in turn, each mode in turn, round by round; one that fails leaves the others their table."""
    for name in line or ["home"]:
        _measure(name, stack or list(STACKS), mode or list(ALL_MODES), seconds, rounds, out)
    if out is not None and out.resolve() == DOCUMENTED.resolve():
        report.write(out)


def _measure(line: str, stacks: list[str], modes: list[str], seconds: float, rounds: int, out: Path | None) -> None:
    rows: dict[str, list[measure.Row]] = {name: [] for name in stacks}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name in stacks:
            try:
                _turn(name, line, modes, seconds, rows[name])
            except Exception as error:  # noqa: BLE001 - a rival that fails must not cost the others their figures
                failed[name] = f"{type(error).__name__}: {str(error)[:200]}"
                print(f"{name} failed: {failed[name]}", file=sys.stderr, flush=True)
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                results.keep(out / f"{line}.json", line, rows, failed)
    table = f"Line: {line}\n\n{results.as_table(rows, failed)}"
    print(table, flush=True)
    if out is not None:
        (out / f"{line}.md").write_text(table, encoding="utf-8")
        results.draw(out / f"{line}.svg", line, rows)


def _turn(name: str, line: str, modes: list[str], seconds: float, rows: list[measure.Row]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder,
        STACKS[name](Path(folder), PROFILES[line]) as setting,
    ):
        for mode in modes:
            rows.append(measure.run(setting, mode, seconds))
            print(f"{line} {name} {rows[-1]}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
