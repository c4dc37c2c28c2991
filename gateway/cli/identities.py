"""`id issue`, `id list` and `id revoke`. Knows how these are typed and told; what they do is `gateway.admin`'s."""

from typing import Annotated

import typer

from gateway.admin import identities, organisations, sessions
from gateway.admin.identities import IdentityQuery, IdentityShown, IssueBody, NamedBody, Wanted
from gateway.admin.moments import seconds
from gateway.admin.sessions import SessionQuery
from gateway.cli.calls import Calls
from gateway.cli.options import Json, Name, Org, OrgFilter, ValidDays
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.cli.place import At, ask
from gateway.clock import SystemClock
from gateway.errors import UnknownError
from gateway.records import IdentityState
from gateway.store.codes import organisation_of
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="IDs of employees: issue, list, revoke.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The ID, for instance 131016-0001.")]
DAY = 86400  # seconds


def owner(name: str) -> str:
    """The organisation of an ID, by its name."""
    code = organisation_of(name)
    if code is None:
        raise UnknownError(f"There is no ID {name}.")
    return code


@app.command()
def issue(at: At, org: Org, name: Name, valid_days: ValidDays = 14, *, as_json: Json = False) -> None:
    """Issue an ID and print its invitation.

    The invitation is shown this once and cannot be shown again: give it to the employee by a safe way.
    """

    async def work(call: Calls) -> Record:
        until = SystemClock().now() + valid_days * DAY
        body = IssueBody(identities=(Wanted(name=name),), invitation_days=valid_days)
        (issued,) = (await call(identities.BOOK, identities.issue_identities, org, body=body)).items
        return {"id": issued.identity, "name": issued.name, "invitation": issued.invitation, "expires": when(until)}

    answer = ask("id issue", at, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(at: At, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List IDs and their state: issued, enrolled, suspended or revoked."""

    async def work(call: Calls) -> list[Record]:
        codes = [org] if org else await organisation_codes(call)
        return [
            _record(code, row)
            for code in codes
            async for row in call.all(identities.BOOK, identities.find_identities, code, IdentityQuery())
        ]

    records = ask("id list", at, work)
    show_json(records) if as_json else show_table("IDs", records, empty="There is no ID yet.")


@app.command()
def revoke(
    identity: Id,
    at: At,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")] = "revoked",
    *,
    as_json: Json = False,
) -> None:
    """Revoke an ID for good: its certificates and invitation end, and a live session is cut within a second."""

    async def work(call: Calls) -> Record:
        code = owner(identity)
        before = await call(identities.BOOK, identities.show_identity, code, identity=identity)
        query = SessionQuery(text=identity, live=True)
        live = await call(sessions.BOOK, sessions.find_sessions, code, query=query)
        body = NamedBody(identities=(identity,), reason=reason)
        await call(identities.BOOK, identities.revoke_identities, code, body=body)
        return {
            "id": identity,
            "name": before.name,
            "was": before.state.value,
            "state": IdentityState.REVOKED.value,
            "revoked_at": SystemClock().now(),
            "live_sessions": live.total,
        }

    answer = ask("id revoke", at, work)
    show_json(answer) if as_json else typer.echo(_story(answer))


async def organisation_codes(call: Calls) -> list[str]:
    """All organisations that one may see."""
    found = await call(organisations.BOOK, organisations.list_organisations)
    return [one.code for one in found.items]


def _story(answer: Record) -> str:
    who = f"{answer['id']} ({answer['name']})"
    if answer["was"] == answer["state"]:
        return f"{who} was revoked before; nothing was changed."
    text = f"{who} is revoked: its certificates and its invitation are no longer good."
    live = answer["live_sessions"]
    return f"{text} Its {live} live session is being cut." if live else text


def _record(organisation: str, identity: IdentityShown) -> Record:
    return {
        "id": identity.identity,
        "name": identity.name,
        "organisation": organisation,
        "state": identity.state.value,
        "issued": when(seconds(identity.issued_at)),
    }
