"""What a reading says. Three answers and no fourth; a name only in the first. Values without behaviour."""

import enum
from dataclasses import dataclass

from watermark.mark import Mark


class Status(enum.StrEnum):
    """The answer."""

    IDENTIFIED = "identified"  # the mark was read, sealed with this key, and chance is excluded to 1e-9
    INCONCLUSIVE = "inconclusive"  # some mark is there, but it cannot be said whose
    ABSENT = "absent"  # no mark was found; that does not prove there was none


Corner = tuple[float, float]
Quad = tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer for one photo and the figures it rests on."""

    status: Status
    mark: Mark | None  # None unless identified
    key_id: str | None  # of the key that sealed the mark; None unless identified
    score: float  # how well the best codeword fits the photo, in standard deviations
    threshold: float  # what the score had to reach
    false_alarm: float  # at most this is the chance that a photo without this mark is identified; 1 unless identified
    corners: Quad | None  # what was read, in the photo: clockwise from the top left
    hypotheses: int  # payloads whose seal was tried, over all geometries and keys
    seconds: float
