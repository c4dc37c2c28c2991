"""`trace`, on real pictures: stamped, photographed as a screenshot, and traced back."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gateway.marks import overlay_for
from gateway.ports import Store
from gateway.records import Session
from gateway.state import StateDirectory, open_store
from tests.conformance.people import ORG, enrolled, opened
from tests.fakes.gateway_commands import Commands
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
    overlay = overlay_for(key, who.identity, who.pc, session, 0)
    stamper = Stamper(1280, 800, Pattern.from_bytes(overlay.pattern), overlay.label)
    save_image(photo, np.asarray(stamper.stamp(office_screen(), 0, 0).pixels))
    return Leak(session, photo)


@pytest.fixture
def leak(run: Commands, tmp_path: Path) -> Leak:
    """A leaked picture of a session in the store."""
    return asyncio.run(leak_from(run.state, tmp_path / "leak.png"))


def test_a_leak_is_traced_to_its_id(run: Commands, leak: Leak) -> None:
    """The ID, the office PC, the home PC and the hours are named, and the trace is on record with the file's hash."""
    answer = run.json("trace", str(leak.photo), "--org", ORG)
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
    answer = json.loads(run("trace", str(part), "--org", "131024", "--json", exit_code=1))
    assert answer["status"] in {"absent", "inconclusive"}
    assert answer["mark"] is None
    assert "id" not in answer


def test_a_picture_without_a_mark_finds_nobody(run: Commands, tmp_path: Path) -> None:
    """A screen that was never marked is answered with a sentence, and exit 1."""
    save_image(tmp_path / "plain.png", office_screen()[:128, :200])  # a small one: all of it is searched
    assert "nobody is named" in run("trace", str(tmp_path / "plain.png"), exit_code=1)


def test_a_file_that_is_no_picture_is_exit_2(run: Commands, tmp_path: Path) -> None:
    """A missing file, a text and an unknown organisation are told apart from a photo without a mark."""
    (tmp_path / "letter.jpg").write_text("dear")
    assert "no JPEG" in run("trace", str(tmp_path / "letter.jpg"), exit_code=2)
    assert "does not exist" in run("trace", str(tmp_path / "missing.jpg"), exit_code=2)
    save_image(tmp_path / "plain.png", office_screen())
    assert "There is no organisation" in run("trace", str(tmp_path / "plain.png"), "--org", "999999", exit_code=1)
