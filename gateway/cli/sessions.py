"""`session list` and `session end`."""

from typing import Annotated

import typer

from gateway.admin import sessions
from gateway.admin.moments import seconds
from gateway.admin.sessions import SessionQuery, SessionShown
from gateway.cli.calls import Calls
from gateway.cli.identities import organisation_codes
from gateway.cli.options import Json, OrgFilter, session_number
from gateway.cli.output import Record, Value, show_json, show_table
from gateway.cli.place import At, ask
from gateway.errors import UnknownError
from gateway.records import session_name
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Sessions: list, end.")


@app.command("list")
def list_all(
    at: At,
    org: OrgFilter = None,
    *,
    ended: Annotated[bool, typer.Option("--all", help="Also sessions that have ended.")] = False,
    as_json: Json = False,
) -> None:
    """List who is viewing which office PC now, newest first."""

    async def work(call: Calls) -> list[SessionShown]:
        query, found = SessionQuery(live=not ended), list[SessionShown]()
        for code in [org] if org else await organisation_codes(call):
            found += [one async for one in call.all(sessions.BOOK, sessions.find_sessions, code, query)]
        return sorted(found, key=lambda one: one.opened_at, reverse=True)

    found = ask("session list", at, work)
    if as_json:
        show_json([_record(session) for session in found])
    else:
        show_table("Sessions", [_row(session, ended=ended) for session in found], empty="There is no session.")


@app.command()
def end(
    session: Annotated[int, typer.Argument(parser=session_number, metavar="SESSION", help="12 hexadecimal digits.")],
    at: At,
    *,
    as_json: Json = False,
) -> None:
    """End a session at once; the viewer is told that an administrator did so."""

    async def work(call: Calls) -> Record:
        code, found = await _found(call, session_name(session))
        await call(sessions.BOOK, sessions.end_session, code, session=found.session)
        return {**_record(found), "ordered": found.ended_at is None}

    answer = ask("session end", at, work)
    if as_json:
        show_json(answer)
    elif answer["ordered"]:
        typer.echo(f"The session {answer['session']} of {answer['id']} is being ended.")
    else:
        typer.echo(f"The session {answer['session']} of {answer['id']} was over before; nothing was changed.")


async def _found(call: Calls, number: str) -> tuple[str, SessionShown]:
    """The session with its organisation, among all that one may see."""
    for code in await organisation_codes(call):
        async for one in call.all(sessions.BOOK, sessions.find_sessions, code, SessionQuery(text=number)):
            if one.session == number:
                return code, one
    raise UnknownError(f"There is no session {number}.")


def _row(session: SessionShown, *, ended: bool) -> Record:
    """What fits a terminal of 80 columns, so that a session's number can be copied from it whole."""
    record = _record(session)
    names = ("session", "id", "pc", "home_pc", "opened", *(("ended", "reason") if ended else ()))
    return {name: _minute(record[name]) if name in ("opened", "ended") else record[name] for name in names}


def _minute(time: Value) -> Value:
    return time[:16].replace("T", " ") if isinstance(time, str) else time


def _record(session: SessionShown) -> Record:
    return {
        "session": session.session,
        "id": session.identity,
        "pc": session.pc,
        "home_pc": session.hostname,
        "source": session.source,
        "opened": when(seconds(session.opened_at)),
        "ended": when(seconds(session.ended_at)),
        "reason": None if session.reason is None else session.reason.value,
        "bytes_down": session.bytes_down,
        "bytes_up": session.bytes_up,
    }
