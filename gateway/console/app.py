"""The console's web application: routes and the headers of every answer.

Knows HTTP. Does not know TLS (`service`), and shows no names of people.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.metrics import Metrics

HEADERS: Final = {
    "Strict-Transport-Security": "max-age=63072000",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "Sekisho",
}
MAX_BODY: Final = 1024  # bytes; nothing here takes a body

Health = Callable[[], Awaitable[dict[str, bool]]]


def application(health: Health, metrics: Metrics) -> web.Application:
    """The application. *health* tells each part's state; the page is 200 when all are well, 503 otherwise."""

    async def healthz(_request: web.Request) -> web.Response:
        parts = await health()
        return web.json_response({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)

    async def metrics_page(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), content_type="text/plain", charset="utf-8")

    app = web.Application(middlewares=[_safe], client_max_size=MAX_BODY)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics_page)
    return app


@web.middleware
async def _safe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer, errors too, carries the headers."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = web.Response(status=error.status, text=f"{error.status}\n")
    response.headers.update(HEADERS)
    return response
