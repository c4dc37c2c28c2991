"""What stands in a report, and what must not."""

import json
from dataclasses import replace

import pytest

from tests.fakes.examined import CODEWORD, SESSION, circumstances, examined
from tests.fakes.marked import KEY, MARK
from watermark import Status
from watermark.evidence import Sentence, report_of, to_json
from watermark.evidence.words import FINDINGS, GRADES, LIMITS, SEALS, plain_time

NOTE = Sentence("矛盾する。", "It contradicts.")


def text(status: Status, **more: object) -> str:
    """The JSON of a report."""
    return to_json(report_of("leak.jpg", examined(status), circumstances(**more))).decode()


def test_an_identified_report_holds_everything() -> None:
    """Photo, people, mark, key id, session, figures, place, attempts, cells, program, audit and limits."""
    report = json.loads(text(Status.IDENTIFIED))
    assert list(report) == [
        "format", "grade", "finding", "note", "photo", "handed_in", "mark", "session", "figures", "place", "attempts",
        "cells", "program", "audit", "limits",
    ]  # fmt: skip
    assert report["finding"]["en"] == (
        "A frame of session 0123456789ab in time slot 52719 (2026-11-23 14:00:00 JST to 2026-11-23 14:10:00 JST) "
        "was displayed."
    )
    assert report["mark"] == {"payload": MARK.hex, "session": "0123456789ab", "slot": 52719, "key_id": KEY.key_id}
    assert report["session"]["identity"] == "131016-0001"
    figures = report["figures"]
    assert (figures["seal"], figures["score"], figures["threshold"]) == ("right", 22.78, 14.1)
    assert (figures["runner_up"], figures["margin"], figures["hypotheses"]) == (11.2, 11.58, 2)
    assert figures["false_alarm"] == pytest.approx(2 * 2.0**-48, rel=1e-3)
    assert figures["false_alarm_of_users"] == pytest.approx(1200 * 2 * 2.0**-48, rel=1e-3)
    assert report["cells"]["agreeing"] > 800
    assert len(report["cells"]["soft"]) == len(report["cells"]["agreement"]) == 32
    assert report["audit"]["number"] == 42
    assert len(report["limits"]) == len(LIMITS)
    assert list(report["photo"]["exif"]) == sorted(report["photo"]["exif"])


@pytest.mark.parametrize("status", [Status.INCONCLUSIVE, Status.ABSENT])
def test_a_report_that_names_nobody_holds_no_name(status: Status) -> None:
    """No session, payload, codeword, person or PC, whatever the caller knows; the runner-up is a score."""
    said = text(status)
    report = json.loads(said)
    assert (report["mark"], report["session"], report["place"]["homography"]) == (None, None, None)
    assert report["finding"] == {"ja": FINDINGS[status].ja, "en": FINDINGS[status].en}
    for secret in ("131016-0001", "関所 花子", "総務課", SESSION.home_key, MARK.hex, "0123456789ab"):
        assert secret not in said
    assert report["figures"]["runner_up"] == 11.2
    assert (report["cells"] or {}).get("agreement") is None


def test_a_contradiction_withholds_what_was_read() -> None:
    """A mark that the records deny is inconclusive, with the reason, and nothing of it stands in the report."""
    said = text(Status.IDENTIFIED, note=NOTE)
    report = json.loads(said)
    assert (report["grade"], report["mark"], report["session"]) == ("inconclusive", None, None)
    assert (report["note"]["ja"], report["figures"]["seal"]) == (NOTE.ja, "withheld")
    assert MARK.hex not in said
    assert "131016-0001" not in said
    assert report["cells"]["agreement"] is None


def test_the_key_is_nowhere() -> None:
    """Neither the secret nor anything derived but its id."""
    said = text(Status.IDENTIFIED)
    assert KEY.to_bytes().hex() not in said
    assert KEY.key_id in said


def test_the_time_that_a_reading_took_is_no_fact() -> None:
    """It would differ every time."""
    quick = examined(Status.IDENTIFIED)
    slow = replace(quick, reading=replace(quick.reading, seconds=99.0))
    assert report_of("a", quick, circumstances()) == report_of("a", slow, circumstances())


def test_a_right_seal_below_the_threshold_is_said() -> None:
    """The verdict on the seal is told even when the score was too small."""
    found = examined(Status.INCONCLUSIVE)
    sealed = replace(found.trail.attempts[1], sealed=True)
    report = report_of("a", replace(found, trail=replace(found.trail, attempts=(sealed,), shown=0)), circumstances())
    assert report.figures.seal == "below"
    assert json.loads(text(Status.INCONCLUSIVE))["figures"]["seal"] == "wrong"


def test_without_a_gateway_there_are_no_hours() -> None:
    """The standalone reader knows session and slot only."""
    report = report_of("a", examined(Status.IDENTIFIED), circumstances(session=None, audit=None, users=None))
    assert report.finding.en == "A frame of session 0123456789ab in time slot 52719 was displayed."
    assert report.figures.false_alarm_of_users is None


def test_every_word_is_in_both_languages() -> None:
    """No sentence is empty, and English has no Japanese letters."""
    for sentence in (*GRADES.values(), *FINDINGS.values(), *SEALS.values(), *LIMITS):
        assert sentence.ja
        assert sentence.en.replace("⁻⁴⁸", "").isascii()


def test_times_are_as_people_read_them() -> None:
    """Japan's by name, others as they are, none as a dash."""
    assert plain_time("2026-11-23T14:00:00+09:00") == "2026-11-23 14:00:00 JST"
    assert plain_time("2026-11-23T14:00:00Z") == "2026-11-23 14:00:00Z"
    assert plain_time("") == "–"
    assert len(CODEWORD) == 1024
