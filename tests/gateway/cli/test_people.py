"""`org`, `id` and `pc`, as an administrator types them."""

import pytest

from gateway.cli.output import show_table
from tests.fakes.gateway_commands import Commands
from wire import invitation


def test_organisations_are_added_and_listed(run: Commands) -> None:
    """An organisation is added once, with its code and name."""
    run("org", "add", "131024", "中央区")
    assert [(o["code"], o["name"]) for o in run.list("org", "list")] == [("131016", "千代田区"), ("131024", "中央区")]
    assert "exists already" in run("org", "add", "131024", "中央区", exit_code=1)
    assert "six digits" in run("org", "add", "1310", "中央区", exit_code=2)


def test_an_id_is_issued_with_an_invitation(run: Commands) -> None:
    """The answer names the ID and holds an invitation for the clients' address, to be trusted by its fingerprint."""
    answer = run.json("id", "issue", "--org", "131016", "--name", "関所 花子")
    assert (answer["id"], answer["name"]) == ("131016-0001", "関所 花子")
    invited = invitation.parse(str(answer["invitation"]))
    assert (invited.host, invited.port, invited.role) == ("127.0.0.1", 8022, "client")
    assert invited.fingerprint == run.json("init")["authority"]
    again = run("id", "issue", "--org", "131016", "--name", "関所 太郎")
    assert "131016-0002" in again
    assert [line for line in again.split() if line.startswith("sekisho://")]
    assert [i["state"] for i in run.list("id", "list", "--org", "131016")] == ["issued", "issued"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "two\nlines", "\x1b[31m"])
def test_a_name_is_one_printable_line(run: Commands, name: str) -> None:
    """A name that could not be written on a picture is a usage error and issues nothing."""
    assert "printable" in run("id", "issue", "--org", "131016", "--name", name, exit_code=2)
    assert run.list("id", "list") == []


def test_an_id_is_revoked_with_a_story(run: Commands) -> None:
    """Revoking says what happened; again, that nothing did; an unknown ID is refused."""
    run("id", "issue", "--org", "131016", "--name", "関所 花子")
    assert "131016-0001 (関所 花子) is revoked" in run("id", "revoke", "131016-0001")
    assert "nothing was changed" in run("id", "revoke", "131016-0001")
    assert "There is no ID 131016-0009." in run("id", "revoke", "131016-0009", exit_code=1)
    answer = run.json("id", "revoke", "131016-0001")
    assert (answer["was"], answer["state"], answer["live_sessions"]) == ("revoked", "revoked", 0)


def test_an_office_pc_is_invited_for_its_users(run: Commands) -> None:
    """The answer names the PC and holds an invitation for the agents' address; the list says for whom it is."""
    for name in ("関所 花子", "関所 太郎"):
        run("id", "issue", "--org", "131016", "--name", name)
    both = ("--for", "131016-0001", "--for", "131016-0002")
    answer = run.json("pc", "invite", "--org", "131016", "--name", "総務課-012", *both)
    assert (answer["pc"], answer["name"]) == ("pc-131016-0001", "総務課-012")
    invited = invitation.parse(str(answer["invitation"]))
    assert (invited.port, invited.role) == (8023, "agent")
    (pc,) = run.list("pc", "list", "--org", "131016")
    assert (pc["segment"], pc["state"], pc["for"]) == ("lgwan", "invited", ["131016-0001", "131016-0002"])


def test_an_office_pc_for_nobody_of_ours_is_refused(run: Commands) -> None:
    """An unknown ID, one of another organisation, a revoked one and none at all are refused, and no PC is made."""
    run("org", "add", "131024", "中央区")
    run("id", "issue", "--org", "131024", "--name", "中央 次郎")
    run("id", "issue", "--org", "131016", "--name", "関所 花子")
    run("id", "revoke", "131016-0001")
    invite = ("pc", "invite", "--org", "131016", "--name", "総務課-012")
    assert "There is no ID 131016-0009." in run(*invite, "--for", "131016-0009", exit_code=1)
    assert "is not of the organisation" in run(*invite, "--for", "131024-0001", exit_code=1)
    assert "revoked" in run(*invite, "--for", "131016-0001", exit_code=1)
    run(*invite, exit_code=2)
    assert run.list("pc", "list") == []


def test_the_my_number_segment_is_refused(run: Commands) -> None:
    """The sentence says why."""
    run("id", "issue", "--org", "131016", "--name", "関所 花子")
    invite = ("pc", "invite", "--org", "131016", "--name", "住民課-1", "--for", "131016-0001")
    assert "My Number segment cannot be registered" in run(*invite, "--segment", "mynumber", exit_code=1)


def test_an_office_pc_is_retired_with_a_story(run: Commands) -> None:
    """Retiring says what happened; again, that nothing did."""
    run("id", "issue", "--org", "131016", "--name", "関所 花子")
    run("pc", "invite", "--org", "131016", "--name", "総務課-012", "--for", "131016-0001")
    assert "pc-131016-0001 (総務課-012) is retired" in run("pc", "retire", "pc-131016-0001")
    assert "nothing was changed" in run("pc", "retire", "pc-131016-0001")
    assert "There is no office PC" in run("pc", "retire", "pc-131016-0002", exit_code=1)


def test_empty_lists_say_so(run: Commands) -> None:
    """An empty table is a sentence."""
    assert "no ID yet" in run("id", "list")
    assert "no office PC yet" in run("pc", "list")
    assert "no session" in run("session", "list")


@pytest.mark.parametrize(
    "name", ["[red]home-pc", "[link=https://example.org]home-pc[/link]", "home-pc[/]", "[/nothing]"]
)
def test_a_name_is_text_and_no_markup(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A home PC's name in brackets neither colours nor links the list of sessions, nor keeps it from being shown."""
    show_table("Sessions", [{"home_pc": name}], empty="")
    printed = capsys.readouterr().out
    assert name in printed
    assert "\x1b" not in printed
