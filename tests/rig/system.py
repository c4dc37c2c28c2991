"""The three programs as a person would run them: command lines, state directories, one-time codes.

Knows the commands and what they print. Does not import the programs.
"""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self, cast

import pyotp

from tests.rig.process import PATIENCE, Event, Program, RigError, venv_program, wait_until

STEP: Final = 30  # seconds of one TOTP step
MARGIN: Final = 4.0  # seconds that an enrolment may take to show its code


def free_port() -> int:
    """A port that was free a moment ago. Addresses stand in invitations, so they are chosen before listening."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Host:
    """A machine to run a program on: nothing for this one, or the prefix that enters a network namespace."""

    prefix: tuple[str, ...] = ()

    def argv(self, program: str, *words: str) -> list[str]:
        """The command line of an installed program on this machine."""
        return [*self.prefix, venv_program(program), *words]


@dataclass(slots=True)
class Gateway:
    """A gateway's state directory, its commands and its service."""

    state: Path
    logs: Path
    host: Host = field(default_factory=Host)
    service: Program | None = None
    addresses: Event = field(default_factory=dict)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `sekisho-gateway` command."""
        done = subprocess.run(  # noqa: S603
            self.host.argv("sekisho-gateway", *words),
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "SEKISHO_STATE": str(self.state)},
            check=False,
        )
        if check and done.returncode != 0:
            raise RigError(f"sekisho-gateway {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def ask(self, *words: str) -> Event:
        """One command with `--json`, and its answer."""
        return cast("Event", json.loads(self.run(*words, "--json").stdout))

    def init(
        self,
        *,
        clients: str | None = None,
        agents: str | None = None,
        console: str | None = None,
        extra: Sequence[str] = (),
    ) -> None:
        """Make the state directory; an address not given is a free port of this machine's loopback."""
        clients, agents, console = (name or f"127.0.0.1:{free_port()}" for name in (clients, agents, console))
        self.run("init", "--clients", clients, "--agents", agents, "--console", console, *extra)

    def serve(self, timeout: float = PATIENCE) -> None:
        """Start the service and learn its addresses."""
        self.service = Program(
            self.host.argv("sekisho-gateway", "serve", "--state", str(self.state)), log=self.logs / "gateway.log"
        )
        self.addresses = self.service.wait_event("ready", timeout)

    def stop(self) -> None:
        """Stop the service, if it runs."""
        if self.service is not None:
            self.service.stop()
            self.service = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_agent(
    state: Path,
    invitation: str,
    *,
    display: str,
    log: Path,
    host: Host | None = None,
    env: Mapping[str, str] | None = None,
) -> Program:
    """Enrol an office PC and start its agent."""
    host = host or Host()
    _enrol(host.argv("sekisho-agent", "enrol", invitation, "--state", str(state)))
    return run_agent(state, display=display, log=log, host=host, env=env)


def run_agent(
    state: Path, *, display: str, log: Path, host: Host | None = None, env: Mapping[str, str] | None = None
) -> Program:
    """Start the agent of an enrolled office PC."""
    argv = (host or Host()).argv("sekisho-agent", "run", "--state", str(state), "--display", display)
    return Program(argv, log=log, env=env)


def _enrol(argv: Sequence[str]) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RigError(f"{' '.join(argv)}: {done.returncode}\n{done.stdout}{done.stderr}")


class Employee:
    """A person with a home PC and an authenticator."""

    def __init__(self, state: Path, *, env: Mapping[str, str], host: Host | None = None) -> None:
        self.state = state
        self._env = {**env, "QT_ENABLE_HIGHDPI_SCALING": "0"}
        self._host = host or Host()
        self._code = state.parent / f"{state.name}-code"
        self._uri = state.parent / f"{state.name}-totp"
        self.totp: pyotp.TOTP | None = None

    def code(self, *, back: int = 0) -> str:
        """The code on the authenticator now, or *back* steps ago."""
        if self.totp is None:
            raise RigError("this person has no authenticator yet")
        return self.totp.at(int(time.time()) - back * STEP)

    def enrol(self, invitation: str) -> None:
        """Spend the invitation; confirm with the previous step's code, so that the present one stays for joining."""
        argv = self._host.argv("sekisho-client", "enrol", invitation, "--state", str(self.state))
        self._code.unlink(missing_ok=True)
        confirm = threading.Thread(target=self._confirm, daemon=True)
        confirm.start()
        done = subprocess.run(  # noqa: S603
            [*argv, "--totp-out", str(self._uri), "--code-from", str(self._code)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **self._env},
        )
        if done.returncode != 0:
            raise RigError(f"sekisho-client enrol: {done.returncode}\n{done.stdout}{done.stderr}")
        confirm.join(5)

    def _confirm(self) -> None:
        uri = wait_until("the authenticator's secret", self._read_uri, timeout=30)
        totp = pyotp.parse_uri(uri)
        if not isinstance(totp, pyotp.TOTP):
            raise RigError("the secret is not a TOTP secret")
        self.totp = totp
        # The previous step's code is good until this step ends, so do not begin with it in the last moments.
        left = STEP - time.time() % STEP
        if left < MARGIN:
            time.sleep(left)
        self._put_code(self.code(back=1))

    def _read_uri(self) -> str:
        text = self._uri.read_text().strip() if self._uri.exists() else ""
        return text if text.startswith("otpauth://") else ""

    def _put_code(self, code: str) -> None:
        fresh = self._code.with_suffix(".new")
        fresh.write_text(code + "\n")
        fresh.replace(self._code)

    def connect(
        self,
        *,
        pc: str,
        log: Path,
        code: str | None = None,
        extra: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> Program:
        """Open the client's window and go straight to an office PC with the present code."""
        self._put_code(code or self.code())
        argv = self._host.argv(
            "sekisho-client",
            "connect",
            "--state",
            str(self.state),
            "--pc",
            pc,
            "--code-from",
            str(self._code),
            "--json",
        )
        return Program([*argv, *extra], log=log, env={**self._env, **(env or {})})
