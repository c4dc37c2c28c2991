"""`org add`, `org list`, `org policy` and `org emergency …`: municipalities, their rules and their emergency quotas.

Knows how these are typed. What they do is `gateway.admin`'s.
"""

from typing import Annotated

import typer

from gateway.admin import organisations
from gateway.admin.moments import seconds
from gateway.admin.organisations import AddBody, EmergencyBody, EmergencyShown, OrganisationShown
from gateway.cli.calls import Calls
from gateway.cli.keeping import Why, last_moment, reason_typed
from gateway.cli.options import CodeArgument, Json, NameArgument
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.cli.place import At, ask
from gateway.cli.policy import policy
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Municipalities: add, list, and their rules.")
emergency = typer.Typer(no_args_is_help=True, help="Emergency quotas: IDs beyond the quota until a day.")
app.add_typer(emergency, name="emergency")

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="As `org emergency list` shows it.")]


@app.command()
def add(code: CodeArgument, name: NameArgument, at: At, *, as_json: Json = False) -> None:
    """Register a municipality and make its mark key, for instance: org add 131016 千代田区."""
    body = AddBody(code=code, name=name)
    added = ask("org add", at, lambda call: call(organisations.BOOK, organisations.add_organisation, body=body))
    show_json(_record(added)) if as_json else show_facts(_record(added))


@app.command("list")
def list_all(at: At, *, as_json: Json = False) -> None:
    """List all municipalities with their codes."""
    found = ask("org list", at, lambda call: call(organisations.BOOK, organisations.list_organisations))
    records = [_record(organisation) for organisation in found.items]
    show_json(records) if as_json else show_table("Organisations", records, empty="There is no organisation yet.")


app.command()(policy)


@emergency.command()
def grant(
    code: CodeArgument,
    at: At,
    count: Annotated[int, typer.Argument(metavar="COUNT", min=1, max=100_000, help="How many IDs more.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, e.g. 2027-03-31.")],
    reason: Why,
    *,
    as_json: Json = False,
) -> None:
    """Grant a municipality more IDs until a day, after which the IDs issued on it are suspended by themselves."""
    body = EmergencyBody(count=count, until=last_moment(until), reason=reason_typed(reason))
    work = organisations.grant_emergency_quota
    granted = _emergency(ask("org emergency grant", at, lambda call: call(organisations.BOOK, work, code, body=body)))
    show_json(granted) if as_json else show_facts(granted)


@emergency.command("list")
def list_emergency(code: CodeArgument, at: At, *, as_json: Json = False) -> None:
    """List a municipality's emergency quotas, oldest first."""
    work = organisations.list_emergency_quotas
    found = ask("org emergency list", at, lambda call: call(organisations.BOOK, work, code))
    records = [_emergency(quota) for quota in found.items]
    show_json(records) if as_json else show_table("Emergency quotas", records, empty="There is no emergency quota.")


@emergency.command("end")
def end_emergency(code: CodeArgument, number: Number, at: At, *, as_json: Json = False) -> None:
    """End an emergency quota now: the IDs issued on it are suspended, and their sessions are cut within a second."""

    async def work(call: Calls) -> None:
        await call(organisations.BOOK, organisations.end_emergency_quota, code, number=str(number))

    ask("org emergency end", at, work)
    answer: Record = {"organisation": code, "number": number, "ended": True}
    show_json(answer) if as_json else typer.echo(f"The emergency quota {number} of {code} has ended.")


def _record(organisation: OrganisationShown) -> Record:
    return {"code": organisation.code, "name": organisation.name, "suspended": organisation.suspended}


def _emergency(quota: EmergencyShown) -> Record:
    return {
        "number": quota.number,
        "count": quota.count,
        "until": when(seconds(quota.until)),
        "reason": quota.reason,
        "ended": when(seconds(quota.ended_at)),
    }
