"""`trace`, on real pictures: stamped, photographed as a screenshot, and traced back."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gateway.marks import overlay_for
from gateway.policy import Policy
from gateway.ports import Store
from gateway.records import AuditRow, Session
from gateway.state import StateDirectory, open_store
from tests.conformance.people import ORG, enrolled, opened
from tests.fakes.gateway_commands import Commands
from tests.fakes.hostile import png_and_zip
from tests.fakes.statedir import new_state
from watermark import Pattern, Stamper
from watermark.image import load_image, save_image


@dataclass(frozen=True)
class Leak:
    """A session, and a picture of its screen."""

    session: Session
    photo: Path


def office_screen() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """A light desktop with some dark lines of text-like detail, 1280 x 800, BGRA."""
    screen = np.full((800, 1280, 4), 235, np.uint8)
    screen[40:760:24, 60:1200:3, :3] = 40
    screen[100:300, 700:1200, :3] = (200, 160, 120)
    return screen


async def leak_from(state: Path, photo: Path) -> Leak:
    """A picture as the office PC stamps it for a session of 131016-0001."""
    store: Store = open_store(StateDirectory.open(state))
    who = await enrolled(store)
    session = await opened(store, who)
    key = await store.mark_key(ORG)
    await store.close()
    overlay = overlay_for(key, who.identity, who.pc, session, 0, Policy())
    stamper = Stamper(1280, 800, Pattern.from_bytes(overlay.pattern), overlay.label)
    save_image(photo, np.asarray(stamper.stamp_screen(office_screen()).pixels))
    return Leak(session, photo)


TRACE = ("trace", "--second-person", "鈴木")


@pytest.fixture
def leak(run: Commands, tmp_path: Path) -> Leak:
    """A leaked picture of a session in the store."""
    return asyncio.run(leak_from(run.state, tmp_path / "leak.png"))


def test_a_leak_is_traced_to_its_id(run: Commands, leak: Leak) -> None:
    """The ID, the office PC, the home PC and the hours are named, and the trace is on record with the file's hash."""
    answer = run.json(*TRACE, str(leak.photo), "--org", ORG)
    assert (answer["status"], answer["id"], answer["name"]) == ("identified", "131016-0001", "関所 花子")
    assert (answer["pc"], answer["home_pc"], answer["shown_from"]) == (
        "pc-131016-0001",
        "home-1",
        "2023-11-15T07:13:20+09:00",
    )
    assert float(str(answer["false_alarm"])) < 1e-6
    assert answer["photo_sha256"] == hashlib.sha256(leak.photo.read_bytes()).hexdigest()
    assert [chain["rows"] for chain in run.list("audit", "verify")] == [6, 1]


def test_another_organisations_key_finds_nobody(run: Commands, leak: Leak) -> None:
    """With the wrong key the same picture names nobody: exit 1, and no ID in the answer."""
    run("org", "add", "131024", "中央区")
    part = leak.photo.with_name("part.png")
    save_image(part, load_image(leak.photo)[:256, :400])  # a small one: all of it is searched
    answer = json.loads(run(*TRACE, str(part), "--org", "131024", "--json", exit_code=1))
    assert answer["status"] in {"absent", "inconclusive"}
    assert answer["mark"] is None
    assert "id" not in answer


def test_a_picture_without_a_mark_finds_nobody(run: Commands, tmp_path: Path) -> None:
    """A screen that was never marked is answered with a sentence, and exit 1."""
    save_image(tmp_path / "plain.png", office_screen()[:128, :200])  # a small one: all of it is searched
    assert "nobody is named" in run(*TRACE, str(tmp_path / "plain.png"), exit_code=1)


def test_the_answer_is_in_japanese_where_the_system_speaks_it(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence that an officer acts upon is told in the officer's language; the words of the JSON stay."""
    save_image(tmp_path / "plain.png", office_screen()[:80, :100])
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "透かしがなかったことの証明にはなりません" in run(*TRACE, str(tmp_path / "plain.png"), exit_code=1)
    answer = json.loads(run(*TRACE, str(tmp_path / "plain.png"), "--json", exit_code=1))
    assert answer["status"] == "absent"


def test_a_file_that_is_no_picture_is_exit_2(run: Commands, tmp_path: Path) -> None:
    """A missing file, a text and an unknown organisation are told apart from a photo without a mark."""
    (tmp_path / "letter.jpg").write_text("dear")
    assert "no JPEG" in run(*TRACE, str(tmp_path / "letter.jpg"), exit_code=2)
    assert "does not exist" in run(*TRACE, str(tmp_path / "missing.jpg"), exit_code=2)
    save_image(tmp_path / "plain.png", office_screen())
    assert "There is no organisation" in run(*TRACE, str(tmp_path / "plain.png"), "--org", "999999", exit_code=1)


def test_a_report_is_written_signed_and_holds_the_audit_entry(run: Commands, leak: Leak, tmp_path: Path) -> None:
    """JSON, PDF and a signature that ssh-keygen accepts; the session by the records, and the row of this very trace."""
    folder = tmp_path / "reports"
    people = (
        "--handed-in-by",
        "情報政策課 佐藤",
        "--handed-in-at",
        "2025-11-25T10:00+09:00",
    )
    answer = run.json(*TRACE, str(leak.photo), "--org", ORG, "--report", str(folder), *people)
    assert answer["report"] == [str(folder / f"leak{suffix}") for suffix in (".json", ".json.sig", ".pdf")]
    said = (folder / "leak.json").read_bytes()
    report = json.loads(said)
    assert (report["grade"], report["session"]["identity"]) == ("identified", "131016-0001")
    assert report["handed_in"]["by"] == "情報政策課 佐藤"
    assert report["figures"]["users"] == 1
    row, after = asyncio.run(last_rows(run.state))
    assert (report["audit"]["number"], report["audit"]["digest"]) == (row.number, row.digest)
    facts = json.loads(row.facts)
    assert (facts["photo"], facts["handed_in_by"], facts["second_person"]) == (
        report["photo"]["sha256"],
        "情報政策課 佐藤",
        "鈴木",
    )
    assert json.loads(after.facts) == {"photo": facts["photo"], "report": hashlib.sha256(said).hexdigest(), "v": 1}
    assert (folder / "leak.pdf").read_bytes().startswith(b"%PDF-")
    signers = run.state / "report-signers"
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "sekisho-gateway", "-n", "sekisho-report"]
    command += ["-s", str(folder / "leak.json.sig")]
    subprocess.run(command, input=said, capture_output=True, check=True)  # noqa: S603


@pytest.mark.parametrize("when", ["yesterday", "2025-11-25", "2025-11-25T10:00", "2999-01-01T00:00+09:00"])
def test_a_photo_was_handed_in_at_a_time_that_has_been(run: Commands, leak: Leak, tmp_path: Path, when: str) -> None:
    """No date, no zone, or a time to come: wrong usage, and no report is written or signed."""
    words = ("--report", str(tmp_path / "r"), "--handed-in-by", "佐藤", "--handed-in-at", when)
    assert when in run(*TRACE, str(leak.photo), *words, exit_code=2)
    assert not (tmp_path / "r").exists()


async def last_rows(state: Path) -> tuple[AuditRow, AuditRow]:
    """The end of the organisation's audit."""
    store: Store = open_store(StateDirectory.open(state))
    rows = await store.rows(ORG)
    await store.close()
    return rows[-2], rows[-1]


def test_a_report_that_names_nobody(run: Commands, tmp_path: Path) -> None:
    """A report on an unmarked picture is written too, with exit 1; once more is another act: exit 2."""
    save_image(tmp_path / "plain.png", office_screen()[:80, :100])
    words = (*TRACE, str(tmp_path / "plain.png"), "--report", str(tmp_path / "out"), "--handed-in-by", "佐藤")
    run(*words, exit_code=1)
    report = json.loads((tmp_path / "out" / "plain.json").read_bytes())
    assert (report["grade"], report["session"], report["mark"]) == ("absent", None, None)
    assert "is another report" in run(*words, exit_code=2)


def test_a_report_says_who_handed_the_photo_in(run: Commands, tmp_path: Path) -> None:
    """Without a name nothing is read, nor without a second person, nor with a time that no report would say."""
    photo = str(tmp_path / "plain.png")
    save_image(tmp_path / "plain.png", office_screen()[:128, :200])
    assert "--handed-in-by" in run(*TRACE, photo, "--report", str(tmp_path), exit_code=2)
    assert "--second-person" in run("trace", photo, exit_code=2)
    assert "--report" in run(*TRACE, photo, "--handed-in-at", "2025-11-25T10:00+09:00", exit_code=2)


def test_hostile_files_are_one_sentence_and_exit_2(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A polyglot and a pipe are refused in Japanese where the system speaks it, and nothing is put on record."""
    (tmp_path / "both.png").write_bytes(png_and_zip())
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "文書または書庫でもあるため、開きません" in run(*TRACE, str(tmp_path / "both.png"), exit_code=2)
    assert "ファイルではありません" in run(*TRACE, str(tmp_path / "pipe"), exit_code=2)
    assert [chain["rows"] for chain in run.list("audit", "verify")] == [1]  # the organisation


def test_a_gateway_without_organisations_has_no_key(tmp_path: Path) -> None:
    """Before the first organisation is added a photo cannot be read, and that is said."""
    commands = Commands(new_state(tmp_path / "empty").path)
    assert "no key to read with" in commands(*TRACE, str(tmp_path / "a.jpg"), exit_code=1)


def test_an_officer_can_point_the_screen_out(run: Commands, leak: Leak) -> None:
    """With the corners given the same session is named; corners that are none are wrong usage, and nothing is read."""
    words = (*TRACE, str(leak.photo), "--corners")
    assert run.json(*words, "0,0 1279,0 1279,799 0,799")["id"] == leak.session.identity
    assert "four points" in run(*words, "0,0 1279,0", exit_code=2)


def test_a_report_says_where_the_officer_pointed(run: Commands, leak: Leak, tmp_path: Path) -> None:
    """The corners that were given stand in it: the reading rests on them."""
    words = ("--report", str(tmp_path / "out"), "--handed-in-by", "佐藤", "--corners", "0,0 1279,0 1279,799 0,799")
    run.json(*TRACE, str(leak.photo), *words)
    report = json.loads((tmp_path / "out" / "leak.json").read_bytes())
    assert report["place"]["corners_given"] == [[0, 0], [1279, 0], [1279, 799], [0, 799]]
