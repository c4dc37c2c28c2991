"""IDs: found, issued, and one by one or many at once suspended, resumed, extended and revoked."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import Final

from aiohttp import web

from gateway.admin import devices, identities, pcs, sessions
from gateway.auth.permit import Scope
from gateway.clock import JAPAN
from gateway.console import confirming, render
from gateway.console.routes import Routes
from gateway.console.web import Visitor, taken
from gateway.errors import MalformedError
from gateway.qr import qr_svg
from gateway.records import IdentityState

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/identities"
LIMIT: Final = 50
ACTS: Final = ("suspend", "resume", "extend", "revoke", "end")


def day(text: str) -> datetime | None:
    """The last moment of the day that a form's field names, in Japan; None for an empty one."""
    if not text:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(23, 59, 59), JAPAN)
    except ValueError as error:
        raise MalformedError(f"{text} is not a day: it is written 2027-03-31.") from error


@ROUTES.page("GET", _AT)
async def show_identities(visitor: Visitor) -> web.StreamResponse:
    """The list, searched and paged by the server."""
    return await _listed(visitor)


async def _listed(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    asked = visitor.request.query
    query = taken(
        identities.IdentityQuery,
        text=asked.get("text", "").strip(),
        state=asked.get("state") or None,
        after=asked.get("after", ""),
        limit=LIMIT,
    )
    page = await identities.find_identities(visitor.facilities, visitor.permit(Scope.DIRECTORY_READ), query)
    return visitor.page(
        "identities.html", status=422 if problem else 200, problem=problem, page=page, states=IdentityState
    )


@ROUTES.page("GET", _AT + "/new")
async def show_issue(visitor: Visitor) -> web.StreamResponse:
    """The form for one ID or some; many come from a spreadsheet."""
    visitor.permit(Scope.DIRECTORY_WRITE)
    return await _issuing(visitor)


async def _issuing(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    code = visitor.permit(Scope.DIRECTORY_READ).organisation
    store = visitor.facilities.store
    quotas = [
        quota for quota in await store.emergency_quotas(code) if quota.ended_at is None and quota.until > visitor.now
    ]
    use = await store.quota_use(code)
    return visitor.page("issue.html", status=422 if problem else 200, problem=problem, quotas=quotas, use=use)


@ROUTES.page("POST", _AT + "/new")
async def issue(visitor: Visitor) -> web.StreamResponse:
    """Issue an ID for each line of names, and show the invitations once."""
    permit = visitor.permit(Scope.DIRECTORY_WRITE)
    form = visitor.form
    names = [line.strip() for line in form.get("names", "").splitlines() if line.strip()]
    try:
        expires_at = day(form.get("expires", ""))
        emergency = form.get("emergency") or None
        wanted = [{"name": name, "expires_at": expires_at, "emergency": emergency} for name in names]
        if not names:
            raise MalformedError("Write at least one name.")
        body = taken(identities.IssueBody, identities=wanted, invitation_days=form.get("days", "14"))
        issued = await identities.issue_identities(visitor.facilities, permit, body)
    except MalformedError as error:
        return await _issuing(visitor, visitor.told(error))
    return _invitations(visitor, issued.items)


def _invitations(visitor: Visitor, items: tuple[identities.IssuedShown, ...]) -> web.Response:
    """What was issued, once, each with its QR code, ready to be printed."""
    shown = [(item, render.drawing(qr_svg(item.invitation, 3.0))) for item in items]
    return visitor.page("invitations.html", items=shown)


@ROUTES.page("POST", _AT)
async def act_on_many(visitor: Visitor) -> web.StreamResponse:
    """What a button below the list does with the ticked rows."""
    chosen = visitor.lists.get("identity", [])
    act = visitor.form.get("act", "")
    if not chosen or act not in ACTS:
        return await _listed(visitor, visitor.say("identities.none_chosen"))
    back = visitor.form.get("back") or f"{visitor.base}/identities"
    return await _act(visitor, act, tuple(chosen), back)


@ROUTES.page("GET", _AT + "/{identity}")
async def show_identity(visitor: Visitor) -> web.StreamResponse:
    """One ID with all that belongs to it."""
    return await _shown(visitor)


async def _shown(visitor: Visitor, problem: str = "", **facts: object) -> web.StreamResponse:
    facilities, name = visitor.facilities, visitor.request.match_info["identity"]
    permit = visitor.permit(Scope.DIRECTORY_READ)
    identity = await identities.show_identity(facilities, permit, name)
    present = devices.here(facilities)
    owned = await facilities.store.devices_of(permit.organisation, name)
    usable = [pcs.shown(pc, facilities) for pc in await facilities.store.pcs_of(name)]
    query = sessions.SessionQuery(text=name, limit=10)
    lately = await sessions.find_sessions(facilities, visitor.permit(Scope.SESSIONS_READ), query)
    addresses = await identities.show_addresses(facilities, permit, name)
    return visitor.page(
        "identity.html",
        status=422 if problem else 200,
        problem=problem,
        identity=identity,
        devices=[devices.shown(one, present) for one in owned],
        pcs=usable,
        sessions=lately.items,
        addresses=addresses.addresses,
        **({"codes": (), "invitation": "", "qr": ""} | facts),
    )


@ROUTES.page("POST", _AT + "/{identity}")
async def act_on_one(visitor: Visitor) -> web.StreamResponse:
    """What a button on an ID's page does."""
    name = visitor.request.match_info["identity"]
    act = visitor.form.get("act", "")
    try:
        if act in ACTS:
            return await _act(visitor, act, (name,), f"{visitor.base}/identities/{name}")
        return await ONE[act](visitor, name)
    except KeyError:
        return await _shown(visitor, visitor.say("error.act"))
    except MalformedError as error:
        return await _shown(visitor, visitor.told(error))


async def _act(visitor: Visitor, act: str, chosen: tuple[str, ...], back: str) -> web.StreamResponse:
    """One of ACTS on *chosen*, once the visitor is sure of it."""
    question = confirming.Question(f"sure.{act}", len(chosen), chosen, back)
    unsure = await confirming.ask(visitor, question)
    if unsure is not None:
        return unsure
    facilities, form = visitor.facilities, visitor.form
    reason = form.get("reason", "").strip()
    if act == "end":
        permit = visitor.permit(Scope.SESSIONS_END)
        for name in chosen:
            await sessions.end_sessions(facilities, permit, taken(sessions.EndBody, identity=name))
    elif act == "extend":
        body = taken(identities.ExtendBody, identities=chosen, expires_at=day(form.get("expires", "")))
        await identities.extend_identities(facilities, visitor.permit(Scope.DIRECTORY_WRITE), body)
    else:
        named = taken(identities.NamedBody, identities=chosen, reason=reason or visitor.say("reason.none_given"))
        works = {
            "suspend": identities.suspend_identities,
            "resume": identities.resume_identities,
            "revoke": identities.revoke_identities,
        }
        await works[act](facilities, visitor.permit(Scope.DIRECTORY_WRITE), named)
    return visitor.done(back, act, len(chosen))


async def _rename(visitor: Visitor, name: str) -> web.StreamResponse:
    body = taken(identities.RenameBody, name=visitor.form.get("name", "").strip())
    await identities.rename_identity(visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), name, body)
    return visitor.done(f"{visitor.base}/identities/{name}", "renamed")


async def _set_addresses(visitor: Visitor, name: str) -> web.StreamResponse:
    lines = [line for line in visitor.form.get("addresses", "").split() if line]
    body = taken(identities.Addresses, addresses=lines)
    await identities.set_addresses(visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), name, body)
    return visitor.done(f"{visitor.base}/identities/{name}", "addresses")


async def _invite(visitor: Visitor, name: str) -> web.StreamResponse:
    question = confirming.Question("sure.invite", subjects=(name,), back=f"{visitor.base}/identities/{name}")
    unsure = await confirming.ask(visitor, question)
    if unsure is not None:
        return unsure
    body = taken(identities.InviteBody, lost=visitor.form.get("lost", ""))
    made = await identities.invite_again(visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), name, body)
    qr = render.drawing(qr_svg(made.invitation, 3.0))
    return await _shown(visitor, invitation=made.invitation, qr=qr)


async def _give_codes(visitor: Visitor, name: str) -> web.StreamResponse:
    question = confirming.Question("sure.codes", subjects=(name,), back=f"{visitor.base}/identities/{name}")
    unsure = await confirming.ask(visitor, question)
    if unsure is not None:
        return unsure
    given = await identities.give_emergency_codes(
        visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), name, identities.CodesBody()
    )
    return await _shown(visitor, codes=given.codes)


ONE: Final[dict[str, Callable[[Visitor, str], Awaitable[web.StreamResponse]]]] = {
    "rename": _rename,
    "addresses": _set_addresses,
    "invite": _invite,
    "codes": _give_codes,
}
