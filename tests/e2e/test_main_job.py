"""The main job through three real processes: join, type, see, trace, end, revoke."""

from pathlib import Path

import cv2
import pytest

from tests.rig.display import LEFT_CTRL, SCAN_CODES, Eyes, Hands, focus
from tests.rig.picture import settled
from tests.rig.process import wait_until
from tests.rig.system import Employee
from tests.rig.town import PC_NAME, Town


@pytest.fixture(scope="module")
def employee(town: Town) -> Employee:
    """The first person, enrolled."""
    return town.enrol(0)


def test_without_antivirus_the_checkpoint_refuses_and_the_code_stays_good(town: Town, employee: Employee) -> None:
    """A stopped antivirus refuses the join with its reason, and does not use up the one-time code."""
    town.clamd.stop()
    code = employee.code()
    with town.connect(employee, "no-antivirus", code=code) as client:
        refused = client.wait_event("refused")
        assert refused["reason"] in {"antivirus_missing", "antivirus_stopped"}
        assert refused["sentence"]
    town.clamd.start()
    with town.connect(employee, "with-antivirus", code=code) as client:
        client.wait_event("first_picture")


def test_keys_arrive_pictures_come_back_and_a_screenshot_is_traced(town: Town, tmp_path: Path) -> None:
    """Keys typed in the client's window stand in the office editor; the client's screen names its own session."""
    employee = town.enrol(1)
    with town.viewing(employee, "typing"), Hands(town.home.name) as hands, Eyes(town.home.name) as eyes:
        focus(town.home.name, PC_NAME)
        hands.type("town hall 123")
        hands.tap(LEFT_CTRL, SCAN_CODES["s"])
        wait_until("the memo", lambda: town.office.memo.read_text().strip() == "town hall 123")
        photo = tmp_path / "client.png"
        cv2.imwrite(str(photo), settled(eyes))
        (row,) = town.live_sessions()
    town.wait_empty()
    traced = town.gateway.ask("trace", str(photo), "--second-person", "鈴木")
    assert traced["id"] == town.identities[1]
    assert str(traced["mark"]).startswith(str(row["session"]))


def test_a_revoked_id_loses_its_live_picture_within_a_second(town: Town) -> None:
    """From the revocation's own record to a changed screen it takes less than a second, and no new join is let in."""
    person, identity = town.enrol(2), town.identities[2]
    with town.viewing(person, "revoked") as client:
        assert town.revoke_and_watch(identity) < 1.0
        client.wait_event("gone")
    with town.connect(person, "after-revocation") as again:
        assert again.wait_event("refused")["reason"] in {"revoked", "certificate"}


def test_an_administrator_ends_a_session_and_the_audit_verifies(town: Town) -> None:
    """`session end` takes the picture away with its reason, and `audit verify` finds every chain whole."""
    with town.viewing(town.enrol(3), "ended") as client:
        (row,) = town.live_sessions()
        town.gateway.run("session", "end", str(row["session"]))
        assert client.wait_event("ended")["reason"] == "ended_by_admin"
        town.wait_empty()
    assert town.gateway.run("audit", "verify").returncode == 0
