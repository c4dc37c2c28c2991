"""`id issue`, `id list` and `id revoke`."""

from typing import Annotated

import typer

from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, Name, Org, OrgFilter, State, ValidDays
from gateway.cli.output import Record, show_facts, show_json, show_table
from gateway.records import Identity, IdentityState
from gateway.times import when

app = typer.Typer(no_args_is_help=True, help="IDs of employees: issue, list, revoke.")


@app.command()
def issue(state: State, org: Org, name: Name, valid_days: ValidDays = 14, *, as_json: Json = False) -> None:
    """Issue an ID and print its invitation.

    The invitation is shown this once and cannot be shown again: give it to the employee by a safe way.
    """

    async def work(desk: Desk) -> Record:
        expires_at, inviter = desk.now + valid_days * 86400, desk.inviter("client")
        issued, code = await desk.store.issue_identity(org, name, expires_at=expires_at, actor=desk.actor, now=desk.now)
        return {"id": issued.identity, "name": issued.name, "invitation": inviter(code), "expires": when(expires_at)}

    answer = at_desk("id issue", state, work)
    show_json(answer) if as_json else show_facts(answer)


@app.command("list")
def list_all(state: State, org: OrgFilter = None, *, as_json: Json = False) -> None:
    """List IDs and their state: issued, enrolled, suspended or revoked."""
    found = at_desk("id list", state, lambda desk: desk.store.identities(org))
    records = [_record(identity) for identity in found]
    show_json(records) if as_json else show_table("IDs", records, empty="There is no ID yet.")


@app.command()
def revoke(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The ID, for instance 131016-0001.")],
    state: State,
    *,
    as_json: Json = False,
) -> None:
    """Revoke an ID for good: its certificates and invitation end, and a live session is cut within a second."""

    async def work(desk: Desk) -> Record:
        before = await desk.store.identity(identity)
        live = await desk.store.sessions(live_only=True, organisation=before.organisation)
        await desk.store.revoke_identity(identity, actor=desk.actor, now=desk.now)
        return {
            "id": identity,
            "name": before.name,
            "was": before.state.value,
            "state": IdentityState.REVOKED.value,
            "revoked_at": desk.now,
            "live_sessions": sum(session.identity == identity for session in live),
        }

    answer = at_desk("id revoke", state, work)
    show_json(answer) if as_json else typer.echo(_story(answer))


def _story(answer: Record) -> str:
    who = f"{answer['id']} ({answer['name']})"
    if answer["was"] == answer["state"]:
        return f"{who} was revoked before; nothing was changed."
    text = f"{who} is revoked: its certificates and its invitation are no longer good."
    sessions = answer["live_sessions"]
    return f"{text} Its {sessions} live session is being cut." if sessions else text


def _record(identity: Identity) -> Record:
    return {
        "id": identity.identity,
        "name": identity.name,
        "organisation": identity.organisation,
        "state": identity.state.value,
        "issued": when(identity.issued_at),
    }
