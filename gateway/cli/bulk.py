"""`id bulk`: a spreadsheet of people, issued, suspended, revoked or extended together; all of them or none.

Knows files and what is printed. What a table may hold is `gateway.bulk`'s.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from gateway import bulk
from gateway.admin import identities, organisations, tables
from gateway.admin.identities import IdentityQuery, IssuedShown
from gateway.admin.tables import Act
from gateway.bulk import Wrong
from gateway.cli.calls import Calls
from gateway.cli.identities import DAY
from gateway.cli.options import Json, Org, ValidDays
from gateway.cli.output import Record, show_json, show_table
from gateway.cli.place import At, Place, ask
from gateway.clock import SystemClock
from gateway.japanese import said
from gateway.times import when


def bulk_act(  # noqa: PLR0913 - the options of one command
    act: Annotated[Act, typer.Argument(metavar="ACT", help="issue, suspend, resume, revoke or extend.")],
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="CSV (UTF-8 or CP932) or XLSX.", dir_okay=False)],
    at: At,
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

    async def work(call: Calls) -> tuple[int, tuple[Wrong, ...], tuple[IssuedShown, ...]]:
        lines, known = bulk.read_table(table.read_bytes()), frozenset[str]()
        if act is not Act.ISSUE:
            rows = call.all(identities.BOOK, identities.find_identities, org, IdentityQuery())
            known = frozenset([row.identity async for row in rows])
        plan = tables.plan(act, lines, known, reason, valid_days)
        if plan.work is None or try_out:
            return len(plan.subjects), plan.wrong, ()
        issued = await call(identities.BOOK, plan.work, org, body=plan.body)
        return len(plan.subjects), (), () if issued is None else issued.items

    with Progress(transient=True) as progress:
        progress.add_task(f"{act.value} {table.name}", total=None)
        count, wrong, issued = ask("id bulk", at, work)
    if wrong:
        _tell_wrong(wrong, as_json=as_json)
        raise typer.Exit(1)
    if issued:
        _write(at, org, issued, out, paper, valid_days)
    answer: Record = {"act": act.value, "rows": count, "done": not try_out}
    if as_json:
        show_json(answer)
    else:
        typer.echo(f"{count} rows are right; nothing was changed: this was a trial." if try_out else f"{count}: done.")


def _write(
    at: Place, org: str, issued: Sequence[IssuedShown], out: Path | None, paper: Path | None, valid_days: int
) -> None:
    from gateway.letters import Letter, letters  # noqa: PLC0415 - paper loads slowly, and every command would wait

    items = [Letter(one.identity, one.name, one.invitation) for one in issued]
    if out is not None:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("ID", "氏名", "招待状"))
        writer.writerows((item.identity, item.name, item.invitation) for item in items)
        _private(out, text.getvalue().encode("utf-8-sig"))
    if paper is not None:
        found = ask("id bulk", at, lambda call: call(organisations.BOOK, organisations.show_organisation, org))
        name, until = found.organisation.name, (when(SystemClock().now() + valid_days * DAY) or "")[:10]
        with Progress(transient=True) as progress:
            task = progress.add_task("PDF", total=len(items))
            _private(paper, letters(name, until, items, lambda done: progress.update(task, completed=done)))


def _private(path: Path, data: bytes) -> None:
    """Invitations are for whoever issued them alone."""
    path.touch(mode=0o600, exist_ok=True)
    path.write_bytes(data)


def _tell_wrong(wrong: Sequence[Wrong], *, as_json: bool) -> None:
    records: list[Record] = [{"row": one.row, "problem": one.sentence} for one in wrong]
    if as_json:
        show_json(records)
        return
    shown: list[Record] = [{"row": one.row, "problem": said(one.sentence)} for one in wrong]
    show_table("Nothing was done: these rows are wrong", shown, empty="")
