"""`pc invite`, `pc list` and `pc retire`."""

from typing import Annotated

import typer

from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, Name, Org, OrgFilter, State, ValidDays
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.records import OfficePc, PcState, Segment
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Office PCs: invite, list, retire.")

Users = Annotated[
    list[str], typer.Option("--for", metavar="ID", help="An ID that may use the office PC; may be repeated.")
]


@app.command()
def invite(
    state: State,
    org: Org,
    name: Name,
    users: Users,
    segment: Annotated[Segment, typer.Option(help="The network it stands in; mynumber is refused.")] = Segment.LGWAN,
    valid_days: ValidDays = 14,
    *,
    as_json: Json = False,
) -> None:
    """Register an office PC for one ID or several, and print its invitation.

    The invitation is shown this once: paste it into `sekisho-agent enrol` on that PC.
    """

    async def work(desk: Desk) -> Record:
        expires_at, inviter = desk.now + valid_days * 86400, desk.inviter("agent")
        pc, code = await desk.store.invite_pc(
            org, name, segment, users, expires_at=expires_at, actor=desk.actor, now=desk.now
        )
        return {"pc": pc.pc, "name": pc.name, "invitation": inviter(code), "expires": when(expires_at)}

    answer = at_desk("pc invite", state, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(state: State, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List office PCs, their state (invited, enrolled or retired) and who may use them."""
    found = at_desk("pc list", state, lambda desk: desk.store.pcs(org))
    records = [_record(pc) for pc in found]
    show_json(records) if as_json else show_table("Office PCs", records, empty="There is no office PC yet.")


@app.command()
def retire(
    pc: Annotated[str, typer.Argument(metavar="PC", help="The office PC, for instance pc-131016-0001.")],
    state: State,
    *,
    as_json: Json = False,
) -> None:
    """Take an office PC out of service for good: its certificates end, and a live session on it is cut."""

    async def work(desk: Desk) -> Record:
        before = await desk.store.pc(pc)
        await desk.store.retire_pc(pc, actor=desk.actor, now=desk.now)
        return {"pc": pc, "name": before.name, "was": before.state.value, "state": PcState.RETIRED.value}

    answer = at_desk("pc retire", state, work)
    if as_json:
        show_json(answer)
    elif answer["was"] == answer["state"]:
        typer.echo(f"{pc} ({answer['name']}) was retired before; nothing was changed.")
    else:
        typer.echo(f"{pc} ({answer['name']}) is retired: nobody can view it any more.")


def _record(pc: OfficePc) -> Record:
    return {
        "pc": pc.pc,
        "name": pc.name,
        "organisation": pc.organisation,
        "segment": pc.segment.value,
        "state": pc.state.value,
        "for": pc.users,
    }
