"""`sekisho-agent`: what an office PC's keeper types. Parses, calls, prints; decides nothing.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 the state directory cannot be used, 4 the gateway cannot be reached.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, NoReturn

import structlog
import typer

from agent import japanese, logs
from agent.errors import AgentError, StateError, UnreachableError
from agent.state import Membership, StateDirectory, default_state, verified
from certs.errors import CertError
from wire import invitation as invitations

REFUSED, USAGE, STATE, UNREACHABLE = 1, 2, 3, 4

_HELP: Final = """The Sekisho agent: shows this office PC's screen, marked, to its user at home, and nothing else.

Exit codes: 0 done; 1 refused; 2 wrong usage; 3 the state directory cannot be used; 4 the gateway cannot be reached.
"""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=_HELP,
)

State = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="The directory that holds this PC's key and membership; this account's own when not given.",
        file_okay=False,
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as one JSON object on standard output.")]


@app.command()
def enrol(
    invitation: Annotated[str, typer.Argument(help="The line that begins with sekisho://, from the administrator.")],
    state: State = None,
    as_json: Json = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Make this PC an office PC: spend INVITATION and keep its key and certificates in the state directory.

    The key is made here and never leaves. An invitation is good for one PC; when the answer was lost on the way, the
    same command can be given again within ten minutes.
    """
    try:
        parsed = invitations.parse(invitation)
    except ValueError as error:
        _stop(USAGE, str(error), "invitation")
    if parsed.role != "agent":
        _stop(USAGE, "This invitation is for an employee's home PC; an office PC needs its own.", "invitation")
    from agent.enrolment import enrol as spend  # noqa: PLC0415 - only where it exists, or when it is needed

    logs.configure()
    try:
        membership = asyncio.run(spend(parsed, _opened(state), time.time()))
    except AgentError as error:
        _stop(_code(error), str(error), error.name)
    _say(as_json, _facts(membership), f"This PC is now {membership.pc} ({membership.name}).")


@app.command()
def run(
    state: State = None,
    display: Annotated[str | None, typer.Option(help="The X display to show, for instance :0.")] = None,
) -> None:
    """Attend at the gateway and show this PC's screen to its user when the gateway asks.

    Runs until it is stopped (SIGTERM, Ctrl+C), dials again for ever when the line breaks, listens on no port, and
    logs one JSON line for each event on standard error.
    """
    logs.configure()
    import cv2  # noqa: PLC0415 - only where it exists, or when it is needed

    from agent.local import LocalDesktop  # noqa: PLC0415 - only where it exists, or when it is needed
    from agent.service import Service  # noqa: PLC0415 - only where it exists, or when it is needed

    cv2.setNumThreads(1)  # a picture takes a millisecond or so: a second thread waits for longer than it works
    try:
        service = Service(_opened(state), LocalDesktop(display or os.environ.get("DISPLAY")))
    except AgentError as error:
        _stop(_code(error), str(error), error.name)
    _run_until_stopped(service.run)


@app.command()
def status(state: State = None, as_json: Json = False) -> None:  # noqa: FBT002 - a flag of the command line
    """Tell who this PC is, which gateway it belongs to, and until when its certificates are good."""
    directory = _opened(state)
    try:
        membership = directory.membership()
        dial, host = verified(membership, directory.key_line(), time.time())
    except AgentError as error:
        _stop(_code(error), str(error), error.name)
    except CertError as error:
        _stop(REFUSED, f"This PC's certificates are not good: {error}", "certificate")
    until = min(dial.expires_at, host.expires_at)
    facts = {**_facts(membership), "certificates_until": int(until)}
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(until))
    _say(as_json, facts, f"{membership.pc} ({membership.name}) at {facts['gateway']}, certificates good until {when}.")


def _opened(state: Path | None) -> StateDirectory:
    return StateDirectory(state or default_state())


def _facts(membership: Membership) -> dict[str, str | int]:
    return {"pc": membership.pc, "name": membership.name, "gateway": f"{membership.host}:{membership.port}"}


def _say(as_json: bool, facts: dict[str, str | int], sentence: str) -> None:  # noqa: FBT001 - a state, told by its name
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)


def _code(error: AgentError) -> int:
    match error:
        case StateError():
            return STATE
        case UnreachableError():
            return UNREACHABLE
        case _:
            return REFUSED


def _stop(code: int, sentence: str, reason: str) -> NoReturn:
    """One log line for the operator, the sentence for the person, the exit code."""
    logs.configure()
    structlog.get_logger().error("command_failed", reason=reason, detail=sentence, exit=code)
    typer.echo(japanese.translated(sentence) if japanese.asked_for() else sentence, err=True)
    raise typer.Exit(code)


def _run_until_stopped(forever: Callable[[], Awaitable[None]]) -> None:
    """Run *forever* on the quickest loop there is, until a signal asks it to end."""

    async def guarded() -> None:
        task = asyncio.ensure_future(forever())
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    with contextlib.suppress(KeyboardInterrupt):
        if sys.platform == "win32":
            asyncio.run(guarded())
        else:
            import uvloop  # noqa: PLC0415 - only where it exists, or when it is needed

            uvloop.run(guarded())


def main() -> None:
    """The entry point of `sekisho-agent`."""
    app()


if __name__ == "__main__":
    main()
