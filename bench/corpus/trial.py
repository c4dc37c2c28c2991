"""One photo before the reader: what it answered, and whether that was right. A wrong name is a word of its own."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from tests.camera.phone import Photo
from tests.fakes.marked import KEY, MARK
from watermark import Mark, MarkKey, read

READ: Final = "read"
WRONG: Final = "wrong"
NOTHING: Final = "-"

Picture = npt.NDArray[np.uint8]
Corners = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer beside the truth."""

    verdict: str  # READ, WRONG or NOTHING
    status: str
    score: float
    threshold: float
    seconds: float  # of one core

    @classmethod
    def of(cls, table: dict[str, Any]) -> Self:
        """The outcome that was kept as *table*."""
        return cls(**table)


def try_to_read(
    picture: Picture, corners: Corners | None = None, *, key: MarkKey = KEY, truth: Sequence[Mark] = (MARK,)
) -> Outcome:
    """Read *picture*; a name that is not in *truth* is wrong. Corners that the reader refuses read nothing."""
    try:
        found = read(picture, key, corners=corners, clock=time.process_time)  # two of them run side by side
    except ValueError as error:
        return Outcome(NOTHING, f"refused: {error}", 0.0, 0.0, 0.0)
    verdict = NOTHING if found.mark is None else READ if found.mark in truth else WRONG
    return Outcome(
        verdict, str(found.status), round(found.score, 2), round(found.threshold, 2), round(found.seconds, 2)
    )


def took(seconds: Sequence[float]) -> str:
    """The median and the longest of *seconds*, as tables have them."""
    ordered = sorted(seconds)
    return f"{ordered[len(ordered) // 2]:.1f} / {ordered[-1]:.1f}"


def both_ways(made: Photo) -> dict[str, dict[str, Any]]:
    """The outcomes of reading *made* without help and with its corners given, as they are kept."""
    picture = made.picture
    return {"blind": asdict(try_to_read(picture)), "corners": asdict(try_to_read(picture, pairs(made.corners)))}


def pairs(points: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    """Corners as the reader takes them."""
    return [(float(x), float(y)) for x, y in points]
