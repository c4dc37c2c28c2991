"""Sessions: live ones that update by themselves, and those that were."""

from typing import Final

from aiohttp import web

from gateway.admin import sessions
from gateway.auth.permit import Scope
from gateway.console import confirming
from gateway.console.pages.overview import names_of
from gateway.console.routes import Routes
from gateway.console.web import Visitor, taken

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/sessions"
LIMIT: Final = 50


@ROUTES.page("GET", _AT)
async def show_sessions(visitor: Visitor) -> web.StreamResponse:
    """Live ones unless all are asked for."""
    asked = visitor.request.query
    every = asked.get("all") == "1"
    query = taken(
        sessions.SessionQuery,
        text=asked.get("text", "").strip(),
        after=asked.get("after", ""),
        live=not every,
        limit=LIMIT,
    )
    page = await sessions.find_sessions(visitor.facilities, visitor.permit(Scope.SESSIONS_READ), query)
    names = await names_of(visitor, [row.identity for row in page.items])
    live = "" if every else visitor.part("live.html", page=page, names=names)
    return visitor.page("sessions.html", page=page, names=names, live=live, every=every)


@ROUTES.page("POST", _AT)
async def end_sessions(visitor: Visitor) -> web.StreamResponse:
    """End one session, or all of the organisation."""
    permit, back = visitor.permit(Scope.SESSIONS_END), f"{visitor.base}/sessions"
    number = visitor.form.get("session", "")
    if number:
        await sessions.end_session(visitor.facilities, permit, number)
        return visitor.done(back, "ended")
    unsure = await confirming.ask(visitor, confirming.Question("sure.end_all", back=back))
    if unsure is not None:
        return unsure
    await sessions.end_sessions(visitor.facilities, permit, sessions.EndBody())
    return visitor.done(back, "ended_all")
