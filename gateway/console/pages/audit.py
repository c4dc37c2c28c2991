"""The audit: found, verified, exported."""

from datetime import datetime, time, timedelta
from typing import Final

from aiohttp import web

from gateway.admin import audit
from gateway.audit.events import EVENTS
from gateway.auth.permit import Scope
from gateway.clock import JAPAN
from gateway.console import render
from gateway.console.pages.identities import day
from gateway.console.routes import Routes
from gateway.console.web import Visitor, taken
from gateway.errors import MalformedError

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/audit"


def _begin(text: str) -> datetime | None:
    """The first moment of the day in a field."""
    end = day(text)
    return None if end is None else datetime.combine(end.date(), time(), JAPAN)


def _end(text: str) -> datetime | None:
    """The first moment after the day in a field."""
    end = day(text)
    return None if end is None else datetime.combine(end.date(), time(), JAPAN) + timedelta(days=1)


@ROUTES.page("GET", _AT)
async def show_audit(visitor: Visitor) -> web.StreamResponse:
    """The rows, newest first, filtered."""
    return await _listed(visitor)


async def _listed(visitor: Visitor, verified: audit.Verified | None = None) -> web.StreamResponse:
    asked = visitor.request.query
    permit, problem = visitor.permit(Scope.AUDIT_READ), ""
    try:
        query = taken(
            audit.RowQuery,
            event=asked.get("event") or None,
            text=asked.get("text", "").strip(),
            since=_begin(asked.get("since", "")),
            until=_end(asked.get("until", "")),
            before=asked.get("after") or None,
        )
    except MalformedError as error:
        query, problem = audit.RowQuery(), visitor.told(error)
    page = await audit.find_audit(visitor.facilities, permit, query)
    return visitor.page(
        "audit.html",
        status=422 if problem else 200,
        problem=problem,
        page=page,
        events=sorted(EVENTS, key=lambda name: visitor.say(f"event.{name}")),
        verified=verified,
    )


@ROUTES.page("POST", _AT)
async def verify(visitor: Visitor) -> web.StreamResponse:
    """Check every link, and show the result above the list."""
    verified = await audit.verify_audit(visitor.facilities, visitor.permit(Scope.AUDIT_READ))
    return await _listed(visitor, verified)


@ROUTES.page("GET", _AT + "/export")
async def export(visitor: Visitor) -> web.StreamResponse:
    """The rows between two days as a file of JSON lines."""
    asked = visitor.request.query
    permit = visitor.permit(Scope.AUDIT_READ)
    since, until = _begin(asked.get("since", "")), _end(asked.get("until", ""))
    name = f"audit-{permit.organisation}-{render.when(visitor.now, '%Y%m%d-%H%M%S')}.jsonl"
    query = audit.ExportQuery(since=since, until=until)
    part = await audit.export_audit(visitor.facilities, permit, query)
    response = web.StreamResponse(headers={"Content-Disposition": f'attachment; filename="{name}"'})
    response.content_type, response.charset = "application/x-ndjson", "utf-8"
    await response.prepare(visitor.request)
    while True:  # part by part: a year of a large municipality does not fit in memory
        await response.write("".join(f"{line}\n" for line in part.lines).encode())
        if part.next is None:
            await response.write_eof()
            return response
        query = audit.ExportQuery(since=since, until=until, after=part.next)
        part = await audit.export_audit(visitor.facilities, permit, query)
