"""Photos of 12 Mpixel, as phones deliver them: the whole screen at about two photosites a screen pixel."""

from dataclasses import asdict
from typing import Any, Final

from bench.corpus.pool import each
from bench.corpus.trial import READ, WRONG, Outcome, both_ways
from tests.camera.corpus import Case, large
from tests.camera.floors import HOW, must
from tests.fakes.screens import SCREENS

SHOTS: Final = ("straight", "yaw-20", "hand-roll", "upside-down")


def attempt(case: Case) -> dict[str, Any]:
    """One photo, read both ways."""
    return {**asdict(case), **both_ways(large(case))}


def run(every: int = 1) -> list[dict[str, Any]]:
    """All of them."""
    return each("twelve megapixels", attempt, [Case(name, shot) for shot in SHOTS for name in SCREENS][::every])


def broken(rows: list[dict[str, Any]]) -> list[str]:
    """Sentences: what was not read and must be, and wrong names."""
    found = [(row, how, Outcome.of(row[how])) for row in rows for how in HOW]
    return [
        f"{row['screen']} {row['shot']} of 12 Mpixel ({how}): {outcome.verdict}, score {outcome.score}"
        for row, how, outcome in found
        if outcome.verdict == WRONG or (outcome.verdict != READ and must("large", row["shot"], row["screen"]))
    ]


def table(rows: list[dict[str, Any]]) -> str:
    """Scores without help, shot by shot; what was not read stands in brackets."""
    lines = ["| shot | " + " | ".join(SCREENS) + " | seconds, median / longest |", "|---" * (len(SCREENS) + 2) + "|"]
    for shot in dict.fromkeys(row["shot"] for row in rows):
        mine = {row["screen"]: Outcome.of(row["blind"]) for row in rows if row["shot"] == shot}
        cells = [_cell(mine[name]) if name in mine else "" for name in SCREENS]
        seconds = sorted(outcome.seconds for outcome in mine.values())
        lines.append(f"| {shot} | {' | '.join(cells)} | {seconds[len(seconds) // 2]:.1f} / {seconds[-1]:.1f} |")
    return "\n".join(lines)


def _cell(outcome: Outcome) -> str:
    return f"{outcome.score:.0f}" if outcome.verdict == READ else f"({outcome.score:.0f})"
