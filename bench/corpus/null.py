"""The null: how good the best codeword looks under keys that cannot be right, on photos that carry another key's mark.

Counting 10,000 keys shows nothing about 1e-9, so the tail is fitted: exceedances over a high level follow a
generalised Pareto law (Pickands 1975), whose two parameters are found by probability-weighted moments (Hosking and
Wallis 1987). The law of large deviations of a maximum of 2**112 sums is steeper, so the fit errs to the safe side.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench.corpus.insides import Cells, cells, limit, scores
from bench.corpus.pool import each
from tests.camera.corpus import Case, photo
from tests.fakes.marked import KEY
from watermark import MarkKey

KEYS: Final = 10_000
CASES: Final = (
    Case("document", "straight"),
    Case("spreadsheet", "messenger-1280-60"),
    Case("terminal", "night-heavy"),
    Case("photograph", "tenth-of-screen"),
)
PAYLOAD_BITS: Final = 112
_TOP: Final = 0.02  # of the scores are the tail that is fitted
_BATCH: Final = 500

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tail:
    """P(score > z) = share * (1 + shape * (z - level) / scale) ** (-1 / shape) above *level*."""

    level: float
    scale: float
    shape: float
    share: float

    def above(self, z: Scores) -> Scores:
        """The chance of a score above each of *z*, all above the level; 0 beyond the law's end."""
        reach = np.maximum(1 + self.shape * (z - self.level) / self.scale, 0)
        if abs(self.shape) < 1e-6:
            return np.asarray(self.share * np.exp(-(z - self.level) / self.scale))
        with np.errstate(divide="ignore"):
            return np.asarray(np.where(reach > 0, self.share * reach ** (-1 / self.shape), 0.0))


def fit(values: Scores) -> Tail:
    """The tail of *values*. A bounded tail (shape under 0) is taken for an exponential one: the safe side."""
    level = float(np.quantile(values, 1 - _TOP))
    over = np.sort(values[values > level] - level)
    count = len(over)
    first = float(over.mean())
    weight = (count - np.arange(1, count + 1) + 0.35) / count
    second = float((weight * over).mean())
    shape = 2 - first / (first - 2 * second)
    scale = 2 * first * second / (first - 2 * second)
    if shape < 0:
        shape, scale = 0.0, first
    return Tail(level, scale, shape, count / len(values))


def bound(z: Scores) -> Scores:
    """The analytic bound for one decoding: 2**112 payloads, each by Hoeffding's inequality."""
    return np.asarray(np.exp(np.minimum(PAYLOAD_BITS * math.log(2) - z**2 / 2, 0)))


def keys(first: int, count: int) -> list[MarkKey]:
    """Wrong keys, the same on every machine."""
    return [
        MarkKey.from_bytes(b"wrong key".ljust(24, b".") + number.to_bytes(8, "big"))
        for number in range(first, first + count)
    ]


@cache  # the batches of one photo come one after the other
def _cells(case: Case) -> Cells:
    return cells(photo(case))


def attempt(job: tuple[Case, int]) -> dict[str, Any]:
    """One batch of wrong keys on one photo: their scores, and how many seals passed."""
    case, first = job
    reached, passed = scores(_cells(case), keys(first, _BATCH))
    return {"scores": reached, "passed": passed}


def run(every: int = 1) -> list[dict[str, Any]]:
    """The wrong keys, or every so many of them, on each photo, and the right one."""
    count = KEYS // every
    jobs = [(case, first) for case in CASES for first in range(0, count, _BATCH)]
    found = each("wrong keys", attempt, jobs)
    rows = []
    for case in CASES:
        mine = [result for (of, _), result in zip(jobs, found, strict=True) if of == case]
        values = np.array([score for batch in mine for score in batch["scores"]])
        right, seals = scores(cells(photo(case)), [KEY])
        rows.append(_row(case, values, sum(batch["passed"] for batch in mine), right[0], seals))
    return rows


def _row(case: Case, values: Scores, passed: int, right: float, seals: int) -> dict[str, Any]:
    tail = fit(values)
    at = limit(1)
    return {
        "photo": case.name,
        "keys": len(values),
        "seals passed": passed,
        "mean": round(float(values.mean()), 3),
        "deviation": round(float(values.std()), 3),
        "largest": round(float(values.max()), 2),
        "right key": round(right, 2),
        "right seal": seals,
        "threshold": round(at, 2),
        "tail": {"level": tail.level, "scale": tail.scale, "shape": tail.shape, "share": tail.share},
        "chance at threshold by the fit": float(tail.above(np.array([at]))[0]),
        "histogram": _survival(values),
    }


def _survival(values: Scores) -> list[list[float]]:
    """Points of the empirical P(score > z): enough to draw it, down to the last score."""
    ordered = np.sort(values)[::-1]
    ranks = np.unique(np.round(np.geomspace(1, len(ordered), 120)).astype(int))
    return [[round(float(ordered[rank - 1]), 3), rank / len(ordered)] for rank in ranks]


def table(rows: list[dict[str, Any]]) -> str:
    """What was counted and what the fitted tail says."""
    lines = [
        "| photo | wrong keys | seals passed | mean ± deviation | largest | threshold | fit there | right key |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        spread = f"{row['mean']:.2f} ± {row['deviation']:.2f}"
        chance = f"{row['chance at threshold by the fit']:.0e}"
        lines.append(
            f"| {row['photo']} | {row['keys']:,} | {row['seals passed']} | {spread} | {row['largest']:.2f} "
            f"| {row['threshold']:.2f} | {chance} | {row['right key']:.1f} |"
        )
    return "\n".join(lines)
