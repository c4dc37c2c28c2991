"""What must name nobody: unmarked photos, photos of other organisations' marks, noise, text pages, natural pictures."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from bench.corpus.pool import each
from bench.corpus.trial import Outcome, pairs, took, try_to_read
from tests.camera.corpus import Case, cases, of, unmarked
from tests.camera.delivery import coded, decoded
from tests.fakes.marked import LABEL
from tests.fakes.screens import bgrx, document, photograph, screen
from watermark import Mark, MarkKey, Stamper, pattern_for

OTHERS: Final = 3  # other organisations' keys

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Negative:
    """One picture without a mark of our key."""

    group: str
    name: str
    number: int = 0


def foreign(case: Case, number: int) -> tuple[Picture, list[tuple[float, float]]]:
    """*case*'s photo of a screen that another organisation marked."""
    key = MarkKey.from_bytes(bytes([number + 1] * 32))
    stamper = Stamper(1600, 900, pattern_for(key, Mark(1000 + number, number)), LABEL)
    made = of(stamper.stamp_screen(bgrx(screen(case.screen))).pixels[:, :, :3], case)
    return made.picture, pairs(made.corners)


def noise(number: int) -> Picture:
    """White noise, coarser noise, noise with the tile's own period."""
    random = np.random.default_rng(number)
    small = random.integers(0, 256, (900 >> number % 4, 1600 >> number % 4, 3), dtype=np.uint8)
    if number % 5 == 4:
        return np.ascontiguousarray(np.tile(small[:256, :256], (4, 6, 1)))
    return np.asarray(cv2.resize(small, (1600, 900), interpolation=cv2.INTER_CUBIC), np.uint8)


def page(number: int) -> Picture:
    """A page of text, at many sizes and qualities, as a scanner or a screenshot gives it."""
    width = 900 + 173 * (number % 7)
    return decoded(coded(document(width, width * 5 // 7), 40 + 9 * (number % 6)))


def natural(number: int) -> Picture:
    """A piece of the natural picture, scaled, turned over and recoded."""
    whole = photograph(1600 + 37 * number, 900 + 23 * number)
    factor = 0.5 + 0.2 * (number % 6)
    turned = np.rot90(whole, number % 4)
    return decoded(coded(np.asarray(cv2.resize(turned, None, fx=factor, fy=factor), np.uint8), 50 + 5 * (number % 9)))


_FREE: Final[dict[str, Callable[[int], Picture]]] = {"noise": noise, "text page": page, "natural": natural}


def jobs() -> list[Negative]:
    """All of them: 126 unmarked photos, as many of other keys, and 60 free pictures."""
    photos = [f"{case.screen}/{case.shot}" for case in cases()]
    free = [Negative(group, group, number) for group in _FREE for number in range(20)]
    return [
        *(Negative("unmarked photo", name) for name in photos),
        *(Negative("another key's photo", name, number % OTHERS) for number, name in enumerate(photos)),
        *free,
    ]


def attempt(job: Negative) -> dict[str, Any]:
    """Read one; whatever is named is wrong."""
    corners = None
    if job.group in _FREE:
        picture = _FREE[job.group](job.number)
    else:
        case = Case(*job.name.split("/"))
        if job.group == "unmarked photo":
            made = unmarked(case)
            picture, corners = made.picture, pairs(made.corners)
        else:
            picture, corners = foreign(case, job.number)
    # Half of the photos with the corners given: another search, another chance to go wrong.
    given = corners if sum(job.name.encode()) % 2 else None
    return {**asdict(job), **asdict(try_to_read(picture, given, truth=()))}


def run(every: int = 1) -> list[dict[str, Any]]:
    """All of them."""
    return each("must name nobody", attempt, jobs()[::every])


def table(rows: list[dict[str, Any]]) -> str:
    """Group by group: how many, how many named, what the reader said, the largest score, and how long it took."""
    head = ["set", "pictures", "named", "inconclusive", "largest score / its threshold"]
    lines = [f"| {' | '.join(head)} | seconds of one core, median / longest |", "|---|---|---|---|---|---|"]
    for group in dict.fromkeys(row["group"] for row in rows):
        mine = [row for row in rows if row["group"] == group]
        found = [Outcome(r["verdict"], r["status"], r["score"], r["threshold"], r["seconds"]) for r in mine]
        top = max(found, key=lambda outcome: outcome.score)
        named = sum(outcome.verdict != "-" for outcome in found)
        unsure = sum(outcome.status == "inconclusive" for outcome in found)
        seconds = took([outcome.seconds for outcome in found])
        best = f"{top.score:.1f} / {top.threshold:.1f}"
        lines.append(f"| {group} | {len(found)} | {named} | {unsure} | {best} | {seconds} |")
    return "\n".join(lines)
