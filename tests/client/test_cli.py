"""The real command in its own process, at a small real gateway: exit codes, output, the window without a screen."""

import asyncio
import json
import os
import stat
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
import zstandard

from tests.fakes.gateway_peer import CODE, URI, GatewayPeer
from wire import messages as m
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.reasons import Reason

WHOLE = Rect(0, 0, 320, 200)
BLACK = m.Picture(1, (m.Patch(Encoding.LOSSLESS, WHOLE, (WHOLE,), zstandard.compress(bytes(320 * 200 * 3))),))


async def start(*arguments: str, **environment: str) -> Process:
    """`sekisho-client` with *arguments*, without a screen and without the tester's keystore."""
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "LANG": "ja_JP.UTF-8",
        "LC_ALL": "",
        **environment,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "client", *arguments, stdout=PIPE, stderr=PIPE, stdin=asyncio.subprocess.DEVNULL, env=env
    )


async def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error."""
    process = await start(*arguments, **environment)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def state(peer: GatewayPeer, tmp_path: Path) -> Path:
    """A state directory enrolled through the command."""
    (tmp_path / "code").write_text(CODE + "\n")
    arguments = ["--state", str(tmp_path / "state"), "--code-from", str(tmp_path / "code"), "--json"]
    uri = tmp_path / "uri"
    code, out, err = await run("enrol", peer.facts.invitation, *arguments, "--totp-out", str(uri))
    assert code == 0, err
    assert json.loads(out) == {"event": "enrolled", "identity": "131016-0001", "name": "関所 花子"}
    assert uri.read_text() == URI + "\n"
    assert stat.S_IMODE(uri.stat().st_mode) == 0o600
    return tmp_path / "state"


async def event(process: Process, name: str) -> dict[str, object]:
    """The next event of that name."""
    assert process.stdout is not None
    async with asyncio.timeout(20):
        while line := await process.stdout.readline():
            found: dict[str, object] = json.loads(line)
            if found["event"] == name:
                return found
    raise AssertionError(f"no {name}")


async def show(peer: GatewayPeer) -> None:
    """The office PC shows a black screen as soon as it is viewed."""
    await peer.until(lambda: peer.facts.screen is not None)
    assert peer.facts.screen is not None
    peer.facts.screen.say(BLACK)


async def test_the_whole_way_and_the_end(peer: GatewayPeer, state: Path) -> None:
    """Connect with a code from a file, first picture, a cut line, back again, a revocation, and the picture is gone."""
    code = state.parent / "code"
    code.write_text(CODE + "\n")
    process = await start("connect", "--state", str(state), "--pc", "総務課-012", "--code-from", str(code), "--json")
    assert (await event(process, "viewing"))["pc"] == "総務課-012"
    await show(peer)
    await event(process, "first_picture")
    await peer.until(lambda: any(isinstance(message, m.Ack) for message in peer.facts.heard))
    peer.facts.screen = None
    peer.drop_everything()
    await event(process, "dimmed")
    await event(process, "viewing")
    await show(peer)
    await event(process, "first_picture")
    assert peer.facts.join is not None
    peer.facts.join.say(m.Bye(Reason.REVOKED))
    assert (await event(process, "ended"))["reason"] == "revoked"
    await event(process, "gone")
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_refusal_is_a_sentence_and_exit_code_1(peer: GatewayPeer, state: Path) -> None:
    """With a code from a file a refused join ends the program, says why on both outputs, and keeps them apart."""
    peer.facts.join_refusals.append(m.Refused(Reason.ANTIVIRUS_STOPPED, 0.0, final=True))
    code = state.parent / "code"
    code.write_text(CODE + "\n")
    status, out, err = await run("connect", "--state", str(state), "--code-from", str(code), "--json")
    assert status == 1
    assert json.loads(out) == {
        "event": "refused",
        "reason": "antivirus_stopped",
        "sentence": "ウイルス対策ソフトが動いていません。"
        "ウイルス対策ソフトを起動し、リアルタイム保護を有効にしてください。",
    }
    assert "ウイルス対策ソフトが動いていません。" in err


async def test_an_unreachable_gateway_is_exit_code_4(peer: GatewayPeer, state: Path) -> None:
    """A gateway that is away is told apart from one that says no."""
    peer.facts.accepting = False
    code = state.parent / "code"
    code.write_text(CODE + "\n")
    status, _, err = await run("connect", "--state", str(state), "--code-from", str(code))
    assert status == 4
    assert "ゲートウェイに接続できません。" in err


async def test_a_state_that_is_missing_or_newer_is_exit_code_3(tmp_path: Path) -> None:
    """Without an enrolment, or with one of a newer version, the sentence says what to do."""
    status, _, err = await run("connect", "--state", str(tmp_path), "--code-from", str(tmp_path / "code"))
    assert status == 3
    assert "登録されていません" in err
    (tmp_path / "enrolment.json").write_text('{"version": 99}')
    status, _, err = await run("connect", "--state", str(tmp_path), LANG="en_US.UTF-8")
    assert status == 3
    assert "newer version" in err


async def test_a_wrong_command_line_is_exit_code_2() -> None:
    """An option that does not exist is usage, and nothing else is tried."""
    assert (await run("connect", "--nonsense"))[0] == 2


async def test_without_a_screen_there_is_a_sentence(state: Path) -> None:
    """Where no window can be opened the person reads why, and the exit code is that of wrong usage."""
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    status, out, err = await run("connect", "--state", str(state), "--json", **nowhere)
    assert status == 2
    assert json.loads(out)["reason"] == "screen"
    assert "画面がありません" in err


async def test_what_is_no_invitation_is_refused(tmp_path: Path) -> None:
    """A wrong line is explained, and leaves nothing behind."""
    status, out, _ = await run("enrol", "https://example.com", "--state", str(tmp_path / "state"), "--json")
    assert status == 3
    assert json.loads(out)["event"] == "refused"
    assert not (tmp_path / "state").exists()


async def test_the_posture_can_be_looked_at(tmp_path: Path) -> None:
    """The report as it would be sent, and the checks as a person reads them."""
    none = {"SEKISHO_CLAMD_CONF": str(tmp_path / "none")}
    status, out, _ = await run("posture", "--json", **none)
    assert status == 0
    assert set(json.loads(out)) == set(m.Posture.__struct_fields__)
    status, out, _ = await run("posture", **none)
    assert status == 0
    assert "ウイルス対策ソフトの動作" in out


async def test_the_help_documents_the_exit_codes() -> None:
    """Each exit code is in the help."""
    _, out, _ = await run("--help")
    assert all(f"{number} " in out for number in range(5))
