"""The gateway's web application: health, figures, the API and the console's pages, and the headers of every answer.

Knows HTTP. Does not know TLS (`service`), and decides nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.admin.facilities import Facilities
from gateway.admin.table import BOOKS
from gateway.api.app import MAX_BODY
from gateway.api.app import application as api
from gateway.api.once import Once
from gateway.console.pages import audit, identities, officials, overview, pcs, policy, sessions, signin, tables, traces
from gateway.console.render import STATIC_FILES
from gateway.console.routes import add
from gateway.metrics import Metrics
from gateway.signin.signin import SignIn

HEADERS: Final = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without any, browsers hide a form's own origin too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "Sekisho",
}
NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

PAGES: Final = tuple(
    page.ROUTES for page in (signin, overview, tables, identities, pcs, sessions, policy, audit, traces, officials)
)

Health = Callable[[], Awaitable[dict[str, bool]]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of. *health* tells each part's state."""

    health: Health
    metrics: Metrics
    facilities: Facilities
    sign_in: SignIn
    version: str


def application(parts: Parts) -> web.Application:
    """The application. Health is 200 when all parts are well, 503 otherwise."""

    async def healthz(_request: web.Request) -> web.Response:
        found = await parts.health()
        return web.json_response({"ok": all(found.values()), **found}, status=200 if all(found.values()) else 503)

    async def metrics_page(_request: web.Request) -> web.Response:
        return web.Response(body=parts.metrics.page(), content_type="text/plain", charset="utf-8")

    app = web.Application(middlewares=[_safe], client_max_size=MAX_BODY)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics_page)
    facilities = parts.facilities
    once = Once(facilities.store, facilities.clock)
    add(app, PAGES, facilities, parts.sign_in)
    app.router.add_get("/static/{name}", _static)
    app.add_subapp("/api/v1", api(facilities, parts.sign_in.bearer, once, BOOKS, parts.version))
    return app


async def _static(request: web.Request) -> web.Response:
    """A style sheet or a script; its address names its content, so it may be kept for ever."""
    found = STATIC_FILES.get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    response = web.Response(body=found.body, content_type=found.media, charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@web.middleware
async def _safe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer, errors too, carries the headers; a page brings a policy of its own."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = web.Response(status=error.status, text=f"{error.status}\n")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", NOTHING)
    return response
