"""`session list` and `session end`."""

from typing import Annotated

import typer

from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, OrgFilter, State, session_number
from gateway.cli.output import Record, Value, show_json, show_table
from gateway.records import Session, session_name
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Sessions: list, end.")


@app.command("list")
def list_all(
    state: State,
    org: OrgFilter = None,
    *,
    ended: Annotated[bool, typer.Option("--all", help="Also sessions that have ended.")] = False,
    as_json: Json = False,
) -> None:
    """List who is viewing which office PC now, newest first."""
    found = at_desk("session list", state, lambda desk: desk.store.sessions(live_only=not ended, organisation=org))
    if as_json:
        show_json([_record(session) for session in found])
    else:
        show_table("Sessions", [_row(session, ended=ended) for session in found], empty="There is no session.")


@app.command()
def end(
    session: Annotated[int, typer.Argument(parser=session_number, metavar="SESSION", help="12 hexadecimal digits.")],
    state: State,
    *,
    as_json: Json = False,
) -> None:
    """End a session at once; the viewer is told that an administrator did so."""

    async def work(desk: Desk) -> Record:
        found = await desk.store.session(session)
        await desk.store.order_session_end(session, actor=desk.actor, now=desk.now)
        return {**_record(found), "ordered": found.ended_at is None}

    answer = at_desk("session end", state, work)
    if as_json:
        show_json(answer)
    elif answer["ordered"]:
        typer.echo(f"The session {answer['session']} of {answer['id']} is being ended.")
    else:
        typer.echo(f"The session {answer['session']} of {answer['id']} was over before; nothing was changed.")


def _row(session: Session, *, ended: bool) -> Record:
    """What fits a terminal of 80 columns, so that a session's number can be copied from it whole."""
    record = _record(session)
    names = ("session", "id", "pc", "home_pc", "opened", *(("ended", "reason") if ended else ()))
    return {name: _minute(record[name]) if name in ("opened", "ended") else record[name] for name in names}


def _minute(time: Value) -> Value:
    return time[:16].replace("T", " ") if isinstance(time, str) else time


def _record(session: Session) -> Record:
    return {
        "session": session_name(session.number),
        "id": session.identity,
        "pc": session.pc,
        "home_pc": session.hostname,
        "source": session.source,
        "opened": when(session.opened_at),
        "ended": when(session.ended_at),
        "reason": None if session.reason is None else session.reason.value,
        "bytes_down": session.bytes_down,
        "bytes_up": session.bytes_up,
    }
