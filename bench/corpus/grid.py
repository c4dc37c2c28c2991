"""The corpus proper: every screen in every shot, read blind and with given corners, against its floor."""

from dataclasses import asdict
from typing import Any

from bench.corpus.insides import at_truth
from bench.corpus.pool import each
from bench.corpus.trial import READ, WRONG, Outcome, both_ways
from tests.camera.corpus import Case, cases, photo
from tests.camera.floors import HOW, must, table


def attempt(case: Case) -> dict[str, Any]:
    """One photo, read both ways, and decoded at its true geometry."""
    made = photo(case)
    score, decodes = at_truth(made)
    return {
        **asdict(case),
        **both_ways(made),
        "truth": {"score": score, "decodes": decodes},
    }


def run(every: int = 1) -> list[dict[str, Any]]:
    """All of them."""
    return each("corpus", attempt, list(cases())[::every])


def verdicts(rows: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Sentences: what broke its floor or named the wrong, and which floors should be raised."""
    broken: list[str] = []
    above: dict[str, list[str]] = {}
    for row in rows:
        for how in HOW:
            found = Outcome.of(row[how])
            name = f"{row['screen']} {row['shot']} ({how})"
            floor = must(how, row["shot"], row["screen"])
            if found.verdict == WRONG:
                broken.append(f"{name}: WRONG NAME")
            elif floor and found.verdict != READ:
                broken.append(f"{name}: must be read, and was not (score {found.score} of {found.threshold})")
            elif not floor and found.verdict == READ:
                above.setdefault(f"{row['shot']} ({how})", []).append(row["screen"])
    return broken, [f"Raise the floor of {shot}: {', '.join(names)} read now." for shot, names in above.items()]


def floor_table(rows: list[dict[str, Any]]) -> str:
    """What is read now, as the file of floors has it: to be looked at before it is taken over."""
    shots = dict.fromkeys(row["shot"] for row in rows)
    return table({how: {shot: _read(rows, how, shot) for shot in shots} for how in HOW})


def _read(rows: list[dict[str, Any]], how: str, shot: str) -> list[str]:
    return [row["screen"] for row in rows if row["shot"] == shot and row[how]["verdict"] == READ]
