"""Photos of 12 Mpixel, as phones deliver them: the whole screen at about two photosites a screen pixel.

Read with the right key, blind and with corners; with another organisation's key alone; and of the unmarked screen: the
last two name nobody, and how long they take is what whoever sorts through photos waits for, with corners too.
"""

from dataclasses import asdict
from typing import Any, Final

from bench.corpus.pool import each
from bench.corpus.trial import READ, WRONG, Outcome, both_ways, pairs, took, try_to_read
from tests.camera.corpus import Case, large
from tests.camera.floors import HOW, must
from tests.fakes.screens import SCREENS
from watermark import MarkKey

SHOTS: Final = ("straight", "yaw-20", "hand-roll", "upside-down")
STRANGER: Final = MarkKey.from_bytes(bytes([7] * 32))
NOBODY: Final = ("stranger", "unmarked", "pointed")
_WAYS: Final = {
    "blind": "without help",
    "corners": "with given corners",
    "stranger": "with another organisation's key",
    "unmarked": "of the unmarked screen",
    "pointed": "of the unmarked screen, with given corners",
}


def attempt(case: Case) -> dict[str, Any]:
    """One photo, read both ways and by a stranger, and the same without a mark."""
    made, bare = large(case), large(case, mark=False)
    return {
        **asdict(case),
        **both_ways(made),
        "stranger": asdict(try_to_read(made.picture, key=STRANGER, truth=())),
        "unmarked": asdict(try_to_read(bare.picture, truth=())),
        "pointed": asdict(try_to_read(bare.picture, pairs(bare.corners), truth=())),
    }


def run(every: int = 1) -> list[dict[str, Any]]:
    """All of them."""
    return each("twelve megapixels", attempt, [Case(name, shot) for shot in SHOTS for name in SCREENS][::every])


def broken(rows: list[dict[str, Any]]) -> list[str]:
    """Sentences: what was not read and must be, and wrong names."""
    found = [(row, how, Outcome.of(row[how])) for row in rows for how in (*HOW, *NOBODY)]
    return [
        f"{row['screen']} {row['shot']} of 12 Mpixel ({how}): {outcome.verdict}, score {outcome.score}"
        for row, how, outcome in found
        if outcome.verdict == WRONG
        or (how in HOW and outcome.verdict != READ and must("large", row["shot"], row["screen"]))
    ]


def table(rows: list[dict[str, Any]]) -> str:
    """Scores without help, shot by shot; what was not read stands in brackets."""
    lines = ["| shot | " + " | ".join(SCREENS) + " |", "|---" * (len(SCREENS) + 1) + "|"]
    for shot in dict.fromkeys(row["shot"] for row in rows):
        mine = {row["screen"]: Outcome.of(row["blind"]) for row in rows if row["shot"] == shot}
        cells = [_cell(mine[name]) if name in mine else "" for name in SCREENS]
        lines.append(f"| {shot} | {' | '.join(cells)} |")
    return "\n".join(lines)


def times(rows: list[dict[str, Any]]) -> str:
    """How long each way of reading takes, and what it named."""
    lines = ["| | photos | read | wrong names | seconds of one core, median / longest |", "|---|---|---|---|---|"]
    for way, words in _WAYS.items():
        mine = [Outcome.of(row[way]) for row in rows]
        read = "" if way in NOBODY else sum(outcome.verdict == READ for outcome in mine)
        wrong = sum(outcome.verdict == WRONG for outcome in mine)
        seconds = took([outcome.seconds for outcome in mine])
        lines.append(f"| {words} | {len(mine)} | {read} | {wrong} | {seconds} |")
    return "\n".join(lines)


def _cell(outcome: Outcome) -> str:
    return f"{outcome.score:.0f}" if outcome.verdict == READ else f"({outcome.score:.0f})"
