"""One request to the console: who asks, in which language, what a form holds, and the answers a page may give.

Knows HTTP, cookies and templates. Does not know what a page is about.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from aiohttp import web
from markupsafe import Markup, escape
from multidict import MultiMapping

from gateway.admin.facilities import Facilities
from gateway.auth.permit import SCOPES, Permit, Scope, permit
from gateway.console import render
from gateway.console.telling import told
from gateway.console.words import WORDS, say
from gateway.errors import GatewayError, MalformedError, UnknownError
from gateway.records import Organisation
from gateway.secret import Secret
from gateway.signin import secrets
from gateway.signin.signin import Browser, SignIn

S = TypeVar("S", bound=msgspec.Struct)

COOKIE: Final = "__Host-sekisho"
LANGUAGE: Final = "__Host-language"
YEAR: Final = 31_536_000  # seconds
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
MENU: Final = (  # the pages of an organisation: address, word, and the scope that shows it
    ("", "nav.overview", Scope.ORGANISATIONS_READ),
    ("identities", "nav.identities", Scope.DIRECTORY_READ),
    ("pcs", "nav.pcs", Scope.DIRECTORY_READ),
    ("devices", "nav.devices", Scope.DIRECTORY_READ),
    ("sessions", "nav.sessions", Scope.SESSIONS_READ),
    ("policy", "nav.policy", Scope.POLICY_READ),
    ("audit", "nav.audit", Scope.AUDIT_READ),
    ("traces", "nav.traces", Scope.TRACE_APPROVE),
    ("officials", "nav.officials", Scope.OFFICIALS_READ),
    ("quotas", "nav.quotas", Scope.ORGANISATIONS_READ),
)

Form = MultiMapping[str | bytearray | web.FileField]
Page = Callable[["Visitor"], Awaitable[web.StreamResponse]]


class SignInFirst(Exception):  # noqa: N818 - a way, not an error
    """Nobody is signed in here."""


@dataclass
class Visitor:
    """Whoever asks for a page."""

    request: web.Request
    facilities: Facilities
    sign_in: SignIn
    browser: Browser | None
    organisation: Organisation | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)  # the form's fields that may come several times

    # --- who --------------------------------------------------------------------------------------------------

    @property
    def me(self) -> Browser:
        """The signed-in browser; raises `SignInFirst`."""
        if self.browser is None:
            raise SignInFirst
        return self.browser

    @property
    def lang(self) -> str:
        """The language: the one chosen, or else the browser's first, Japanese before all."""
        chosen = self.request.cookies.get(LANGUAGE, "")
        if chosen in render.LANGUAGES:
            return chosen
        return "en" if self.request.headers.get("Accept-Language", "").lower().startswith("en") else "ja"

    @property
    def now(self) -> float:
        """Unix seconds."""
        return self.facilities.now()

    def may(self, scope: Scope) -> bool:
        """Whether whoever asks has *scope*."""
        return scope in SCOPES[self.me.official.role]

    def permit(self, scope: Scope) -> Permit:
        """The permission for acts of *scope* in this page's organisation. Raises as `gateway.auth.permit.permit`."""
        if self.organisation is None:
            raise UnknownError("This page belongs to an organisation.")
        return permit(self.me.official, scope, self.organisation.code)

    # --- words ------------------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        """Words in the visitor's language."""
        return say(key, self.lang, **values)

    def told(self, error: GatewayError) -> str:
        """The sentence for *error*."""
        return told(error, self.lang)

    # --- answers ----------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The address below which this organisation's pages are."""
        return f"/o/{self.organisation.code}" if self.organisation else ""

    def page(self, template: str, *, status: int = 200, problem: str = "", **facts: object) -> web.Response:
        """A whole page."""
        done = self.request.query.get("done", "")
        key = f"done.{done}"
        values = {"n": self.request.query.get("n", "")}
        shown = {
            "me": self.browser,
            "organisation": self.organisation,
            "base": self.base,
            "menu": self._menu() if self.browser else (),
            "here": self.request.path_qs if self.request.method == "GET" else self.request.path,
            "query": self.request.query,
            "form": self.form,
            "lists": self.lists,
            "done": self.say(key, **values) if key in WORDS else "",
            "problem": problem,
            "csrf": self._csrf,
            "may": self.may,
            "Scope": Scope,
            "now": self.now,
            "again": self.again,
            "form_token": secrets.form_token(self.browser.secret) if self.browser else "",
        }
        text = render.page(template, self.lang, shown | facts)
        response = web.Response(status=status, text=text, content_type="text/html", charset="utf-8")
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Vary"] = "Cookie, Accept-Language"
        return response

    def part(self, template: str, **facts: object) -> str:
        """A part of a page, as live parts are sent."""
        shown = {"base": self.base, "now": self.now, "may": self.may, "Scope": Scope, "csrf": self._csrf}
        return render.page(template, self.lang, shown | facts)

    def done(self, path: str, key: str, n: object = "") -> web.Response:
        """Go on at *path*, which says what was done."""
        joint = "&" if "?" in path else "?"
        return see_other(f"{path}{joint}{urlencode({'done': key, 'n': n})}")

    def again(self, **changes: object) -> str:
        """This page's address with *changes* in its query; a None or empty value is left out."""
        query = {name: value for name, value in self.request.query.items() if name not in {"done", "n"}} | changes
        kept = {name: str(value) for name, value in query.items() if value not in (None, "")}
        return self.request.path + (f"?{urlencode(kept)}" if kept else "")

    def _menu(self) -> list[dict[str, object]]:
        entries: list[dict[str, object]] = []
        if self.me.official.organisation is None:
            here = self.request.path == "/organisations"
            entries.append({"href": "/organisations", "word": "nav.organisations", "here": here})
        if self.organisation is None:
            return entries
        for name, word, scope in MENU:
            if self.may(scope):
                href = f"{self.base}/{name}"
                here = self.request.path == href or (bool(name) and self.request.path.startswith(f"{href}/"))
                entries.append({"href": href, "word": word, "here": here})
        return entries

    def _csrf(self) -> Markup:
        shown = secrets.form_token(self.browser.secret) if self.browser else ""
        return Markup('<input type="hidden" name="form" value="{}">').format(escape(shown))


def taken(shape: type[S], **values: object) -> S:
    """*values*, mostly texts of a form, as *shape*. Raises `MalformedError` with what does not fit."""
    try:
        return msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError as error:
        raise MalformedError(f"This cannot be taken: {error}.") from error


def see_other(path: str) -> web.Response:
    """Go on at *path* with GET."""
    return web.Response(status=303, headers={"Location": path})


def safe_path(text: str, otherwise: str = "/") -> str:
    """*text* if it is an address of this console and of nobody else, else *otherwise*."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return quote(text, safe="/?&=%+-._~:,") if plain else otherwise


def signed_in(response: web.Response, browser: Secret[str]) -> web.Response:
    """Give the browser its secret: a cookie that no script reads, no other site sends and no other host sets."""
    response.set_cookie(COOKIE, browser.reveal(), path="/", secure=True, httponly=True, samesite="Strict")
    return response


def forgotten(response: web.Response) -> web.Response:
    """Take the secret back."""
    response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response


def in_language(response: web.Response, lang: str) -> web.Response:
    """Remember the language."""
    response.set_cookie(LANGUAGE, lang, path="/", max_age=YEAR, secure=True, httponly=True, samesite="Lax")
    return response
