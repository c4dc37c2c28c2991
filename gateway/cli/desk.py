"""One command's work: open the state directory and the store, act, close, and turn an expected error into a sentence.

Does not know the commands. An unexpected error is not caught: its traceback is a bug report.
"""

import asyncio
import enum
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from gateway import japanese, log
from gateway.clock import SystemClock
from gateway.errors import GatewayError, RefusedError, StateError, StoreError, UnreachableError
from gateway.inviting import Inviter
from gateway.ports import Store
from gateway.records import Actor
from gateway.secret import Secret
from gateway.state import StateDirectory, authority, open_store

T = TypeVar("T")


class Exit(enum.IntEnum):
    """The exit codes, as the help text documents them."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    STATE = 3
    STORE = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with. `now` is one moment for the whole act, in Unix seconds."""

    state: StateDirectory
    store: Store
    actor: Actor
    now: float

    def inviter(self, role: str) -> Callable[[Secret[str]], str]:
        """As `Inviter.lines`."""
        config = self.state.config
        inviter = Inviter(config.clients.advertise, config.agents.advertise, authority(self.state).fingerprint())
        return inviter.lines(role)


def at_desk(command: str, path: Path, work: Callable[[Desk], Awaitable[T]]) -> T:
    """Do *work* for *command* and return its answer; an expected error ends the program with its exit code."""
    with expected_errors(command):
        state = StateDirectory.open(path)
        store = open_store(state)
        return asyncio.run(_work(Desk(state, store, operator(), SystemClock().now()), work))
    raise AssertionError  # pragma: no cover - expected_errors either passes or raises


async def _work(desk: Desk, work: Callable[[Desk], Awaitable[T]]) -> T:
    try:
        return await work(desk)
    finally:
        await desk.store.close()


def operator() -> Actor:
    """Who sits at the keyboard: the account that called sudo, or the account itself."""
    return Actor("operator", os.environ.get("SUDO_USER") or getpass.getuser())


@contextmanager
def expected_errors(command: str) -> Iterator[None]:
    """Turn a `GatewayError` into one sentence for the person, one log line for the operator, and an exit code."""
    try:
        yield
    except GatewayError as error:
        reason = error.reason.value if isinstance(error, RefusedError) else type(error).__name__
        fail(command, reason, str(error), _exit_of(error))


def fail(command: str, reason: str, text: str, code: Exit) -> NoReturn:
    """End the program: one log line for the operator, the sentence *text* for the person, the exit code."""
    log.get("cli").error("command-failed", command=command, reason=reason, detail=text, exit=code.value)
    sys.stderr.write(f"{japanese.said(text)}\n")
    raise typer.Exit(code) from None


def _exit_of(error: GatewayError) -> Exit:
    match error:
        case StateError() | UnreachableError():
            return Exit.STATE
        case StoreError():
            return Exit.STORE
        case _:
            return Exit.REFUSED
