"""`audit verify` and `audit export`."""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.audit.chain import START, Head, head_of, verify
from gateway.audit.export import lines
from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, State
from gateway.cli.output import Record, show_facts, show_json
from gateway.errors import AuditBrokenError, StateError, UnknownError
from gateway.records import AuditRow

app = typer.Typer(no_args_is_help=True, help="The record of what was done: verify, export.")

_PAGE: Final = 5000  # rows read at once: a year of a large municipality does not fit in memory
_HEAD: Final = re.compile(r"(?P<chain>national|[0-9]{6}):(?P<number>[1-9][0-9]*):(?P<digest>[0-9a-f]{64})")


def _head(value: str) -> tuple[str, Head]:
    match = _HEAD.fullmatch(value)
    if match is None:
        raise typer.BadParameter(f"{value} is not a head: it is written CHAIN:NUMBER:DIGEST.")
    return match["chain"], Head(int(match["number"]), match["digest"])


@app.command("verify")
def verify_all(
    state: State,
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

    async def work(desk: Desk) -> list[Record]:
        chains = sorted({*await desk.store.chains(), *(chain for chain, _ in noted)})
        return [await _verified(desk, chain, [at for name, at in noted if name == chain]) for chain in chains]

    answer = at_desk("audit verify", state, work)
    if as_json:
        show_json(answer)
    else:
        typer.echo("Every row is as it was written. Note these heads in another place:")
        for chain in answer:
            typer.echo(chain["head"])


@app.command()
def export(
    chain: Annotated[str, typer.Argument(metavar="CHAIN", help="An organisation's code, or national.")],
    state: State,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the rows are written, as JSON lines.")],
    *,
    as_json: Json = False,
) -> None:
    """Write a whole chain with its signed heads into a file that can be checked elsewhere.

    There: python -m gateway.audit.offline FILE --signers head-signers. It needs nothing of the gateway but that one
    source file, and the file head-signers of the state directory, got another way. Exporting is itself recorded.
    """

    async def work(desk: Desk) -> Record:
        if chain not in await desk.store.chains():
            raise UnknownError(f"There is no organisation {chain}.")
        facts = {"chain": chain, "how": "export", "what": str(out.name)}
        await desk.store.record(chain, "audit-read", facts, actor=desk.actor, now=desk.now)
        rows: list[AuditRow] = []
        end = START
        while part := await desk.store.rows(chain, after=end.number, limit=_PAGE):
            end = verify(chain, part, end)
            rows += part
        heads = await desk.store.signed_heads(chain)
        text = "".join(f"{line}\n" for line in lines(chain, START, rows, heads))
        try:
            out.write_text(text, "utf-8")
        except OSError as error:
            raise StateError(f"{out} cannot be written: {error.strerror}.") from error
        return {"chain": chain, "rows": end.number, "heads": len(heads), "file": str(out)}

    answer = at_desk("audit export", state, work)
    show_json(answer) if as_json else show_facts(answer)


async def _verified(desk: Desk, chain: str, noted: list[Head]) -> Record:
    end, wanted = START, {head.number: head.digest for head in noted}
    while rows := await desk.store.rows(chain, after=end.number, limit=_PAGE):
        end = verify(chain, rows, end)
        for row in rows:
            if wanted.pop(row.number, row.digest) != head_of(row).digest:
                raise AuditBrokenError(chain, row.number, "it is not the head that was noted")
    if wanted:
        raise AuditBrokenError(chain, end.number + 1, f"it is missing, and so are all up to row {max(wanted)}")
    return {"chain": chain, "rows": end.number, "head": f"{chain}:{end.number}:{end.digest}"}
