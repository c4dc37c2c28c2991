"""A report's facts, as values: what stands in the JSON, in its order. No pictures, no layout, no clock, no key.

What is not accepted does not stand here in any form: a report that names nobody holds no session, payload or codeword.
"""

from dataclasses import dataclass

import msgspec

from watermark.evidence.words import Sentence
from watermark.reading import Corner, Status
from watermark.trail import Homography


class PhotoFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as received, and what it says of itself."""

    name: str
    sha256: str
    bytes: int
    kind: str
    width: int
    height: int
    orientation: int
    exif: dict[str, str]


class HandedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gave the photo, when, and who examined it. Times are ISO 8601, as given."""

    by: str
    at: str
    examined_at: str
    operator: str
    second_person: str


class SessionFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose session it was, by the gateway's records."""

    identity: str
    name: str
    organisation: str
    pc: str
    pc_name: str
    home_pc: str
    home_key: str
    source: str
    opened: str
    ended: str | None
    shown_from: str
    shown_until: str


class MarkFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was read. There only when identified."""

    payload: str  # 16 hex digits
    session: str  # 12 of them
    slot: int
    key_id: str


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the finding rests on."""

    seal: str  # a key of words.SEALS
    score: float
    threshold: float
    runner_up: float | None  # a score only; None when nothing else was decoded
    margin: float | None  # score less runner-up
    strangers: int  # keys that nobody uses, tried on the cells shown
    strangers_best: float | None  # the best score of theirs
    hypotheses: int
    geometries: int
    keys_tried: tuple[str, ...]  # their ids
    false_alarm: float  # of this photo
    users: int | None
    false_alarm_of_users: float | None


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the screen was found in the photo."""

    corners_given: tuple[Corner, ...] | None
    outline: tuple[Corner, ...] | None
    homography: Homography | None  # screen pixels to photo pixels


class AttemptFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One geometry that was decoded."""

    number: int
    pilots: float
    score: float
    seal_right: bool
    homography: Homography


class CellFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The soft cells that were read, in units of their root mean square, and how many agree with the codeword."""

    attempt: int
    soft: tuple[tuple[float, ...], ...]
    agreement: tuple[tuple[float, ...], ...] | None
    agreeing: int | None


class AuditEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The entry of this reading in the hash-chained audit."""

    chain: str
    number: int
    at: str
    digest: str


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What made the report."""

    name: str
    version: str
    parameters: dict[str, str]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it."""

    format: str = "sekisho reading report 1"
    grade: Status
    finding: Sentence
    note: Sentence | None
    photo: PhotoFacts
    handed_in: HandedIn
    mark: MarkFacts | None
    session: SessionFacts | None
    figures: Figures
    place: Place
    attempts: tuple[AttemptFacts, ...]
    cells: CellFacts | None
    program: Program
    audit: AuditEntry | None
    limits: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the caller knows of a reading and the reading does not."""

    handed_in_by: str
    handed_in_at: str  # ISO 8601, as all times; empty when it was not noted
    examined_at: str
    operator: str
    second_person: str = ""
    key_ids: tuple[str, ...] = ()  # of the keys that it was read with
    corners: tuple[Corner, ...] | None = None  # that a person has given
    note: Sentence | None = None  # why a mark that was read names nobody: then the grade is inconclusive
    session: SessionFacts | None = None
    users: int | None = None  # of the organisations whose keys were tried
    audit: AuditEntry | None = None
