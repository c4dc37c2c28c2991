"""`audit verify` and `audit export`."""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.admin import audit
from gateway.admin.audit import ExportQuery, RowQuery
from gateway.audit.chain import NATIONAL, Head
from gateway.cli.calls import Calls
from gateway.cli.identities import organisation_codes
from gateway.cli.options import Json
from gateway.cli.output import Record, show_facts, show_json
from gateway.cli.place import At, ask
from gateway.errors import AuditBrokenError, GatewayError, StateError, UnknownError

app = typer.Typer(no_args_is_help=True, help="The record of what was done: verify, export.")

_HEAD: Final = re.compile(r"(?P<chain>national|[0-9]{6}):(?P<number>[1-9][0-9]*):(?P<digest>[0-9a-f]{64})")


def _head(value: str) -> tuple[str, Head]:
    match = _HEAD.fullmatch(value)
    if match is None:
        raise typer.BadParameter(f"{value} is not a head: it is written CHAIN:NUMBER:DIGEST.")
    return match["chain"], Head(int(match["number"]), match["digest"])


@app.command("verify")
def verify_all(
    at: At,
    head: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="CHAIN:NUMBER:DIGEST", help="A head noted earlier; may be repeated."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Check every chain of the audit, and print each chain's head.

    A row that was changed, removed or moved is named, and the exit code is 1. Rows cut off the end of a chain cannot
    be seen from the chain alone: note the heads printed here elsewhere, and give them back with --head.
    """
    noted = [_head(text) for text in head or []]

    async def work(call: Calls) -> list[Record]:
        found = await _chains(call)
        missing = sorted({name for name, _ in noted} - set(found))
        if missing:
            raise UnknownError(f"There is no organisation {missing[0]}.")
        checked = [await _verified(call, chain, [at for name, at in noted if name == chain]) for chain in found]
        return [one for one in checked if one["rows"]]

    answer = ask("audit verify", at, work)
    if as_json:
        show_json(answer)
    else:
        typer.echo("Every row is as it was written. Note these heads in another place:")
        for chain in answer:
            typer.echo(chain["head"])


@app.command()
def export(
    chain: Annotated[str, typer.Argument(metavar="CHAIN", help="An organisation's code, or national.")],
    at: At,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the rows are written, as JSON lines.")],
    *,
    as_json: Json = False,
) -> None:
    """Write a whole chain with its signed heads into a file that can be checked elsewhere.

    There: python -m gateway.audit.offline FILE --signers head-signers. It needs nothing of the gateway but that one
    source file, and the file head-signers of the state directory, got another way. Exporting is itself recorded.
    """

    async def work(call: Calls) -> Record:
        part, rows, heads = await call(audit.BOOK, audit.export_audit, chain, query=ExportQuery()), 0, 0
        try:
            with out.open("w", encoding="utf-8") as file:
                while True:
                    file.writelines(f"{line}\n" for line in part.lines)
                    rows += sum(line.startswith('{"row"') for line in part.lines)
                    heads += sum(line.startswith('{"head"') for line in part.lines)
                    if part.next is None:
                        break
                    part = await call(audit.BOOK, audit.export_audit, chain, query=ExportQuery(after=part.next))
        except OSError as error:
            raise StateError(f"{out} cannot be written: {error.strerror}.") from error
        return {"chain": chain, "rows": rows, "heads": heads, "file": str(out)}

    answer = ask("audit export", at, work)
    show_json(answer) if as_json else show_facts(answer)


async def _chains(call: Calls) -> list[str]:
    """The chains that one may read: the nation's too, for its operator."""
    codes = await organisation_codes(call)
    try:
        await call(audit.BOOK, audit.find_audit, NATIONAL, query=RowQuery(before=1, limit=1))
    except UnknownError:
        return codes
    return sorted([*codes, NATIONAL])


async def _verified(call: Calls, chain: str, noted: list[Head]) -> Record:
    found = await call(audit.BOOK, audit.verify_audit, chain)
    if not found.holds:
        raise GatewayError(found.problem)
    for head in sorted(noted, key=lambda one: one.number):
        if head.number > found.number:
            newest = max(one.number for one in noted)
            raise AuditBrokenError(chain, found.number + 1, f"it is missing, and so are all up to row {newest}")
        query = RowQuery(before=head.number + 1, limit=1)
        (row,) = (await call(audit.BOOK, audit.find_audit, chain, query=query)).items
        if (row.number, row.digest) != (head.number, head.digest):
            raise AuditBrokenError(chain, head.number, "it is not the head that was noted")
    return {"chain": chain, "rows": found.number, "head": f"{chain}:{found.number}:{found.digest}"}
