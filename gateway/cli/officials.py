"""`official add`, `list`, `reset`, `end`; `token issue`, `list`, `end`: who may use the console and the API.

The operator at the machine makes the first account; from then on administrators make each other's. Knows how these are
typed. What they do is `gateway.admin`'s.
"""

from typing import Annotated, Final

import typer

from gateway.admin import officials
from gateway.admin.moments import seconds
from gateway.admin.officials import SETUP_GOOD_FOR, AddOfficialBody, SetupShown, TokenBody
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Role, Scope
from gateway.cli.calls import Calls
from gateway.cli.keeping import last_moment
from gateway.cli.options import Json, Name, OrgFilter
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.cli.place import At, Place, ask, console_of
from gateway.clock import SystemClock
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="Administrators' accounts for the console: add, list, reset, end.")
tokens = typer.Typer(no_args_is_help=True, help="Tokens with which programs use the API: issue, list, end.")

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, for instance sato.")]
RoleOption = Annotated[Role, typer.Option("--role", help="What the account is for.")]
Whose = Annotated[
    str | None,
    typer.Option("--org", metavar="CODE", help="The account's organisation; without it, the national operator's."),
]
BOOK: Final = officials.BOOK


@app.command()
def add(account: Account, at: At, role: RoleOption, name: Name, org: Whose = None, *, as_json: Json = False) -> None:
    """Add an account, and print the code with which its owner sets it up in the console.

    The code is shown this once, and is good for three days: give it to its owner by a safe way.
    """
    body = AddOfficialBody(account=account, role=role, name=name)
    made = ask("official add", at, lambda call: call(BOOK, officials.add_official, org or NATIONAL, body=body))
    answer = _setup(at, made)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(at: At, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List the accounts of an organisation, or the national operator's."""
    found = ask("official list", at, lambda call: call(BOOK, officials.list_officials, org or NATIONAL))
    records: list[Record] = [
        {
            "account": one.account,
            "name": one.name,
            "role": one.role.value,
            "organisation": org,
            "state": one.state.value,
            "created": when(seconds(one.created_at)),
        }
        for one in found.items
    ]
    show_json(records) if as_json else show_table("Administrators", records, empty="There is no account yet.")


@app.command()
def reset(account: Account, at: At, org: Whose = None, *, as_json: Json = False) -> None:
    """End an account's password, factors, browsers and tokens, and print a code to set it up anew."""
    code = org or NATIONAL
    made = ask("official reset", at, lambda call: call(BOOK, officials.reset_official, code, account=account))
    answer = _setup(at, made)
    show_json(answer) if as_json else show_facts(answer)


@app.command()
def end(account: Account, at: At, org: Whose = None, *, as_json: Json = False) -> None:
    """End an account for good: its browsers are signed out and its tokens are dead at once."""
    ask("official end", at, lambda call: call(BOOK, officials.end_official, org or NATIONAL, account=account))
    answer: Record = {"account": account, "state": "ended"}
    show_json(answer) if as_json else typer.echo(f"The account {account} has ended.")


@tokens.command()
def issue(
    at: At,
    label: Annotated[str, typer.Option("--label", help="What it is for.")],
    scopes: Annotated[list[Scope], typer.Option("--scope", help="What it may do; may be repeated.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Its last day, a year away at most.")],
    org: Whose = None,
    *,
    as_json: Json = False,
) -> None:
    """Issue a token with some of one's own rights. It is shown this once.

    A token belongs to an account, so this works at a gateway elsewhere, with a token that may do it; the first one is
    made in the console.
    """
    body = TokenBody(label=label, scopes=tuple(scopes), expires_at=last_moment(until))

    async def work(call: Calls) -> Record:
        made = await call(BOOK, officials.issue_token, org or NATIONAL, body=body)
        return {"number": made.number, "token": made.token}

    answer = ask("token issue", at, work)
    show_json(answer) if as_json else show_facts(answer)


@tokens.command("list")
def list_tokens(at: At, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List the tokens of an organisation, or the national operator's, newest first."""
    found = ask("token list", at, lambda call: call(BOOK, officials.list_tokens, org or NATIONAL))
    records: list[Record] = [
        {
            "number": one.number,
            "label": one.label,
            "owner": one.owner,
            "scopes": tuple(scope.value for scope in one.scopes),
            "until": when(seconds(one.expires_at)),
            "used": when(seconds(one.used_at)),
            "ended": when(seconds(one.ended_at)),
        }
        for one in found.items
    ]
    show_json(records) if as_json else show_table("Tokens", records, empty="There is no token yet.")


@tokens.command("end")
def end_token(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="As `token list` shows it.")],
    at: At,
    org: Whose = None,
    *,
    as_json: Json = False,
) -> None:
    """End a token: it is refused from now on."""
    ask("token end", at, lambda call: call(BOOK, officials.end_token, org or NATIONAL, number=str(number)))
    answer: Record = {"number": number, "ended": True}
    show_json(answer) if as_json else typer.echo(f"The token {number} has ended.")


def _setup(at: Place, made: SetupShown) -> Record:
    return {
        "account": made.account,
        "open": f"{console_of(at)}/set-up?account={made.account}",
        "setup": made.setup,
        "expires": when(SystemClock().now() + SETUP_GOOD_FOR),
    }
