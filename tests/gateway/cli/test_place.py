"""Commands at the machine and elsewhere: the same acts, answers and errors, whichever way they go."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Role
from gateway.cli.remote import error_of
from gateway.clock import SystemClock
from gateway.errors import (
    ConflictError,
    ForbiddenError,
    GatewayError,
    RefusedError,
    StoreError,
    UnreachableError,
)
from gateway.signin.passwords import Passwords
from gateway.signin.signin import SignIn
from gateway.state import StateDirectory, open_store
from tests.fakes.administrators import administrator, token
from tests.fakes.gateway_commands import Commands
from tests.fakes.statedir import new_state
from tests.rig.process import Program

ORG = "131016"


async def _token(state: StateDirectory, role: Role, organisation: str | None) -> str:
    clock, store = SystemClock(), open_store(state)
    try:
        quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        await administrator(SignIn(store, clock, quick, None), store, clock, role.value, role, organisation)
        return await token(store, role.value, organisation, clock.now())
    finally:
        await store.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Commands]:
    """A gateway that runs as a process of its own, asked over HTTPS with the operator's token."""
    state = new_state(tmp_path / "remote")
    (tmp_path / "token").write_text(asyncio.run(_token(state, Role.OPERATOR, None)) + "\n")
    command = [sys.executable, "-m", "gateway", "serve", "--state", str(state.path)]
    with Program(command, log=tmp_path / "gateway.log") as program:
        console = str(program.wait_event("ready")["console"])
        yield Commands(
            state.path,
            {
                "SEKISHO_GATEWAY": f"https://{console}",
                "SEKISHO_TOKEN_FILE": str(tmp_path / "token"),
                "SEKISHO_AUTHORITY": str(state.path / "keys" / "console-authority-certificate.pem"),
            },
        )


def told(text: str) -> str:
    """What was printed, without what differs each time: codes, invitations, times, digests, addresses."""
    text = re.sub(r"sekisho://\S+", "<invitation>", text)
    text = re.sub(r'"[A-Z2-7]{32}"', '"<code>"', text)
    text = re.sub(r"[0-9a-f]{64}", "<digest>", text)
    text = re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", "<time>", text)
    text = re.sub(r'"[0-9]{10}"', '"<emergency code>"', text)
    text = re.sub(r"https://[a-z0-9.:]+/", "https://<console>/", text)
    text = re.sub(r'"revoked_at": [0-9.]+', '"revoked_at": <time>', text)
    return re.sub(r'^\{"room".*\n', "", text, flags=re.MULTILINE)


def day(run: Commands, folder: Path) -> Iterator[str]:
    """A day of an operator's commands, each answer as a program reads it, and each refusal."""
    table = folder / "people.csv"
    table.write_text("name,expires\n" + "".join(f"職員 {number},2030-03-31\n" for number in range(3)), "utf-8")
    wrong = folder / "wrong.csv"
    wrong.write_text("id\n131016-0001\n131016-0999\n", "utf-8")
    file = folder / f"{'remote' if run.state.name == 'remote' else 'local'}.jsonl"
    one, pc = f"{ORG}-0001", f"pc-{ORG}-0001"
    acts: list[tuple[int, tuple[str, ...]]] = [
        (0, ("org", "add", ORG, "千代田区")),
        (1, ("org", "add", ORG, "千代田区")),
        (1, ("org", "add", "131017", "千代田区")),
        (0, ("org", "list")),
        (0, ("id", "issue", "--org", ORG, "--name", "関所 花子")),
        (0, ("id", "bulk", "issue", str(table), "--org", ORG, "--out", str(folder / "out.csv"))),
        (1, ("id", "bulk", "suspend", str(wrong), "--org", ORG)),
        (0, ("id", "list", "--org", ORG)),
        (0, ("id", "suspend", one, "--reason", "休職")),
        (0, ("id", "resume", one, "--reason", "復職")),
        (0, ("id", "extend", one, "--until", "2031-03-31")),
        (0, ("id", "lost", one, "phone")),
        (1, ("id", "codes", one)),
        (0, ("org", "quota", ORG, "4")),
        (1, ("id", "issue", "--org", ORG, "--name", "関所 太郎")),
        (0, ("org", "emergency", "grant", ORG, "5", "--until", "2030-03-31", "--reason", "災害")),
        (0, ("org", "emergency", "list", ORG)),
        (0, ("org", "emergency", "end", ORG, "1")),
        (1, ("org", "emergency", "end", ORG, "7")),
        (0, ("pc", "invite", "--org", ORG, "--name", "総務課-012", "--for", one)),
        (1, ("pc", "invite", "--org", ORG, "--name", "住民課-1", "--for", one, "--segment", "mynumber")),
        (0, ("pc", "change", pc, "--name", "総務課-013", "--wake", "3c:52:82:1a:0b:4d")),
        (2, ("pc", "change", pc)),
        (0, ("pc", "list")),
        (0, ("pc", "retire", pc)),
        (0, ("device", "list")),
        (1, ("device", "revoke", "SHA256:" + "A" * 43, "--org", ORG, "--reason", "紛失")),
        (0, ("official", "add", "sato", "--org", ORG, "--role", "administrator", "--name", "佐藤")),
        (0, ("official", "list", "--org", ORG)),
        (0, ("official", "reset", "sato", "--org", ORG)),
        (0, ("official", "end", "sato", "--org", ORG)),
        (1, ("official", "end", "nobody", "--org", ORG)),
        (0, ("token", "list", "--org", ORG)),
        (0, ("org", "policy", ORG, "--set", "idle_after=20m")),
        (1, ("org", "policy", ORG, "--set", "idle_after=20d")),
        (0, ("org", "suspend", ORG, "--reason", "試験")),
        (0, ("org", "resume", ORG, "--reason", "試験")),
        (0, ("session", "list", "--all")),
        (1, ("session", "end", "0123456789ab")),
        (0, ("id", "revoke", one)),
        (1, ("id", "revoke", f"{ORG}-0999")),
        (0, ("audit", "export", ORG, "--out", str(file))),
    ]
    for code, words in acts:
        yield f"{' '.join(words[:2])} {told(run(*words, '--json', exit_code=code)).replace(str(file), 'FILE')}"
    assert json.loads(file.read_text("utf-8").splitlines()[0])["chain"] == ORG


def test_every_command_does_the_same_from_elsewhere(elsewhere: Commands, tmp_path: Path) -> None:
    """A day at the machine and the same day over HTTPS give the same answers, refusals, exit codes and chains."""
    here = Commands(new_state(tmp_path / "here").path)
    assert list(day(here, tmp_path)) == list(day(elsewhere, tmp_path))
    chains = [{str(one["chain"]): one["rows"] for one in run.list("audit", "verify")} for run in (here, elsewhere)]
    assert chains[0][ORG] == chains[1][ORG]
    assert NATIONAL in chains[1]


def test_a_token_is_issued_from_elsewhere_and_ended(elsewhere: Commands) -> None:
    """A token may make another with some of its own rights, which the list shows until it is ended."""
    words = ("--label", "人事システム", "--scope", "directory:read", "--until", "2027-03-31")
    answer = elsewhere.json("token", "issue", *words)
    assert str(answer["token"]).startswith("sekisho_")
    number = str(answer["number"])
    (found,) = [one for one in elsewhere.list("token", "list") if str(one["number"]) == number]
    assert (found["label"], found["scopes"], found["ended"]) == ("人事システム", ["directory:read"], None)
    assert "has ended" in elsewhere("token", "end", number)
    (found,) = [one for one in elsewhere.list("token", "list") if str(one["number"]) == number]
    assert found["ended"] is not None


def test_what_is_wrong_with_a_place_is_one_sentence(elsewhere: Commands, tmp_path: Path) -> None:
    """A gateway that is not there or not trusted, an unknown or missing token, and plain HTTP are each told."""
    assert "does not answer" in elsewhere("org", "list", "--gateway", "https://127.0.0.1:1", exit_code=3)
    assert "begins with https://" in elsewhere("org", "list", "--gateway", "http://127.0.0.1:1", exit_code=2)
    untrusting = Commands(elsewhere.state, {**elsewhere.environment, "SEKISHO_AUTHORITY": ""})
    assert "certificate that is trusted" in untrusting("org", "list", exit_code=3)
    (tmp_path / "token").write_text("sekisho_wrong")
    assert "does not know the token" in elsewhere("org", "list", exit_code=3)
    (tmp_path / "token").unlink()
    assert "cannot be read" in elsewhere("org", "list", exit_code=3)
    tokenless = Commands(elsewhere.state, {**elsewhere.environment, "SEKISHO_TOKEN_FILE": ""})
    assert "needs a token" in tokenless("org", "list", exit_code=3)


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ({"type": "urn:sekisho:problem:conflict", "detail": "It exists."}, ConflictError),
        ({"type": "urn:sekisho:problem:store", "detail": "The store failed."}, StoreError),
        ({"type": "urn:sekisho:problem:refused", "reason": "revoked"}, RefusedError),
        ({"type": "urn:sekisho:problem:forbidden", "scope": "directory:write"}, ForbiddenError),
        ({"type": "urn:sekisho:problem:internal", "detail": "Our own fault."}, GatewayError),
        ({"type": "urn:sekisho:problem:of-tomorrow", "detail": "Something."}, GatewayError),
    ],
)
def test_a_problem_is_the_error_that_it_tells(problem: dict[str, str], kind: type[GatewayError]) -> None:
    """Each type of problem becomes the error with the same exit code, also one that a newer gateway may send."""
    assert type(error_of(409, json.dumps(problem).encode())) is kind


@pytest.mark.parametrize("told", [b"", b"<html>", b"[]", b"\xff", b'{"type": 3}'])
def test_another_server_is_not_taken_for_a_gateway(told: bytes) -> None:
    """Whatever else answers there is an error of the place, told with its status."""
    assert type(error_of(502, told)) is UnreachableError
    assert "502" in str(error_of(502, told))
