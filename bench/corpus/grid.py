"""The corpus proper: every screen in every shot, read blind and with given corners, against its floor."""

import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench.corpus.pool import each
from bench.corpus.trial import READ, WRONG, Outcome, pairs, try_to_read
from tests.camera.corpus import Case, cases, photo

FLOORS: Final = Path("tests/camera/corpus.toml")
HOW: Final = ("blind", "corners")


@cache
def floors() -> dict[str, dict[str, list[str]]]:
    """For blind and for corners: shot to the screens that must be read."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def attempt(case: Case) -> dict[str, Any]:
    """One photo, read both ways."""
    made = photo(case)
    picture = made.picture
    return {
        "screen": case.screen,
        "shot": case.shot,
        "blind": asdict(try_to_read(picture)),
        "corners": asdict(try_to_read(picture, pairs(made.corners))),
    }


def run() -> list[dict[str, Any]]:
    """All of them."""
    return each("corpus", attempt, list(cases()))


def verdicts(rows: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Sentences: what broke its floor or named the wrong, and which floors should be raised."""
    broken, raised = [], []
    for row in rows:
        for how in HOW:
            found = Outcome.of(row[how])
            name = f"{row['screen']} {row['shot']} ({how})"
            must = row["screen"] in floors()[how].get(row["shot"], [])
            if found.verdict == WRONG:
                broken.append(f"{name}: WRONG NAME")
            elif must and found.verdict != READ:
                broken.append(f"{name}: must be read, and was not (score {found.score} of {found.threshold})")
            elif not must and found.verdict == READ:
                raised.append(f"{name} is read now: raise its floor in {FLOORS}")
    return broken, raised


def floor_table(rows: list[dict[str, Any]]) -> str:
    """What is read now, as the floors' file has it: to be looked at before it is taken over."""
    lines = []
    for how in HOW:
        lines.append(f"[{how}]")
        shots = dict.fromkeys(row["shot"] for row in rows)
        for shot in shots:
            names = [row["screen"] for row in rows if row["shot"] == shot and row[how]["verdict"] == READ]
            lines.append(_line(shot, names))
        lines.append("")
    return "\n".join(lines)


def _line(shot: str, names: list[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"{shot} = [{quoted}]"
