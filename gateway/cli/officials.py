"""`official add`, `list`, `reset` and `end`, and `token list` and `end`: who may use the console and the API.

The operator at the machine makes the first account; from then on administrators make each other's in the console.
"""

from typing import Annotated, Final

import typer

from gateway.auth.permit import Role
from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, Name, OrgFilter, State
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Administrators' accounts for the console: add, list, reset, end.")
SETUP_DAYS: Final = 3

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, for instance sato.")]
RoleOption = Annotated[Role, typer.Option("--role", help="What the account is for.")]
Whose = Annotated[
    str | None,
    typer.Option("--org", metavar="CODE", help="The account's organisation; without it, the national operator's."),
]


@app.command()
def add(
    account: Account, state: State, role: RoleOption, name: Name, org: Whose = None, *, as_json: Json = False
) -> None:
    """Add an account, and print the code with which its owner sets it up in the console.

    The code is shown this once, and is good for three days: give it to its owner by a safe way.
    """

    async def work(desk: Desk) -> Record:
        until = desk.now + SETUP_DAYS * 86400
        code = await desk.store.add_account(org, account, role, name, setup_until=until, actor=desk.actor, now=desk.now)
        return _setup(desk, account, code.reveal(), until)

    answer = at_desk("official add", state, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(state: State, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List the accounts of an organisation, or the national operator's."""
    found = at_desk("official list", state, lambda desk: desk.store.accounts(org))
    records: list[Record] = [
        {
            "account": one.name,
            "name": one.shown_name,
            "role": one.role.value,
            "organisation": one.organisation,
            "state": one.state.value,
            "created": when(one.created_at),
        }
        for one in found
    ]
    show_json(records) if as_json else show_table("Administrators", records, empty="There is no account yet.")


@app.command()
def reset(account: Account, state: State, org: Whose = None, *, as_json: Json = False) -> None:
    """End an account's password, factors, browsers and tokens, and print a code to set it up anew."""

    async def work(desk: Desk) -> Record:
        until = desk.now + SETUP_DAYS * 86400
        code = await desk.store.reset_account(org, account, setup_until=until, actor=desk.actor, now=desk.now)
        return _setup(desk, account, code.reveal(), until)

    answer = at_desk("official reset", state, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command()
def end(account: Account, state: State, org: Whose = None, *, as_json: Json = False) -> None:
    """End an account for good: its browsers are signed out and its tokens are dead at once."""

    async def work(desk: Desk) -> Record:
        await desk.store.end_account(org, account, actor=desk.actor, now=desk.now)
        return {"account": account, "state": "ended"}

    answer = at_desk("official end", state, work)
    show_json(answer) if as_json else typer.echo(f"The account {account} has ended.")


def _setup(desk: Desk, account: str, code: str, until: float) -> Record:
    console = desk.state.config.console.advertise
    return {
        "account": account,
        "open": f"https://{console}/set-up?account={account}",
        "setup": code,
        "expires": when(until),
    }
