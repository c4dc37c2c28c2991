"""`id suspend`, `resume`, `extend`, `lost`, `codes`; `org quota`, `suspend`, `resume`: what is done to what is there.

Knows how these are typed. What they do is `gateway.admin`'s.
"""

from datetime import datetime, time
from typing import Annotated, Final

import typer

from gateway.admin import identities, organisations
from gateway.admin.identities import CodesBody, ExtendBody, InviteBody, NamedBody
from gateway.admin.organisations import QuotaBody, WhyBody
from gateway.cli.calls import Calls
from gateway.cli.identities import Id, owner
from gateway.cli.options import CodeArgument, Json, ValidDays
from gateway.cli.output import Record, show_facts, show_json
from gateway.cli.place import At, ask
from gateway.clock import JAPAN
from gateway.records import Lost
from gateway.store.codes import organisation_of

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="IDs, for instance 131016-0001.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")]
LONGEST: Final = 200  # characters of a reason


def _organisation(names: list[str]) -> str:
    """The one organisation of the IDs named."""
    codes = {organisation_of(name) for name in names}
    code = codes.pop()
    if codes or code is None:
        raise typer.BadParameter("Name IDs of one organisation, for instance 131016-0001 131016-0002.")
    return code


def reason_typed(text: str) -> str:
    """A reason as it may be kept."""
    if not 0 < len(text) <= LONGEST or not text.isprintable():
        raise typer.BadParameter(f"A reason has 1 to {LONGEST} printable characters on one line.")
    return text


def _told(answer: Record, text: str, *, as_json: bool) -> None:
    show_json(answer) if as_json else typer.echo(text)


def suspend(ids: Ids, at: At, reason: Why, *, as_json: Json = False) -> None:
    """Suspend IDs: live sessions are cut within a second, and nobody logs in with them until they are resumed."""
    code, body = _organisation(ids), NamedBody(identities=tuple(ids), reason=reason_typed(reason))
    ask("id suspend", at, lambda call: call(identities.BOOK, identities.suspend_identities, code, body=body))
    _told({"ids": ids, "state": "suspended"}, f"{' '.join(ids)}: suspended.", as_json=as_json)


def resume(ids: Ids, at: At, reason: Why, *, as_json: Json = False) -> None:
    """Let suspended IDs work again."""
    code, body = _organisation(ids), NamedBody(identities=tuple(ids), reason=reason_typed(reason))
    ask("id resume", at, lambda call: call(identities.BOOK, identities.resume_identities, code, body=body))
    _told({"ids": ids}, f"{' '.join(ids)}: resumed.", as_json=as_json)


def extend(
    ids: Ids,
    at: At,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, e.g. 2027-03-31; or none.")],
    *,
    as_json: Json = False,
) -> None:
    """Set until which day IDs are valid; from the next day on they are refused, and live sessions end."""
    last = None if until == "none" else last_moment(until)
    code, body = _organisation(ids), ExtendBody(identities=tuple(ids), expires_at=last)
    ask("id extend", at, lambda call: call(identities.BOOK, identities.extend_identities, code, body=body))
    _told({"ids": ids, "until": until}, f"{' '.join(ids)}: valid until {until}.", as_json=as_json)


def lost(
    identity: Id,
    at: At,
    what: Annotated[Lost, typer.Argument(metavar="WHAT", help="phone, pc or everything.")],
    valid_days: ValidDays = 14,
    *,
    as_json: Json = False,
) -> None:
    """End what a person has lost, and print a new invitation.

    Home PCs, certificates and the authenticator of the ID end at once, so the invitation is the only way back in.
    """

    async def work(call: Calls) -> Record:
        body = InviteBody(lost=what.value, invitation_days=valid_days)
        made = await call(identities.BOOK, identities.invite_again, owner(identity), body=body, identity=identity)
        return {"id": identity, "lost": what.value, "invitation": made.invitation}

    answer = ask("id lost", at, work)
    show_json(answer) if as_json else show_facts(answer)


def codes(
    identity: Id,
    at: At,
    count: Annotated[int, typer.Option("--count", min=1, max=10, help="How many.")] = 5,
    *,
    as_json: Json = False,
) -> None:
    """Print emergency codes for a phone that was left behind: each is good once, and earlier ones end."""

    async def work(call: Calls) -> Record:
        body, code = CodesBody(count=count), owner(identity)
        given = await call(identities.BOOK, identities.give_emergency_codes, code, body=body, identity=identity)
        return {"id": identity, "codes": given.codes}

    answer = ask("id codes", at, work)
    show_json(answer) if as_json else show_facts(answer)


def quota(
    code: CodeArgument,
    at: At,
    count: Annotated[str, typer.Argument(metavar="COUNT", help="How many IDs may be in force; or none: no limit.")],
    *,
    as_json: Json = False,
) -> None:
    """Set how many IDs a municipality may have in force. One below what is in force ends nothing."""
    if count != "none" and not (count.isascii() and count.isdecimal()):
        raise typer.BadParameter(f"{count} is not a number of IDs.")
    body = QuotaBody(quota=None if count == "none" else int(count))

    async def work(call: Calls) -> Record:
        found = await call(organisations.BOOK, organisations.set_quota, code, body=body)
        return {"organisation": code, "quota": found.organisation.quota, "in_force": found.in_force}

    answer = ask("org quota", at, work)
    show_json(answer) if as_json else show_facts(answer)


def suspend_organisation(code: CodeArgument, at: At, reason: Why, *, as_json: Json = False) -> None:
    """Suspend a whole municipality: every session of it is cut within a second."""
    body = WhyBody(reason=reason_typed(reason))
    ask("org suspend", at, lambda call: call(organisations.BOOK, organisations.suspend_organisation, code, body=body))
    _told({"organisation": code, "suspended": True}, f"The organisation {code} is suspended.", as_json=as_json)


def resume_organisation(code: CodeArgument, at: At, reason: Why, *, as_json: Json = False) -> None:
    """Let a suspended municipality work again."""
    body = WhyBody(reason=reason_typed(reason))
    ask("org resume", at, lambda call: call(organisations.BOOK, organisations.resume_organisation, code, body=body))
    _told({"organisation": code, "suspended": False}, f"The organisation {code} works again.", as_json=as_json)


def last_moment(text: str) -> datetime:
    """The end of the day in *text*, in Japan."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day: it is written 2027-03-31.") from None
    return datetime.combine(day, time(23, 59, 59), JAPAN)
