"""From a request to a page: the visitor is known, the form is the page's own, and every failure is a page too.

Knows aiohttp. Does not know what pages show.
"""

from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway import log
from gateway.admin.facilities import Facilities
from gateway.api.problems import INTERNAL, problem_of
from gateway.auth.permit import Scope, permit
from gateway.console.web import COOKIE, Page, SignInFirst, Visitor, see_other
from gateway.errors import ForbiddenError, GatewayError, UnknownError
from gateway.secret import Secret
from gateway.signin import secrets
from gateway.signin.signin import Browser, SignIn

Route = tuple[str, str, Page]
MOST_FIELDS: Final = 10_000

_log = log.get("console")


class Routes:
    """The addresses of one subject's pages, in the order in which they were written."""

    def __init__(self) -> None:
        self.all: Final[list[Route]] = []

    def page(self, method: str, path: str) -> Callable[[Page], Page]:
        """Enter the decorated page. With `{organisation}` in its path it is one of an organisation."""

        def enter(page: Page) -> Page:
            self.all.append((method, path, page))
            return page

        return enter


def add(app: web.Application, routes: Sequence[Routes], facilities: Facilities, sign_in: SignIn) -> None:
    """Give *app* the pages of *routes*."""
    for method, path, page in (route for one in routes for route in one.all):
        app.router.add_route(method, path, _handler(page, facilities, sign_in))


def _handler(page: Page, facilities: Facilities, sign_in: SignIn) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        visitor = Visitor(request, facilities, sign_in, await _browser(request, sign_in))
        try:
            if "organisation" in request.match_info:
                await _enter(visitor, request.match_info["organisation"])
            if request.method == "POST":
                await _take_form(visitor)
            return await page(visitor)
        except SignInFirst:
            return see_other("/sign-in")
        except GatewayError as error:
            return _refused(visitor, error)
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001 - our own fault, whatever it is: a page says so, and nobody else notices
            _log.exception("page_failed", path=visitor.request.path)
            return visitor.page("problem.html", status=INTERNAL.status, problem=visitor.say("error.internal"))

    return handle


async def _browser(request: web.Request, sign_in: SignIn) -> Browser | None:
    shown = request.cookies.get(COOKIE)
    if not shown:
        return None
    try:
        return await sign_in.browser(Secret(shown))
    except UnknownError:
        return None


async def _enter(visitor: Visitor, code: str) -> None:
    """The page's organisation, if it is the visitor's to see. Raises `UnknownError`."""
    permit(visitor.me.official, Scope.ORGANISATIONS_READ, code)
    visitor.organisation = await visitor.facilities.store.organisation(code)


async def _take_form(visitor: Visitor) -> None:
    """Read the form; refuse one that another site's page has sent. Raises `ForbiddenError`."""
    request = visitor.request
    if request.content_type == "multipart/form-data":
        return  # a page that takes a file reads it by itself, and checks it by `check_origin`
    posted = await request.post()
    if len(posted) > MOST_FIELDS:
        raise web.HTTPRequestEntityTooLarge(max_size=MOST_FIELDS, actual_size=len(posted))
    visitor.form = {name: value for name, value in posted.items() if isinstance(value, str)}
    visitor.lists = {name: [value for value in posted.getall(name) if isinstance(value, str)] for name in posted}
    check_form(visitor, visitor.form.get("form", ""))


def check_form(visitor: Visitor, shown: str) -> None:
    """Raise `ForbiddenError` unless the form is one of this visitor's own pages."""
    origin = visitor.request.headers.get("Origin")
    if origin is not None and origin != f"https://{visitor.request.host}":
        raise ForbiddenError("origin")
    if visitor.browser is not None and not secrets.check_form_token(visitor.browser.secret, shown):
        raise ForbiddenError("form")


def _refused(visitor: Visitor, error: GatewayError) -> web.Response:
    problem = problem_of(error)
    if problem is INTERNAL:
        _log.exception("page_failed", path=visitor.request.path)
    _log.info("page_refused", kind=problem.kind, path=visitor.request.path)
    return visitor.page("problem.html", status=problem.status, problem=visitor.told(error))
