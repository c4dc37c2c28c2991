"""`official`, and what administrators do to what is there, as typed at the command line."""

import csv
from pathlib import Path

import pytest

from gateway.bulk import MOST_BYTES
from gateway.cli.sample import FEWEST, IDENTITIES, MOST, ORGANISATIONS, shares
from gateway.store.codes import with_check_digit
from tests.fakes.gateway_commands import Commands


def issued(run: Commands, *names: str) -> list[str]:
    """IDs of these people."""
    return [str(run.json("id", "issue", "--org", "131016", "--name", name)["id"]) for name in names]


def test_the_first_account_is_made_at_the_machine(run: Commands) -> None:
    """Added with a setup code and the address to open; listed; reset; ended; each once."""
    answer = run.json("official", "add", "sato", "--org", "131016", "--role", "administrator", "--name", "佐藤")
    assert str(answer["open"]).endswith("/set-up?account=sato")
    assert len(str(answer["setup"])) == 32
    assert "exists already" in run("official", "add", "sato", "--role", "operator", "--name", "佐藤", exit_code=1)
    assert [(one["account"], one["state"]) for one in run.list("official", "list", "--org", "131016")] == [
        ("sato", "invited")
    ]
    again = run.json("official", "reset", "sato", "--org", "131016")
    assert again["setup"] != answer["setup"]
    assert "has ended" in run("official", "end", "sato", "--org", "131016")
    assert "There is no account" in run("official", "end", "sato", exit_code=1)
    assert run.list("official", "list") == []


def test_ids_rest_come_back_and_expire(run: Commands) -> None:
    """Suspended and resumed with a reason, extended to a day; IDs of two organisations are not one act."""
    names = issued(run, "関所 花子", "関所 太郎")
    assert "suspended" in run("id", "suspend", *names, "--reason", "長期休暇")
    assert {one["state"] for one in run.list("id", "list")} == {"suspended"}
    run("id", "resume", names[0], "--reason", "復帰")
    run("id", "extend", names[0], "--until", "2027-03-31")
    run("id", "extend", names[0], "--until", "none")
    assert "2027-03-31" in run("id", "extend", names[0], "--until", "soon", exit_code=2)
    assert "one organisation" in run("id", "suspend", names[0], "131024-0001", "--reason", "x", exit_code=2)
    assert "printable" in run("id", "suspend", names[0], "--reason", "", exit_code=2)


def test_a_loss_brings_an_invitation_and_codes_need_an_enrolment(run: Commands) -> None:
    """`id lost` prints a new line to paste; emergency codes are refused for whoever has not enrolled."""
    (name,) = issued(run, "関所 花子")
    assert str(run.json("id", "lost", name, "phone")["invitation"]).startswith("sekisho://")
    assert "has not been enrolled" in run("id", "codes", name, exit_code=1)


def test_quotas_and_suspended_organisations(run: Commands) -> None:
    """No ID past the quota, none at all while the organisation is suspended to work with."""
    assert run.json("org", "quota", "131016", "1") == {"organisation": "131016", "quota": 1, "in_force": 0}
    issued(run, "関所 花子")
    assert "1 more do not fit" in run("id", "issue", "--org", "131016", "--name", "x", exit_code=1)
    run("org", "quota", "131016", "none")
    assert "is suspended" in run("org", "suspend", "131016", "--reason", "監査")
    assert "works again" in run("org", "resume", "131016", "--reason", "監査終了")


def test_a_table_is_done_as_a_whole(run: Commands, tmp_path: Path) -> None:
    """Tried, issued with a file and letters, then revoked by the file that came out."""
    table, out, paper = (tmp_path / name for name in ("in.csv", "out.csv", "letters.pdf"))
    table.write_bytes("氏名,有効期限\r\n関所 花子,2027-03-31\r\n髙﨑 太郎,\r\n".encode("cp932"))
    words = ("id", "bulk", "issue", str(table), "--org", "131016")
    assert "this was a trial" in run(*words, "--dry-run")
    assert "shown once" in run(*words, exit_code=2)
    assert run.list("id", "list") == []
    run(*words, "--out", str(out), "--letters", str(paper))
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["氏名"] for row in rows] == ["関所 花子", "髙﨑 太郎"]
    assert paper.read_bytes().startswith(b"%PDF-")
    assert (out.stat().st_mode & 0o077, paper.stat().st_mode & 0o077) == (0, 0)
    run("id", "bulk", "revoke", str(out), "--org", "131016", "--reason", "退職")
    assert {one["state"] for one in run.list("id", "list")} == {"revoked"}


def test_a_table_with_a_wrong_row_does_nothing(run: Commands, tmp_path: Path) -> None:
    """Each wrong row is told with its number, and no right one is done."""
    table = tmp_path / "in.csv"
    table.write_text("name,expires\n関所 花子,soon\n関所 太郎,\n")
    told = run("id", "bulk", "issue", str(table), "--org", "131016", "--out", str(tmp_path / "o"), exit_code=1)
    assert "2" in told
    assert "is not a day" in told
    assert run.list("id", "list") == []
    assert not (tmp_path / "o").exists()
    table.write_bytes(b"x" * (MOST_BYTES + 1))
    assert "at most" in run("id", "bulk", "issue", str(table), "--org", "131016", "--dry-run", exit_code=1)


def test_a_sample_fills_an_empty_store(run: Commands) -> None:
    """Only an empty one: samples never mix with what is real."""
    assert "empty one" in run("sample", "--organisations", "2", "--ids", "30", exit_code=1)


@pytest.mark.parametrize(("total", "organisations"), [(IDENTITIES, ORGANISATIONS), (30, 4), (5, 5), (100, 1)])
def test_shares_add_up(total: int, organisations: int) -> None:
    """Every organisation has at least one ID and at most the most, and together they have all."""
    sizes = list(shares(total, organisations))
    assert (len(sizes), sum(sizes)) == (organisations, total)
    assert all(1 <= size <= MOST for size in sizes)
    if total == IDENTITIES:
        assert min(sizes) >= FEWEST


@pytest.mark.parametrize("code", ["131016", "131024", "011002", "271004", "400009"])
def test_codes_end_with_their_check_digit(code: str) -> None:
    """The last digit of real codes comes out of the first five."""
    assert with_check_digit(code[:5]) == code
