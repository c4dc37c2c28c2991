"""The command line, as a person meets it."""

import asyncio
import json
import time
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from agent.__main__ import REFUSED, STATE, UNREACHABLE, USAGE, app
from agent.enrolment import enrol
from agent.state import StateDirectory
from certs.profiles import DAY, Profile
from tests.fakes.checkpoint import PC, Checkpoint
from wire.invitation import Invitation

INVITATION = f"sekisho://127.0.0.1:9/agent/{'A' * 32}/{'B' * 43}"


def run(*arguments: str) -> Result:
    """What `sekisho-agent` answers."""
    return CliRunner().invoke(app, list(arguments))


async def enrolled(path: Path) -> StateDirectory:
    """A state directory with an enrolment."""
    directory = StateDirectory(path)
    async with Checkpoint() as checkpoint:
        await enrol(checkpoint.invitation(), directory, time.time())
    return directory


@pytest.mark.parametrize("command", [[], ["enrol"], ["run"], ["status"]])
def test_help_tells_what_each_command_does(command: list[str]) -> None:
    """Help has whole sentences, and the exit codes are documented."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.split()) > 30
    if not command:
        assert "Exit codes" in result.output


@pytest.mark.parametrize(
    ("invitation", "sentence"),
    [("hello", "not a Sekisho invitation"), (INVITATION.replace("agent", "client"), "home PC")],
)
def test_a_wrong_invitation_is_wrong_usage(tmp_path: Path, invitation: str, sentence: str) -> None:
    """One sentence, exit code 2, and nothing made."""
    result = run("enrol", invitation, "--state", str(tmp_path / "state"))
    assert (result.exit_code, sentence in result.output) == (USAGE, True)
    assert not (tmp_path / "state").exists()


def test_a_gateway_that_is_not_there_cannot_be_reached(tmp_path: Path) -> None:
    """Exit code 4."""
    result = run("enrol", INVITATION, "--state", str(tmp_path))
    assert result.exit_code == UNREACHABLE
    assert "cannot be reached" in result.output


def test_a_directory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Exit code 3, for each command."""
    (tmp_path / "file").write_text("")
    assert run("enrol", INVITATION, "--state", str(tmp_path / "file" / "state")).exit_code == STATE
    assert run("run", "--state", str(tmp_path)).exit_code == STATE
    assert run("status", "--state", str(tmp_path)).exit_code == STATE


async def test_status_tells_who_this_pc_is(tmp_path: Path) -> None:
    """In a sentence, or as JSON for a program."""
    await enrolled(tmp_path)
    assert PC in run("status", "--state", str(tmp_path)).output
    facts = json.loads(run("status", "--state", str(tmp_path), "--json").output)
    assert facts["pc"] == PC
    assert facts["name"] == "総務課-012"
    assert facts["certificates_until"] > time.time() + 80 * DAY


async def test_without_a_word_the_state_is_this_accounts_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `enrol` keeps without --state, `status` finds without it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    async with Checkpoint() as checkpoint:
        invitation = str(checkpoint.invitation())
        done = await asyncio.to_thread(run, "enrol", invitation)
    assert done.exit_code == 0
    assert PC in run("status").output
    assert (tmp_path / "sekisho-agent" / "membership.json").exists()


async def test_certificates_that_have_ended_are_refused(tmp_path: Path) -> None:
    """Exit code 1, and the sentence says that they have expired."""
    directory = StateDirectory(tmp_path)
    async with Checkpoint() as checkpoint:
        membership = await enrol(checkpoint.invitation(), directory, time.time())
        old = checkpoint.certificate(Profile.MACHINE_DIAL, directory.key_line(), PC, time.time() - 91 * DAY)
    directory.save(msgspec.structs.replace(membership, dial_certificate=old))
    result = run("status", "--state", str(tmp_path))
    assert (result.exit_code, "expired" in result.output) == (REFUSED, True)


def test_the_invitation_never_shows_its_code() -> None:
    """Its repr, which a traceback would print, hides the code."""
    assert "A" * 32 not in repr(Invitation("h", 1, "agent", "A" * 32, "B" * 43))
