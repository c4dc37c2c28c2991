"""`org add`, `org list` and `org policy`."""

import typer

from gateway.cli.desk import at_desk
from gateway.cli.options import CodeArgument, Json, NameArgument, State
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.cli.policy import policy
from gateway.records import Organisation

app = typer.Typer(no_args_is_help=True, help="Municipalities: add, list, and their rules.")


@app.command()
def add(code: CodeArgument, name: NameArgument, state: State, *, as_json: Json = False) -> None:
    """Register a municipality and make its mark key, for instance: org add 131016 千代田区."""
    added = at_desk(
        "org add", state, lambda desk: desk.store.add_organisation(code, name, actor=desk.actor, now=desk.now)
    )
    show_json(_record(added)) if as_json else show_facts(_record(added))


@app.command("list")
def list_all(state: State, *, as_json: Json = False) -> None:
    """List all municipalities with their codes."""
    found = at_desk("org list", state, lambda desk: desk.store.organisations())
    records = [_record(organisation) for organisation in found]
    show_json(records) if as_json else show_table("Organisations", records, empty="There is no organisation yet.")


app.command()(policy)


def _record(organisation: Organisation) -> Record:
    return {"code": organisation.code, "name": organisation.name, "suspended": organisation.suspended}
