"""`id bulk`: a spreadsheet of people, issued, suspended, revoked or extended together; all of them or none.

Knows files and what is printed. What a table may hold is `gateway.bulk`'s.
"""

import csv
import enum
import io
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from gateway import bulk
from gateway.bulk import Line, Wrong
from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, Org, State, ValidDays
from gateway.cli.output import Record, show_json, show_table
from gateway.errors import MalformedError
from gateway.japanese import said
from gateway.letters import Letter, letters
from gateway.records import Identity
from gateway.secret import Secret
from gateway.times import when


class Act(enum.StrEnum):
    """What is done with every row."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    EXTEND = "extend"


def bulk_act(  # noqa: PLR0913 - the options of one command
    act: Annotated[Act, typer.Argument(metavar="ACT", help="issue, suspend, resume, revoke or extend.")],
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="CSV (UTF-8 or CP932) or XLSX.", dir_okay=False)],
    state: State,
    org: Org,
    reason: Annotated[str, typer.Option("--reason", help="Why, for rows that do not say.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="CSV", help="Where the new IDs and invitations are written.")
    ] = None,
    paper: Annotated[
        Path | None, typer.Option("--letters", metavar="PDF", help="Where the invitations are written as letters.")
    ] = None,
    valid_days: ValidDays = 14,
    *,
    try_out: Annotated[bool, typer.Option("--dry-run", help="Check every row, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Issue, suspend, resume, revoke or extend all IDs of a table, or none of them.

    The first line names the columns: name (氏名) to issue, id (ID) otherwise; expires (有効期限), emergency (緊急枠)
    and reason (理由) where they fit. What is wrong is told row by row, and then nothing is done.
    """
    if act is Act.ISSUE and not try_out and out is None and paper is None:
        raise typer.BadParameter("Invitations are shown once: say where to write them with --out or --letters.")

    async def work(desk: Desk) -> tuple[int, list[Wrong], list[tuple[Identity, Secret[str]]]]:
        lines = bulk.read_table(table.read_bytes())
        if act is Act.ISSUE:
            wanted, wrong = bulk.to_issue(lines)
            if wrong or try_out or not wanted:
                return len(wanted), wrong, []
            desk.inviter("client")
            until = desk.now + valid_days * 86400
            issued = await desk.store.issue_identities(
                org, wanted, invitation_until=until, actor=desk.actor, now=desk.now
            )
            return len(wanted), [], list(issued)
        known = frozenset(one.identity for one in await desk.store.identities(org))
        names, wrong = bulk.named_ids(lines, known)
        if names and not wrong and not try_out:
            await _act(desk, act, org, lines, names, reason)
        return len(names), wrong, []

    count, wrong, issued = at_desk("id bulk", state, work)
    if wrong:
        _tell_wrong(wrong, as_json=as_json)
        raise typer.Exit(1)
    if issued:
        _write(state, org, issued, out, paper, valid_days)
    answer: Record = {"act": act.value, "rows": count, "done": not try_out}
    if as_json:
        show_json(answer)
    else:
        typer.echo(f"{count} rows are right; nothing was changed: this was a trial." if try_out else f"{count}: done.")


async def _act(desk: Desk, act: Act, org: str, lines: list[Line], names: list[str], reason: str) -> None:
    """One transaction for the whole table, so it has one reason, or one day."""
    if act is Act.EXTEND:
        days = {bulk.last_moment(line) for line in lines}
        if len(days) > 1:
            raise MalformedError("All rows need the same day: a table is done as a whole or not at all.")
        await desk.store.extend_identities(org, names, days.pop(), actor=desk.actor, now=desk.now)
        return
    reasons = {line.cells.get("reason") or reason or act.value for line in lines}
    if len(reasons) > 1:
        raise MalformedError("All rows need the same reason: a table is done as a whole or not at all.")
    acts = {
        Act.SUSPEND: desk.store.suspend_identities,
        Act.RESUME: desk.store.resume_identities,
        Act.REVOKE: desk.store.revoke_identities,
    }
    await acts[act](org, names, reasons.pop(), actor=desk.actor, now=desk.now)


def _write(
    state: Path,
    org: str,
    issued: list[tuple[Identity, Secret[str]]],
    out: Path | None,
    paper: Path | None,
    valid_days: int,
) -> None:
    async def named(desk: Desk) -> tuple[str, list[Letter], str]:
        line, organisation = desk.inviter("client"), await desk.store.organisation(org)
        made = [Letter(identity.identity, identity.name, line(code)) for identity, code in issued]
        return organisation.name, made, (when(desk.now + valid_days * 86400) or "")[:10]

    name, items, until = at_desk("id bulk", state, named)
    if out is not None:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("ID", "氏名", "招待状"))
        writer.writerows((item.identity, item.name, item.invitation) for item in items)
        _private(out, text.getvalue().encode("utf-8-sig"))
    if paper is not None:
        with Progress(transient=True) as progress:
            task = progress.add_task("PDF", total=len(items))
            _private(paper, letters(name, until, items, lambda done: progress.update(task, completed=done)))


def _private(path: Path, data: bytes) -> None:
    """Invitations are for whoever issued them alone."""
    path.touch(mode=0o600, exist_ok=True)
    path.write_bytes(data)


def _tell_wrong(wrong: list[Wrong], *, as_json: bool) -> None:
    records: list[Record] = [{"row": one.row, "problem": one.sentence} for one in wrong]
    if as_json:
        show_json(records)
        return
    shown: list[Record] = [{"row": one.row, "problem": said(one.sentence)} for one in wrong]
    show_table("Nothing was done: these rows are wrong", shown, empty="")
