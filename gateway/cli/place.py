"""Where a command acts: on a state directory of this machine, or at a gateway elsewhere.

Knows how a place is typed, and opens it. What is done there is `calls`'.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from gateway.cli.at_machine import AtMachine
from gateway.cli.calls import Calls
from gateway.cli.desk import at_desk, expected_errors
from gateway.errors import StateError
from gateway.secret import Secret
from gateway.state import StateDirectory

T = TypeVar("T")
TOKEN: Final = "SEKISHO_TOKEN_FILE"  # noqa: S105 - a variable's name
AUTHORITY: Final = "SEKISHO_AUTHORITY"


@dataclass(frozen=True, slots=True)
class Place:
    """A state directory, or the address of a gateway's console."""

    text: str

    @property
    def is_remote(self) -> bool:
        """Whether it is reached over HTTPS."""
        return self.text.startswith("https://")


def place(value: str) -> Place:
    """A place as typed."""
    if value.startswith("http://"):
        raise typer.BadParameter(f"{value} is not safe: a gateway's address begins with https://.")
    return Place(value)


At = Annotated[
    Place,
    typer.Option(
        "--state",
        "--gateway",
        envvar=["SEKISHO_STATE", "SEKISHO_GATEWAY"],
        parser=place,
        metavar="DIR|URL",
        help="The state directory, or a gateway's address (https://…) with a token's file in SEKISHO_TOKEN_FILE.",
        show_default=False,
    ),
]


def ask(command: str, at: Place, work: Callable[[Calls], Awaitable[T]]) -> T:
    """Do *work* for *command* at a place; an expected error ends the program with its exit code."""
    if not at.is_remote:
        return at_desk(command, Path(at.text), lambda desk: work(Calls(AtMachine(desk))))
    with expected_errors(command):
        return asyncio.run(_elsewhere(at, work))
    raise AssertionError  # pragma: no cover - expected_errors either passes or raises


async def _elsewhere(at: Place, work: Callable[[Calls], Awaitable[T]]) -> T:
    from gateway.cli.remote import Remote  # noqa: PLC0415 - HTTP loads slowly, and at the machine nobody needs it

    authority = os.environ.get(AUTHORITY)
    remote = Remote(at.text, _token(), Path(authority) if authority else None)
    try:
        return await work(Calls(remote))
    finally:
        await remote.close()


def _token() -> Secret[str]:
    """The token, from a file: a command line or an environment is read by others."""
    path = os.environ.get(TOKEN)
    if not path:
        raise StateError(f"A gateway elsewhere needs a token: write it into a file, and name the file in {TOKEN}.")
    try:
        return Secret(Path(path).read_text("ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(f"The token's file {path} cannot be read.") from error


def console_of(at: Place) -> str:
    """Where the console of the gateway at a place is opened."""
    if at.is_remote:
        return at.text.rstrip("/")
    return f"https://{StateDirectory.open(Path(at.text)).config.console.advertise}"
