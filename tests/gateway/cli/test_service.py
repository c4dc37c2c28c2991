"""`init`: the beginning of a state directory, and of a newer program on an old one."""

from pathlib import Path

from gateway.config import Address
from gateway.state import StateDirectory
from tests.fakes.gateway_commands import Commands

PLACES = ("--clients", "127.0.0.1:8022", "--agents", "127.0.0.1:8023", "--console", "127.0.0.1:8443")


def test_a_state_directory_is_made_with_its_addresses(tmp_path: Path) -> None:
    """The listeners and the advertised addresses are those given, and the first audit row tells the authority."""
    run = Commands(tmp_path / "new")
    answer = run.json("init", *PLACES, "--advertise-clients", "gw.example.jp:443")
    config = StateDirectory.open(run.state).config
    assert config.clients.advertise == Address("gw.example.jp", 443)
    assert config.agents.advertise == config.agents.listen == Address("127.0.0.1", 8023)
    assert (answer["created"], len(str(answer["authority"]))) == (True, 43)
    assert "national:1:" in run("audit", "verify")


def test_a_second_init_changes_nothing(run: Commands) -> None:
    """Without addresses it only brings the store forward; with addresses it is refused; the authority stays."""
    before = run.json("init")
    assert before["created"] is False
    assert "exists already" in run("init", *PLACES, exit_code=1)
    assert run.json("init") == before
    assert len(run.list("org", "list")) == 1


def test_a_new_state_directory_needs_its_addresses(tmp_path: Path) -> None:
    """Missing, malformed or equal addresses are usage errors and make nothing."""
    run = Commands(tmp_path / "new")
    assert "--console" in run("init", *PLACES[:4], exit_code=2)
    assert "HOST:PORT" in run("init", "--clients", "8022", exit_code=2)
    same = ("--clients", "127.0.0.1:1", "--agents", "127.0.0.1:1", "--console", "127.0.0.1:2")
    assert "address of their own" in run("init", *same, exit_code=2)
    assert not run.state.exists()


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A directory with other things in it is not taken over."""
    (tmp_path / "letter.txt").write_text("dear")
    assert "not empty" in Commands(tmp_path)("init", *PLACES, exit_code=3)


def test_a_port_chosen_by_the_system_cannot_be_written_into_an_invitation(tmp_path: Path) -> None:
    """Without a port to dial, no ID is issued whose invitation could not be used."""
    run = Commands(tmp_path / "new")
    run("init", "--clients", "127.0.0.1:0", "--agents", "127.0.0.1:0", "--console", "127.0.0.1:0")
    run("org", "add", "131016", "千代田区")
    assert "advertise" in run("id", "issue", "--org", "131016", "--name", "関所 花子", exit_code=3)
    assert run.list("id", "list") == []
