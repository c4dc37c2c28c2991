"""`pc invite`, `pc list`, `pc change` and `pc retire`; `device list` and `device revoke`: office PCs and home PCs.

Knows how these are typed. What they do is `gateway.admin`'s.
"""

from typing import Annotated

import typer

from gateway.admin import devices, pcs
from gateway.admin.devices import DeviceQuery, DeviceShown, RevokeDeviceBody
from gateway.admin.moments import seconds
from gateway.admin.pcs import ChangePcBody, InvitePcBody, PcQuery, PcShown, RetireBody
from gateway.cli.calls import Calls
from gateway.cli.identities import DAY, organisation_codes
from gateway.cli.keeping import Why, reason_typed
from gateway.cli.options import Json, Name, Org, OrgFilter, ValidDays, one_line
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.cli.place import At, ask
from gateway.clock import SystemClock
from gateway.errors import UnknownError
from gateway.records import PcState, Segment
from gateway.store.codes import organisation_of
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Office PCs: invite, list, change, retire.")
home = typer.Typer(no_args_is_help=True, help="Home PCs: list, revoke.")

Users = Annotated[
    list[str], typer.Option("--for", metavar="ID", help="An ID that may use the office PC; may be repeated.")
]
NewUsers = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="ID", help="All who may use it from now on; may be repeated.", show_default=False),
]
Wake = Annotated[str, typer.Option("--wake", metavar="MAC", help="Its network card's address, for Wake-on-LAN.")]
PcArgument = Annotated[str, typer.Argument(metavar="PC", help="The office PC, for instance pc-131016-0001.")]


def _owner(pc: str) -> str:
    code = organisation_of(pc)
    if code is None:
        raise UnknownError(f"There is no office PC {pc}.")
    return code


@app.command()
def invite(
    at: At,
    org: Org,
    name: Name,
    users: Users,
    segment: Annotated[Segment, typer.Option(help="The network it stands in; mynumber is refused.")] = Segment.LGWAN,
    wake: Wake = "",
    valid_days: ValidDays = 14,
    *,
    as_json: Json = False,
) -> None:
    """Register an office PC for one ID or several, and print its invitation.

    The invitation is shown this once: paste it into `sekisho-agent enrol` on that PC.
    """

    async def work(call: Calls) -> Record:
        until = SystemClock().now() + valid_days * DAY
        body = InvitePcBody(
            name=name, segment=segment, users=tuple(users), wake_address=wake, invitation_days=valid_days
        )
        made = await call(pcs.BOOK, pcs.invite_pc, org, body=body)
        return {"pc": made.pc, "name": made.name, "invitation": made.invitation, "expires": when(until)}

    answer = ask("pc invite", at, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(at: At, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List office PCs, their state (invited, enrolled or retired) and who may use them."""

    async def work(call: Calls) -> list[Record]:
        codes = [org] if org else await organisation_codes(call)
        return [_record(code, row) for code in codes async for row in call.all(pcs.BOOK, pcs.find_pcs, code, PcQuery())]

    records = ask("pc list", at, work)
    show_json(records) if as_json else show_table("Office PCs", records, empty="There is no office PC yet.")


@app.command()
def change(
    pc: PcArgument,
    at: At,
    name: Annotated[str | None, typer.Option("--name", help="A new name.", show_default=False)] = None,
    users: NewUsers = None,
    wake: Annotated[
        str | None, typer.Option("--wake", metavar="MAC", help="Its address for Wake-on-LAN.", show_default=False)
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Change an office PC's name, who may use it, or its Wake-on-LAN address. What is not given stays.

    Whoever may not use it any more loses a live picture within a second.
    """
    if name is None and users is None and wake is None:
        raise typer.BadParameter("Say what to change: --name, --for or --wake.")
    body = ChangePcBody(
        name=None if name is None else one_line(name), users=None if users is None else tuple(users), wake_address=wake
    )

    async def work(call: Calls) -> Record:
        code = _owner(pc)
        changed = await call(pcs.BOOK, pcs.change_pc, code, body=body, pc=pc)
        return {**_record(code, changed), "wake": changed.wake_address}

    answer = ask("pc change", at, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command()
def retire(
    pc: PcArgument,
    at: At,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")] = "retired",
    *,
    as_json: Json = False,
) -> None:
    """Take an office PC out of service for good: its certificates end, and a live session on it is cut."""

    async def work(call: Calls) -> Record:
        code = _owner(pc)
        before = await call(pcs.BOOK, pcs.show_pc, code, pc=pc)
        await call(pcs.BOOK, pcs.retire_pc, code, body=RetireBody(reason=reason_typed(reason)), pc=pc)
        return {"pc": pc, "name": before.name, "was": before.state.value, "state": PcState.RETIRED.value}

    answer = ask("pc retire", at, work)
    if as_json:
        show_json(answer)
    elif answer["was"] == answer["state"]:
        typer.echo(f"{pc} ({answer['name']}) was retired before; nothing was changed.")
    else:
        typer.echo(f"{pc} ({answer['name']}) is retired: nobody can view it any more.")


@home.command("list")
def list_devices(
    at: At,
    org: OrgFilter = None,
    text: Annotated[str, typer.Option("--find", help="A part of the ID, the computer's name or the fingerprint.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List the home PCs that were enrolled, each by its key's fingerprint."""

    async def work(call: Calls) -> list[Record]:
        codes, query = [org] if org else await organisation_codes(call), DeviceQuery(text=text)
        return [
            _device(row) for code in codes async for row in call.all(devices.BOOK, devices.find_devices, code, query)
        ]

    records = ask("device list", at, work)
    show_json(records) if as_json else show_table("Home PCs", records, empty="There is no home PC yet.")


@home.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="The fingerprint, as `device list` shows it.")],
    at: At,
    org: Org,
    reason: Why,
    *,
    as_json: Json = False,
) -> None:
    """Revoke one home PC for good; its live picture is gone within a second. The ID's other home PCs stay."""
    body = RevokeDeviceBody(device=device, reason=reason_typed(reason))
    ask("device revoke", at, lambda call: call(devices.BOOK, devices.revoke_device, org, body=body))
    answer: Record = {"device": device, "revoked": True}
    show_json(answer) if as_json else typer.echo(f"The home PC {device} is revoked.")


def _record(organisation: str, pc: PcShown) -> Record:
    return {
        "pc": pc.pc,
        "name": pc.name,
        "organisation": organisation,
        "segment": pc.segment.value,
        "state": pc.state.value,
        "for": pc.users,
    }


def _device(device: DeviceShown) -> Record:
    return {
        "device": device.device,
        "id": device.identity,
        "name": device.hostname,
        "enrolled": when(seconds(device.enrolled_at)),
        "revoked": when(seconds(device.revoked_at)),
    }
