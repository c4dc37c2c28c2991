"""Office PCs and home PCs."""

from typing import Final

from aiohttp import web

from gateway.admin import devices, pcs
from gateway.auth.permit import Scope
from gateway.console import confirming, render
from gateway.console.pages.overview import names_of
from gateway.console.routes import Routes
from gateway.console.web import Visitor, taken
from gateway.errors import MalformedError, RefusedError, UnknownError
from gateway.qr import qr_svg
from gateway.records import Segment

ROUTES: Final = Routes()
_PCS: Final = "/o/{organisation}/pcs"
_DEVICES: Final = "/o/{organisation}/devices"
LIMIT: Final = 50


def _users(text: str) -> list[str]:
    """The IDs in a field, whatever stands between them."""
    return text.replace(",", " ").replace("、", " ").split()


@ROUTES.page("GET", _PCS)
async def show_pcs(visitor: Visitor) -> web.StreamResponse:
    """The list."""
    return await _listed(visitor)


async def _listed(visitor: Visitor, problem: str = "", invitation: str = "") -> web.StreamResponse:
    asked = visitor.request.query
    query = taken(pcs.PcQuery, text=asked.get("text", "").strip(), after=asked.get("after", ""), limit=LIMIT)
    page = await pcs.find_pcs(visitor.facilities, visitor.permit(Scope.DIRECTORY_READ), query)
    names = await names_of(visitor, [user for row in page.items for user in row.users])
    return visitor.page(
        "pcs.html",
        status=422 if problem else 200,
        problem=problem,
        page=page,
        names=names,
        segments=[Segment.LGWAN, Segment.INTERNET],
        invitation=invitation,
        qr=render.drawing(qr_svg(invitation, 3.0)) if invitation else "",
    )


@ROUTES.page("POST", _PCS)
async def invite_pc(visitor: Visitor) -> web.StreamResponse:
    """Register an office PC, and show its invitation once."""
    form = visitor.form
    try:
        body = taken(
            pcs.InvitePcBody,
            name=form.get("name", "").strip(),
            segment=form.get("segment", ""),
            users=_users(form.get("users", "")),
            wake_address=form.get("wake", "").strip(),
        )
        made = await pcs.invite_pc(visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), body)
    except (MalformedError, UnknownError, RefusedError) as error:
        return await _listed(visitor, visitor.told(error))
    return await _listed(visitor, invitation=made.invitation)


@ROUTES.page("GET", _PCS + "/{pc}")
async def show_pc(visitor: Visitor) -> web.StreamResponse:
    """One office PC."""
    return await _shown(visitor)


async def _shown(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    name = visitor.request.match_info["pc"]
    pc = await pcs.show_pc(visitor.facilities, visitor.permit(Scope.DIRECTORY_READ), name)
    names = await names_of(visitor, list(pc.users))
    return visitor.page("pc.html", status=422 if problem else 200, problem=problem, pc=pc, names=names)


@ROUTES.page("POST", _PCS + "/{pc}")
async def act_on_pc(visitor: Visitor) -> web.StreamResponse:
    """Change an office PC, or take it out of service."""
    name, form = visitor.request.match_info["pc"], visitor.form
    permit, back = visitor.permit(Scope.DIRECTORY_WRITE), f"{visitor.base}/pcs/{name}"
    if form.get("act") == "retire":
        unsure = await confirming.ask(visitor, confirming.Question("sure.retire", subjects=(name,), back=back))
        if unsure is not None:
            return unsure
        body = taken(pcs.RetireBody, reason=form.get("reason", "").strip() or visitor.say("reason.none_given"))
        await pcs.retire_pc(visitor.facilities, permit, name, body)
        return visitor.done(back, "retired")
    try:
        change = taken(
            pcs.ChangePcBody,
            name=form.get("name", "").strip(),
            users=_users(form.get("users", "")),
            wake_address=form.get("wake", "").strip(),
        )
        await pcs.change_pc(visitor.facilities, permit, name, change)
    except (MalformedError, UnknownError, RefusedError) as error:
        return await _shown(visitor, visitor.told(error))
    return visitor.done(back, "changed")


@ROUTES.page("GET", _DEVICES)
async def show_devices(visitor: Visitor) -> web.StreamResponse:
    """The home PCs."""
    asked = visitor.request.query
    query = taken(devices.DeviceQuery, text=asked.get("text", "").strip(), after=asked.get("after", ""), limit=LIMIT)
    page = await devices.find_devices(visitor.facilities, visitor.permit(Scope.DIRECTORY_READ), query)
    names = await names_of(visitor, [row.identity for row in page.items])
    return visitor.page("devices.html", page=page, names=names)


@ROUTES.page("POST", _DEVICES)
async def revoke_device(visitor: Visitor) -> web.StreamResponse:
    """End a home PC."""
    form = visitor.form
    back = f"{visitor.base}/devices"
    subject = f"{form.get('hostname', '')} {form.get('device', '')}"
    unsure = await confirming.ask(visitor, confirming.Question("sure.device", subjects=(subject,), back=back))
    if unsure is not None:
        return unsure
    body = taken(
        devices.RevokeDeviceBody,
        device=form.get("device", ""),
        reason=form.get("reason", "").strip() or visitor.say("reason.none_given"),
    )
    await devices.revoke_device(visitor.facilities, visitor.permit(Scope.DIRECTORY_WRITE), body)
    return visitor.done(back, "device")
