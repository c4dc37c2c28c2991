"""An organisation at a glance, and its live parts."""

import asyncio
import contextlib
import json
from typing import Final

from aiohttp import web

from gateway.admin import organisations, sessions
from gateway.auth.permit import Scope
from gateway.console import charts, render
from gateway.console.routes import Routes
from gateway.console.web import Visitor, see_other
from gateway.errors import UnknownError

ROUTES: Final = Routes()
DAYS: Final = 30
DAY: Final = 86400  # seconds
JAPAN: Final = 9 * 3600  # seconds ahead of UTC
EVERY: Final = 4  # looks at whether the browser is still signed in, to one at what is live
LOOK: Final = 0.5  # seconds between two of them; an administrator whose account has ended sees nothing after a second
LIVE: Final = 200  # sessions in the live table


@ROUTES.page("GET", "/organisations")
async def show_organisations(visitor: Visitor) -> web.StreamResponse:
    """The operator's first page."""
    if visitor.me.official.organisation is not None:
        return see_other(f"/o/{visitor.me.official.organisation}/")
    text = visitor.request.query.get("text", "").strip()
    found = [one for one in await visitor.facilities.store.organisations() if text in one.name or text in one.code]
    registry = visitor.facilities.registry
    viewing: dict[str, int] = {}
    for session in registry.sessions:
        viewing[session.record.organisation] = viewing.get(session.record.organisation, 0) + 1
    return visitor.page("organisations.html", items=found, viewing=viewing)


@ROUTES.page("GET", "/o/{organisation}/")
async def show_overview(visitor: Visitor) -> web.StreamResponse:
    """Figures of this moment and of the last days."""
    code = visitor.permit(Scope.ORGANISATIONS_READ).organisation
    today = (visitor.now + JAPAN) // DAY * DAY - JAPAN
    since = today - (DAYS - 1) * DAY
    store = visitor.facilities.store
    counts = await store.sessions_per_day(code, since=since, until=today + DAY)
    days = [charts.Bar(render.when(since + number * DAY, "%m-%d"), count) for number, count in enumerate(counts)]
    refused = await store.refusals(code, since=visitor.now - 7 * DAY)
    reasons = [charts.Bar(visitor.say(f"reason.{reason}"), count) for reason, count in list(refused.items())[:8]]
    return visitor.page(
        "overview.html",
        figures=await _figures(visitor),
        live=await _live(visitor),
        days=days,
        days_chart=render.drawing(charts.columns(days)),
        reasons=reasons,
        reasons_chart=render.drawing(charts.rows(reasons)),
    )


@ROUTES.page("GET", "/o/{organisation}/events")
async def send_events(visitor: Visitor) -> web.StreamResponse:
    """The live parts, each time that one has changed, until the browser leaves or is signed out."""
    visitor.permit(Scope.SESSIONS_READ)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    response.headers["X-Accel-Buffering"] = "no"
    await response.prepare(visitor.request)
    with contextlib.suppress(ConnectionError, UnknownError):  # the browser left, or is signed out
        await _follow(visitor, response)
    return response


async def _follow(visitor: Visitor, response: web.StreamResponse) -> None:
    sent: dict[str, str] = {}
    while True:
        parts = {"figures": await _figures(visitor), "sessions": await _live(visitor)}
        for name, html in parts.items():
            if sent.get(name) != html:
                data = json.dumps({"name": name, "html": html}, ensure_ascii=False)
                await response.write(f"event: part\ndata: {data}\n\n".encode())
        sent = parts
        await response.write(b": here\n\n")
        for _ in range(EVERY):
            await asyncio.sleep(LOOK)
            await visitor.sign_in.browser(visitor.me.secret, seen=False)


async def _figures(visitor: Visitor) -> str:
    permit = visitor.permit(Scope.ORGANISATIONS_READ)
    return visitor.part("figures.html", it=await organisations.show_organisation(visitor.facilities, permit))


async def _live(visitor: Visitor) -> str:
    permit = visitor.permit(Scope.SESSIONS_READ)
    query = sessions.SessionQuery(live=True, limit=LIVE)
    page = await sessions.find_sessions(visitor.facilities, permit, query)
    return visitor.part("live.html", page=page, names=await names_of(visitor, [row.identity for row in page.items]))


async def names_of(visitor: Visitor, identities: list[str]) -> dict[str, str]:
    """The people's names of the IDs in a page of rows."""
    if not identities or not visitor.may(Scope.DIRECTORY_READ):
        return {}
    code = visitor.permit(Scope.DIRECTORY_READ).organisation
    found = await visitor.facilities.store.identities_named(code, identities)
    return {identity.identity: identity.name for identity in found}
