"""Tracing a photo: handed in, decided by a second person, read, corrected by hand, reported, discarded."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from gateway.admin import traces
from gateway.auth.permit import Scope
from gateway.console import confirming
from gateway.console.routes import Routes
from gateway.console.uploads import upload
from gateway.console.web import Visitor, see_other, taken
from gateway.errors import ConflictError, MalformedError
from gateway.tracing import LARGEST, REPORTS, Answer

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/traces"
FILES: Final = {
    "report.pdf": (".pdf", "application/pdf"),
    "report.json": (".json", "application/json"),
    "report.json.sig": (".json.sig", "application/octet-stream"),
    "picture.jpg": (".jpg", "image/jpeg"),
}


@ROUTES.page("GET", _AT)
async def show_traces(visitor: Visitor) -> web.StreamResponse:
    """The requests, and the form that hands a photo in."""
    return await _listed(visitor)


async def _listed(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    found = await traces.list_traces(visitor.facilities, visitor.permit(Scope.TRACE_APPROVE))
    status = 422 if problem else 200
    return visitor.page("traces.html", status=status, problem=problem, items=found.items, largest=LARGEST >> 20)


@ROUTES.page("POST", _AT)
async def hand_in(visitor: Visitor) -> web.StreamResponse:
    """Take a photo and why it is to be read."""
    permit = visitor.permit(Scope.TRACE_ASK)
    try:
        fields, photo = await upload(visitor, "photo", LARGEST)
        why = taken(traces.WhyBody, why=fields.get("why", "").strip()).why
        asked = await traces.room(visitor.facilities).keep(permit.organisation, photo, why, actor=permit.actor)
    except MalformedError as error:
        return await _listed(visitor, visitor.told(error))
    return visitor.done(f"{visitor.base}/traces/{asked.number}", "trace_asked")


@ROUTES.page("GET", _AT + "/{number}")
async def show_trace(visitor: Visitor) -> web.StreamResponse:
    """One request, with its answer."""
    return await _shown(visitor)


async def _shown(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    number = _number(visitor)
    it = await traces.show_trace(visitor.facilities, visitor.permit(Scope.TRACE_APPROVE), number)
    mine = it.asked_by == visitor.me.official.name and visitor.may(Scope.TRACE_ASK)
    answer = it.answer
    return visitor.page(
        "trace.html",
        status=422 if problem else 200,
        problem=problem or (visitor.say("trace.failed") + " " + it.failure if it.failure else ""),
        it=it,
        mine=mine,
        outline=_outline(answer),
        files=[name for name in FILES if not name.endswith(".jpg")],
    )


def _outline(answer: Answer | None) -> list[tuple[float, float]]:
    """The found screen in the picture that is shown; without one, a frame to begin with."""
    if answer is None or not answer.preview_width:
        return []
    if answer.outline:
        return list(answer.outline)
    wide, high = answer.preview_width, answer.preview_height
    return [(wide * x, high * y) for x, y in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))]


@ROUTES.page("POST", _AT + "/{number}")
async def act(visitor: Visitor) -> web.StreamResponse:
    """Decide, read, read again with corners, or discard."""
    wanted = visitor.form.get("act", "")
    try:
        if wanted in ACTS:
            return await ACTS[wanted](visitor, wanted, _number(visitor))
    except (MalformedError, ConflictError) as error:
        return await _shown(visitor, visitor.told(error))
    return await _shown(visitor, visitor.say("error.act"))


async def _decide(visitor: Visitor, wanted: str, number: int) -> web.StreamResponse:
    permit, back = visitor.permit(Scope.TRACE_APPROVE), f"{visitor.base}/traces/{number}"
    unsure = await confirming.ask(visitor, confirming.Question(f"sure.trace_{wanted}", back=back))
    if unsure is not None:
        return unsure
    await traces.decide_trace(visitor.facilities, permit, number, traces.DecideBody(approve=wanted == "approve"))
    return visitor.done(back, f"trace_{wanted}")


async def _read(visitor: Visitor, wanted: str, number: int) -> web.StreamResponse:
    permit = visitor.permit(Scope.TRACE_ASK)
    request = await traces.own(visitor.facilities, permit, number)
    corners = traces.corners_in(request, _points(visitor)) if wanted == "corners" else None
    traces.room(visitor.facilities).begin(request, corners, actor=permit.actor)
    return see_other(f"{visitor.base}/traces/{number}")


async def _discard(visitor: Visitor, _wanted: str, number: int) -> web.StreamResponse:
    permit, back = visitor.permit(Scope.TRACE_ASK), f"{visitor.base}/traces/{number}"
    unsure = await confirming.ask(visitor, confirming.Question("sure.trace_discard", back=back))
    if unsure is not None:
        return unsure
    await traces.discard_trace(visitor.facilities, permit, number)
    return visitor.done(back, "trace_discard")


ACTS: Final[dict[str, Callable[[Visitor, str, int], Awaitable[web.StreamResponse]]]] = {
    "approve": _decide,
    "refuse": _decide,
    "read": _read,
    "corners": _read,
    "discard": _discard,
}


def _points(visitor: Visitor) -> list[tuple[float, float]]:
    """The corners of a form, in the picture that is shown."""
    try:
        found = json.loads(visitor.form.get("corners", ""))
        return [(float(x), float(y)) for x, y in found]
    except (ValueError, TypeError) as error:
        raise MalformedError("The corners are four points around the screen, clockwise from its top left.") from error


@ROUTES.page("GET", _AT + "/{number}/state")
async def wait_for_reading(visitor: Visitor) -> web.StreamResponse:
    """Answers when the reading is over, or after some seconds; the page's script asks."""
    permit, number = visitor.permit(Scope.TRACE_APPROVE), _number(visitor)
    for _ in range(20):
        request = await visitor.facilities.store.trace_request(permit.organisation, number)
        if not traces.room(visitor.facilities).reading(request):
            return web.json_response({"reading": False})
        await asyncio.sleep(0.25)
    return web.json_response({"reading": True})


@ROUTES.page("GET", _AT + "/{number}/{file}")
async def send_file(visitor: Visitor) -> web.StreamResponse:
    """A part of the report, or the picture; for whoever may ask for traces."""
    permit = visitor.permit(Scope.TRACE_ASK)
    name = visitor.request.match_info["file"]
    if name not in FILES:
        raise web.HTTPNotFound
    suffix, media = FILES[name]
    request = await visitor.facilities.store.trace_request(permit.organisation, _number(visitor))
    data = await traces.room(visitor.facilities).part(request, suffix)
    headers = {}
    if suffix in REPORTS:
        file = f"trace-{permit.organisation}-{request.number}{suffix}"
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return web.Response(body=data, content_type=media, headers=headers)


def _number(visitor: Visitor) -> int:
    text = visitor.request.match_info["number"]
    return int(text) if text.isdecimal() and len(text) < 10 else 0
