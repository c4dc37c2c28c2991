"""`make bench-desk`: measure remote desktops side by side on a shaped line, and print the table."""

import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from bench.desk import measure
from bench.desk.line import Profile
from bench.desk.office_app import MODES
from bench.desk.stacks import STACKS

PROFILES: Final = {"home": Profile(10, 30), "loopback": Profile(0, 0), "poor": Profile(1, 100)}


def main(
    stack: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(STACKS)}; may be repeated")] = None,
    mode: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(MODES)}; may be repeated")] = None,
    line: Annotated[str, typer.Option(help=f"one of {', '.join(PROFILES)}")] = "home",
    seconds: Annotated[float, typer.Option(help="seconds of each mode")] = 6.0,
) -> None:
    """Each desktop in turn, each mode in turn, on the same line."""
    rows: dict[str, list[measure.Row]] = {}
    for name in stack or list(STACKS):
        with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
            with STACKS[name](Path(folder), PROFILES[line]) as setting:
                rows[name] = [measure.run(setting, each, seconds) for each in mode or list(MODES)]
            print(measure.as_table({name: rows[name]}), flush=True)
    print(f"Line: {line}\n\n{measure.as_table(rows)}")


if __name__ == "__main__":
    typer.run(main)
