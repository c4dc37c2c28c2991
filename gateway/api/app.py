"""The API as an aiohttp application, to be mounted at `/api/v1`: who asks, for what, once, and the answer.

Knows HTTP. What a question must look like is `questions`', what a failure looks like `problems`'.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from gateway import log
from gateway.admin.facilities import Facilities
from gateway.admin.operation import Book, Operation
from gateway.api.answering import JSON, Asked, Once, answer
from gateway.api.openapi import document
from gateway.api.problems import INTERNAL, MEDIA, UNAUTHENTICATED, Problem, problem_of
from gateway.api.questions import UnreadableError
from gateway.auth.permit import Official
from gateway.errors import GatewayError, UnknownError

MAX_BODY: Final = 16 << 20  # bytes: 50,000 IDs with long names
Authenticate = Callable[[str], Awaitable[Official]]  # a bearer token's official; raises `UnknownError`

_log = log.get("api")


class UnauthenticatedError(Exception):
    """No token, or one that is not valid."""


def application(
    facilities: Facilities, authenticate: Authenticate, once: Once, books: Sequence[Book], version: str
) -> web.Application:
    """The application. *once* runs an act under an Idempotency-Key, or answers as it was answered before."""
    app = web.Application(middlewares=[_problems], client_max_size=MAX_BODY)
    described = msgspec.json.encode(document(books, version))

    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(body=described, content_type=JSON)

    app.router.add_get("/openapi.json", openapi)
    for one in (one for book in books for one in book.operations):
        app.router.add_route(one.method, one.path, _handler(one, facilities, authenticate, once))
    return app


def _handler(one: Operation, facilities: Facilities, authenticate: Authenticate, once: Once) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        official = await _official(request, authenticate)
        asked = Asked(
            request.match_info,
            request.query.items(),
            request.content_type,
            await request.read(),
            request.headers.get("Idempotency-Key"),
        )
        status, body = await answer(one, asked, official, facilities, once)
        return web.Response(status=status, body=body or None, content_type=JSON if body else None)

    return handle


async def _official(request: web.Request, authenticate: Authenticate) -> Official:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError
    try:
        return await authenticate(token.strip())
    except UnknownError as error:
        raise UnauthenticatedError from error


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        return _told(Problem(405, "method", f"Here one may ask with {allowed}."), request, {"Allow": allowed})
    except Exception as error:  # noqa: BLE001 - nobody else's request notices
        problem = _problem(error)
        if problem is INTERNAL:
            _log.exception("request_failed", method=request.method, path=request.path)
        return _told(problem, request)


def _problem(error: Exception) -> Problem:
    match error:
        case UnauthenticatedError():
            return UNAUTHENTICATED
        case UnreadableError():
            return error.problem
        case GatewayError():
            return problem_of(error)
        case web.HTTPRequestEntityTooLarge():
            return Problem(413, "too-large", f"A question holds at most {MAX_BODY >> 20} MiB.")
        case web.HTTPNotFound():
            return Problem(404, "unknown", "There is no such address; see /api/v1/openapi.json.")
        case _:
            return INTERNAL


def _told(problem: Problem, request: web.Request, headers: dict[str, str] | None = None) -> web.Response:
    _log.info("problem", kind=problem.kind, status=problem.status, method=request.method, path=request.path)
    headers = dict(headers or {}) | ({"WWW-Authenticate": "Bearer"} if problem.status == 401 else {})
    return web.Response(
        status=problem.status, body=msgspec.json.encode(problem.body()), content_type=MEDIA, headers=headers
    )
