"""`id suspend`, `resume`, `extend`, `lost`, `codes`; `org quota`, `suspend`, `resume`: what is done to what is there.

Knows how these are typed. What they do is the store's.
"""

from datetime import datetime, time
from typing import Annotated, Final

import typer

from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import CodeArgument, Json, State, ValidDays
from gateway.cli.output import Record, show_facts, show_json
from gateway.clock import JAPAN
from gateway.records import Lost
from gateway.store.codes import organisation_of

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="IDs, for instance 131016-0001.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The ID, for instance 131016-0001.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the audit.")]
LONGEST: Final = 200  # characters of a reason


def _organisation(names: list[str]) -> str:
    """The one organisation of the IDs named."""
    codes = {organisation_of(name) for name in names}
    code = codes.pop()
    if codes or code is None:
        raise typer.BadParameter("Name IDs of one organisation, for instance 131016-0001 131016-0002.")
    return code


def _reason(text: str) -> str:
    if not 0 < len(text) <= LONGEST or not text.isprintable():
        raise typer.BadParameter(f"A reason has 1 to {LONGEST} printable characters on one line.")
    return text


def _told(answer: Record, text: str, *, as_json: bool) -> None:
    show_json(answer) if as_json else typer.echo(text)


def suspend(ids: Ids, state: State, reason: Why, *, as_json: Json = False) -> None:
    """Suspend IDs: live sessions are cut within a second, and nobody logs in with them until they are resumed."""
    code, why = _organisation(ids), _reason(reason)

    async def work(desk: Desk) -> None:
        await desk.store.suspend_identities(code, ids, why, actor=desk.actor, now=desk.now)

    at_desk("id suspend", state, work)
    _told({"ids": ids, "state": "suspended"}, f"{' '.join(ids)}: suspended.", as_json=as_json)


def resume(ids: Ids, state: State, reason: Why, *, as_json: Json = False) -> None:
    """Let suspended IDs work again."""
    code, why = _organisation(ids), _reason(reason)

    async def work(desk: Desk) -> None:
        await desk.store.resume_identities(code, ids, why, actor=desk.actor, now=desk.now)

    at_desk("id resume", state, work)
    _told({"ids": ids}, f"{' '.join(ids)}: resumed.", as_json=as_json)


def extend(
    ids: Ids,
    state: State,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, e.g. 2027-03-31; or none.")],
    *,
    as_json: Json = False,
) -> None:
    """Set until which day IDs are valid; from the next day on they are refused, and live sessions end."""
    code, last = _organisation(ids), _last_moment(until)

    async def work(desk: Desk) -> None:
        await desk.store.extend_identities(code, ids, last, actor=desk.actor, now=desk.now)

    at_desk("id extend", state, work)
    _told({"ids": ids, "until": until}, f"{' '.join(ids)}: valid until {until}.", as_json=as_json)


def lost(
    identity: Id,
    state: State,
    what: Annotated[Lost, typer.Argument(metavar="WHAT", help="phone, pc or everything.")],
    valid_days: ValidDays = 14,
    *,
    as_json: Json = False,
) -> None:
    """End what a person has lost, and print a new invitation.

    Home PCs, certificates and the authenticator of the ID end at once, so the invitation is the only way back in.
    """
    code = _organisation([identity])

    async def work(desk: Desk) -> Record:
        until, inviter = desk.now + valid_days * 86400, desk.inviter("client")
        made = await desk.store.invite_again(
            code, identity, lost=what, invitation_until=until, actor=desk.actor, now=desk.now
        )
        return {"id": identity, "lost": what.value, "invitation": inviter(made)}

    answer = at_desk("id lost", state, work)
    show_json(answer) if as_json else show_facts(answer)


def codes(
    identity: Id,
    state: State,
    count: Annotated[int, typer.Option("--count", min=1, max=10, help="How many.")] = 5,
    *,
    as_json: Json = False,
) -> None:
    """Print emergency codes for a phone that was left behind: each is good once, and earlier ones end."""
    code = _organisation([identity])

    async def work(desk: Desk) -> Record:
        given = await desk.store.give_emergency_codes(code, identity, count, actor=desk.actor, now=desk.now)
        return {"id": identity, "codes": [one.reveal() for one in given]}

    answer = at_desk("id codes", state, work)
    show_json(answer) if as_json else show_facts(answer)


def quota(
    code: CodeArgument,
    state: State,
    count: Annotated[str, typer.Argument(metavar="COUNT", help="How many IDs may be in force; or none: no limit.")],
    *,
    as_json: Json = False,
) -> None:
    """Set how many IDs a municipality may have in force. One below what is in force ends nothing."""
    if count != "none" and not count.isdecimal():
        raise typer.BadParameter(f"{count} is not a number of IDs.")

    async def work(desk: Desk) -> Record:
        wanted = None if count == "none" else int(count)
        await desk.store.set_quota(code, wanted, actor=desk.actor, now=desk.now)
        use = await desk.store.quota_use(code)
        return {"organisation": code, "quota": use.quota, "in_force": use.in_force}

    answer = at_desk("org quota", state, work)
    show_json(answer) if as_json else show_facts(answer)


def suspend_organisation(code: CodeArgument, state: State, reason: Why, *, as_json: Json = False) -> None:
    """Suspend a whole municipality: every session of it is cut within a second."""
    why = _reason(reason)

    async def work(desk: Desk) -> None:
        await desk.store.suspend_organisation(code, why, actor=desk.actor, now=desk.now)

    at_desk("org suspend", state, work)
    _told({"organisation": code, "suspended": True}, f"The organisation {code} is suspended.", as_json=as_json)


def resume_organisation(code: CodeArgument, state: State, reason: Why, *, as_json: Json = False) -> None:
    """Let a suspended municipality work again."""
    why = _reason(reason)

    async def work(desk: Desk) -> None:
        await desk.store.resume_organisation(code, why, actor=desk.actor, now=desk.now)

    at_desk("org resume", state, work)
    _told({"organisation": code, "suspended": False}, f"The organisation {code} works again.", as_json=as_json)


def _last_moment(text: str) -> float | None:
    """The end of the day in *text*, in Japan; None for "none"."""
    if text == "none":
        return None
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day: it is written 2027-03-31, or none.") from None
    return datetime.combine(day, time(23, 59, 59), JAPAN).timestamp()
