"""Examined files without the work: the facts of a reading made by hand, for reports."""

import numpy as np

from tests.fakes.marked import KEY, MARK
from watermark import Reading, Status
from watermark.apart import Examined
from watermark.apart.messages import View
from watermark.decode import Decoding
from watermark.evidence import AuditEntry, Circumstances, SessionFacts
from watermark.received import Received
from watermark.trail import Attempt, Trail, codeword_of

CODEWORD = codeword_of(Decoding(KEY, MARK, 20.0))
HERE = (0.9, 0.01, 12.0, -0.02, 0.91, 7.5, 1e-6, 0.0, 1.0)
SESSION = SessionFacts(
    identity="131016-0001",
    name="関所 花子",
    organisation="131016",
    pc="pc-131016-0001",
    pc_name="総務課-012",
    home_pc="home-1",
    home_key="SHA256:" + "A" * 43,
    source="203.0.113.7",
    opened="2026-11-23T09:00:00+09:00",
    ended="2026-11-23T17:00:00+09:00",
    shown_from="2026-11-23T14:00:00+09:00",
    shown_until="2026-11-23T14:10:00+09:00",
)
AUDIT = AuditEntry(chain="131016", number=42, at="2026-11-25T10:31:00+09:00", digest="ab" * 32)


def view(width: int, height: int) -> View:
    """A picture of some colours with an outline."""
    pixels = np.arange(width * height * 3, dtype=np.uint32).astype(np.uint8).tobytes()
    return View(width, height, pixels, ((5, 5), (width - 5, 4), (width - 6, height - 5), (4, height - 6)))


def examined(status: Status) -> Examined:
    """A file whose reading has *status*."""
    named = status is Status.IDENTIFIED
    noise = np.random.default_rng(3).normal(0, 1, 1024)
    cells = tuple((noise + (1.2 * np.array(CODEWORD) if named else 0)).tolist())
    score = 22.78 if named else 11.5
    reading = Reading(
        status,
        MARK if named else None,
        KEY.key_id if named else None,
        score,
        14.1,
        2 * 2.0**-48 if named else 1.0,
        ((10.0, 8.0), (900.0, 9.0), (905.0, 600.0), (12.0, 590.0)) if named else None,
        2,
        3.21,
    )
    attempts = (Attempt(HERE, 9.1, 10.2, False), Attempt(HERE, 8.8, score, named))
    trail = Trail(attempts, 1, 11.2, cells, CODEWORD if named else ())
    straight, warning = (view(600, 400), view(500, 200)) if named else (None, None)
    exif = {"model": "X 1", "make": "Phone", "taken": "2026:11:23 14:05:00"}
    return Examined(
        Received(b"a photo"), "JPEG", 1000, 700, 6, exif, reading, trail, view(550, 385), straight, warning, 64, 11.9
    )


def circumstances(**more: object) -> Circumstances:
    """Who, when, and by the records of the gateway."""
    known: dict[str, object] = {
        "handed_in_by": "情報政策課 佐藤",
        "handed_in_at": "2026-11-25T10:00:00+09:00",
        "examined_at": "2026-11-25T10:30:00+09:00",
        "operator": "operator:admin",
        "second_person": "田中 次郎",
        "key_ids": (KEY.key_id,),
        "session": SESSION,
        "users": 1200,
        "audit": AUDIT,
    }
    return Circumstances(**(known | more))  # type: ignore[arg-type]
