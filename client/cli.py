"""The command line: parses, calls, prints, and leaves with a documented exit code. Decides nothing."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from client.codes import CodeFile
from client.config import CODE_FILE_WAIT, Config, default_state
from client.enrolment import enrol as enrol_here
from client.enrolment import read_invitation
from client.errors import ClientError, NoScreenError, StateError
from client.exits import exit_of
from client.labels import CODE, ENROLLED, SCAN
from client.logs import note_refusal, to_stderr
from client.posture import examined
from client.posture.checks import Check
from client.qr import print_to
from client.sentence import system_language
from client.state import StateDirectory
from client.text import NO_SCREEN, STATE_UNWRITABLE, problem_text
from wire.reasons import Reason

_HELP = """Use your office PC from home, through your organisation's gateway. Shows its picture and keeps nothing.

Without a command the window opens.

Exit codes: 0 done · 1 refused, the sentence is on standard error · 2 wrong usage · 3 the state directory, the key or
a file cannot be used · 4 the gateway cannot be reached.
"""

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")  # where Qt looks for one

app = typer.Typer(help=_HELP, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

State = Annotated[Path | None, typer.Option("--state", help="Where this PC's enrolment is kept.", show_default=False)]
CodeFrom = Annotated[
    Path | None,
    typer.Option("--code-from", help="Take the one-time code from this file or FIFO as soon as it appears (60 s)."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]


class TerminalAuthenticator:
    """The person's side of an enrolment in a terminal; with files, a program's side."""

    def __init__(self, totp_out: Path | None, code_from: Path | None) -> None:
        self._out = totp_out
        self._codes = CodeFile(code_from) if code_from is not None else None

    async def offered(self, uri: str) -> None:
        """Show the secret as a QR code and as text, or write it to the file that was asked for."""
        if self._out is not None:
            await asyncio.to_thread(_write_private, self._out, uri)
            return
        typer.echo(SCAN.say(system_language()), err=True)
        print_to(sys.stderr, uri)
        typer.echo(uri, err=True)

    async def code(self, refused: Reason | None) -> str:
        """One code, typed or from the file."""
        if refused is not None:
            typer.echo(problem_text(refused).whole.say(system_language()), err=True)
        if self._codes is not None:
            return await self._codes.next(within=CODE_FILE_WAIT)
        return await asyncio.to_thread(_typed_code)


def _typed_code() -> str:
    while True:
        code = str(typer.prompt(CODE.say(system_language()), err=True)).strip()
        if len(code) == 6 and code.isascii() and code.isdigit():
            return code


def _write_private(path: Path, text: str) -> None:
    try:
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
    except OSError as error:
        raise StateError(STATE_UNWRITABLE.filled(str(error))) from error


def _leave(error: ClientError, *, as_json: bool) -> typer.Exit:
    """Print *error* for the person, and for a program when it asked; then leave with its exit code."""
    sentence = error.sentence.say(system_language())
    note_refusal("command_failed", error)
    typer.echo(sentence, err=True)
    if as_json:
        typer.echo(msgspec.json.encode({"event": "refused", "reason": error.name, "sentence": sentence}).decode())
    return typer.Exit(exit_of(error))


@app.callback(invoke_without_command=True)
def window(context: typer.Context) -> None:
    """Open the window when no command is given."""
    if context.invoked_subcommand is None:
        _open(Config(default_state()))


@app.command()
def enrol(
    invitation: Annotated[str, typer.Argument(help="The line that begins with sekisho://.")],
    state: State = None,
    totp_out: Annotated[
        Path | None, typer.Option("--totp-out", help="Write the authenticator's URI to this file (0600), show no QR.")
    ] = None,
    code_from: CodeFrom = None,
    replace: Annotated[  # noqa: FBT002 - a command-line switch
        bool, typer.Option("--replace", help="Give up this PC's present enrolment once the new one is complete.")
    ] = False,
    as_json: Json = False,  # noqa: FBT002 - a command-line switch
) -> None:
    """Enrol this PC with an invitation: makes its key, shows the QR code, confirms one code."""
    authenticator = TerminalAuthenticator(totp_out, code_from)
    directory = StateDirectory(state or default_state())
    try:
        done = asyncio.run(enrol_here(read_invitation(invitation), directory, authenticator, replace=replace))
    except ClientError as error:
        raise _leave(error, as_json=as_json) from error
    if as_json:
        typer.echo(msgspec.json.encode({"event": "enrolled", "identity": done.identity, "name": done.name}).decode())
    else:
        typer.echo(ENROLLED.filled(f"{done.identity} {done.name}").say(system_language()))


@app.command()
def connect(
    state: State = None,
    pc: Annotated[str | None, typer.Option("--pc", help="Open this office PC at once: its name or identifier.")] = None,
    code_from: CodeFrom = None,
    fullscreen: Annotated[bool, typer.Option("--fullscreen", help="Show the office PC in full screen.")] = False,  # noqa: FBT002 - a switch
    as_json: Json = False,  # noqa: FBT002 - a command-line switch
) -> None:
    """Open the window on this PC's enrolment and connect."""
    _open(Config(state or default_state(), pc, code_from, fullscreen, as_json))


@app.command()
def posture(as_json: Json = False) -> None:  # noqa: FBT002 - a command-line switch
    """Print what this PC would report about its safety; nothing is sent."""
    taken, checks = examined()
    if as_json:
        named = {name: getattr(taken, name) for name in taken.__struct_fields__}
        named["antivirus"] = [{name: getattr(p, name) for name in p.__struct_fields__} for p in taken.antivirus]
        typer.echo(msgspec.json.encode(named).decode())
        return
    _print_checks(checks)


def _print_checks(checks: tuple[Check, ...]) -> None:
    language = system_language()
    for check in checks:
        advice = f"  {check.advice.say(language)}" if check.advice is not None else ""
        detail = f"  {check.detail.say(language)}" if check.detail is not None else ""
        typer.echo(f"{check.result.value:8} {check.title.say(language)}{detail}{advice}")


def _open(config: Config) -> None:
    if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
        # Qt itself would end the process with a text about its plug-ins.
        raise _leave(NoScreenError(NO_SCREEN), as_json=config.json)
    from client.qt.app import run  # noqa: PLC0415 - enrol and posture work without a display

    raise typer.Exit(run(config))


def main() -> None:
    """The entry point of `sekisho-client`."""
    to_stderr()
    app()
