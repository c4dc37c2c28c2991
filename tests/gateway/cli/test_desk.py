"""What every command does with trouble: one sentence, one log line, a documented exit code."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.gateway_commands import Commands

ROOT = Path(__file__).parents[3]


def gateway(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "gateway", *arguments, "--state", str(state)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - ours


def test_a_refusal_is_one_sentence_and_one_log_line(run: Commands) -> None:
    """On stderr stand a JSON line for the operator and a sentence for the person; stdout stays empty."""
    done = gateway(run.state, "id", "revoke", "131016-0009", "--json")
    log, sentence = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence == "There is no ID 131016-0009."
    line = json.loads(log)
    assert (line["event"], line["command"], line["reason"]) == ("command-failed", "id revoke", "UnknownError")


def test_an_answer_in_json_is_all_of_stdout(run: Commands) -> None:
    """A program can read stdout without looking, and stderr is silent."""
    done = gateway(run.state, "id", "issue", "--org", "131016", "--name", "関所 花子", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["id"] == "131016-0001"


def test_an_unusable_state_directory_is_exit_3(run: Commands) -> None:
    """A missing directory, an exposed secret and a newer version end with 3 and a sentence."""
    assert "There is no state directory" in run("id", "list", "--state", "/nonexistent", exit_code=3)
    (run.state / "secret.key").chmod(0o644)
    assert "Others can read" in run("id", "list", exit_code=3)
    (run.state / "secret.key").chmod(0o600)
    config = run.state / "config.toml"
    config.write_text(config.read_text().replace("version = 1", "version = 2"))
    assert "newer than this program" in run("id", "list", exit_code=3)


def test_a_failing_store_is_exit_4(run: Commands) -> None:
    """A damaged store ends with 4 and a sentence."""
    database = run.state / "sekisho.db"
    data = database.read_bytes()
    database.write_bytes(data[:8192] + b"\xa5" * (len(data) - 8192))
    assert "damaged" in run("id", "list", exit_code=4)


def test_a_secret_of_another_store_is_exit_3(run: Commands, tmp_path: Path) -> None:
    """A secret key that was swapped opens neither keys nor invitations, and nothing is issued without them."""
    (run.state / "secret.key").write_bytes(b"x" * 32)
    run("id", "issue", "--org", "131016", "--name", "関所 花子", exit_code=3)
    assert run.list("id", "list") == []
    shutil.rmtree(tmp_path / "state")


def test_usage_is_exit_2(run: Commands) -> None:
    """A missing option or a malformed value ends with 2."""
    run("id", "issue", "--org", "131016", exit_code=2)
    run("pc", "list", "--org", "x", exit_code=2)
    run("session", "end", "12", exit_code=2)


COMMANDS = """
init|serve|org add|org list|org policy|id issue|id list|id revoke|pc invite|pc list|pc retire|session list|session end
|trace|audit verify""".replace("\n", "")


@pytest.mark.parametrize("command", COMMANDS.split("|"))
def test_every_command_has_help_worth_reading(run: Commands, command: str) -> None:
    """Each command's help begins with a sentence of its own."""
    usage, _blank, first, *_rest = run(*command.split(), "--help").splitlines()
    assert command in usage
    assert len(first.split()) >= 4


def test_the_main_help_documents_the_exit_codes(run: Commands) -> None:
    """A program that calls ours can know what each exit code means."""
    text = " ".join(run("--help").split())
    assert all(f"{code} " in text.partition("Exit codes:")[2] for code in range(5))
