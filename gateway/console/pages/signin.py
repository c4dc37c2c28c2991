"""Signing in and out, setting an account up, and choosing the language."""

import json
from typing import Final

import msgspec
from aiohttp import web

from gateway.auth import totp
from gateway.console import render
from gateway.console.routes import Routes, check_form
from gateway.console.telling import sign_in_problem
from gateway.console.web import Visitor, forgotten, in_language, safe_path, see_other, signed_in
from gateway.errors import MalformedError, RefusedError
from gateway.qr import qr_svg
from gateway.secret import Secret
from wire.reasons import Reason

ROUTES: Final = Routes()


class PasskeyAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What the page's script sends: the challenge's name and what the browser answered."""

    challenge: str
    answer: dict[str, object]


def source(visitor: Visitor) -> str:
    """The address that the visitor comes from."""
    return visitor.request.remote or ""


@ROUTES.page("GET", "/")
async def begin(visitor: Visitor) -> web.StreamResponse:
    """Where whoever has signed in begins."""
    code = visitor.me.official.organisation
    query = f"?{visitor.request.query_string}" if visitor.request.query_string else ""
    return see_other(("/organisations" if code is None else f"/o/{code}/") + query)


@ROUTES.page("GET", "/sign-in")
async def show_sign_in(visitor: Visitor) -> web.StreamResponse:
    """The way in."""
    if visitor.browser is not None:
        return see_other("/")
    return visitor.page("sign_in.html", passkeys=visitor.sign_in.passkeys is not None)


@ROUTES.page("POST", "/sign-in")
async def sign_in(visitor: Visitor) -> web.StreamResponse:
    """By password and code."""
    form = visitor.form
    name, password, code = (form.get(field, "") for field in ("account", "password", "code"))
    try:
        browser = await visitor.sign_in.with_code(name.strip(), password, code.strip(), source(visitor))
    except RefusedError as error:
        problem = sign_in_problem(error, visitor.lang)
        passkeys = visitor.sign_in.passkeys is not None
        return visitor.page("sign_in.html", status=401, problem=problem, passkeys=passkeys)
    return signed_in(see_other("/"), browser)


@ROUTES.page("GET", "/sign-in/challenge")
async def ask_passkey(visitor: Visitor) -> web.StreamResponse:
    """What any passkey may answer."""
    passkeys = visitor.sign_in.passkeys
    if passkeys is None:
        raise RefusedError(Reason.WRONG_CODE)
    asked = passkeys.ask()
    return web.json_response({"challenge": asked.name, "options": json.loads(asked.options)})


@ROUTES.page("PUT", "/sign-in/passkey")
async def sign_in_by_passkey(visitor: Visitor) -> web.StreamResponse:
    """By passkey; the page's script asks."""
    check_form(visitor, visitor.request.headers.get("X-Form", ""))
    try:
        answered = msgspec.json.decode(await visitor.request.read(), type=PasskeyAnswer)
        browser = await visitor.sign_in.with_passkey(answered.challenge, answered.answer, source(visitor))
    except (msgspec.MsgspecError, RefusedError):
        return web.json_response({"problem": visitor.say("signin.passkey_wrong")}, status=401)
    return signed_in(web.json_response({"next": "/"}), browser)


@ROUTES.page("POST", "/sign-out")
async def sign_out(visitor: Visitor) -> web.StreamResponse:
    """End this browser's session."""
    await visitor.sign_in.sign_out(visitor.me.secret)
    return forgotten(see_other("/sign-in"))


@ROUTES.page("GET", "/language/{lang}")
async def choose_language(visitor: Visitor) -> web.StreamResponse:
    """Japanese or English from now on."""
    lang = visitor.request.match_info["lang"]
    response = see_other(safe_path(visitor.request.query.get("next", "/")))
    return in_language(response, lang if lang in render.LANGUAGES else "ja")


@ROUTES.page("GET", "/set-up")
async def show_set_up(visitor: Visitor) -> web.StreamResponse:
    """A new account's first page: its name and the code its owner was given."""
    return visitor.page("set_up.html", account=visitor.request.query.get("account", ""))


@ROUTES.page("POST", "/set-up")
async def set_up(visitor: Visitor) -> web.StreamResponse:
    """First the code; then password, authenticator and its first code."""
    form = visitor.form
    name, code = form.get("account", "").strip(), Secret(form.get("setup", "").strip().upper())
    try:
        account = await visitor.facilities.store.setup(name, code, now=visitor.now)
    except RefusedError:
        return visitor.page("set_up.html", status=401, problem=visitor.say("setup.wrong"), account=name)
    secret = Secret(form.get("secret") or totp.new_secret().reveal())
    problem = ""
    if "password" in form:
        if form["password"] != form.get("repeated"):
            problem = visitor.say("setup.differ")
        else:
            try:
                browser = await visitor.sign_in.set_up(
                    name, code, form["password"], secret, form.get("code", "").strip(), source(visitor)
                )
                return signed_in(see_other("/?done=set_up"), browser)
            except MalformedError as error:
                problem = visitor.told(error)
            except RefusedError:
                problem = visitor.say("setup.code_wrong")
    uri = totp.enrolment_uri(secret, name)
    return visitor.page(
        "set_up_factors.html",
        status=422 if problem else 200,
        problem=problem,
        account=account,
        setup=code.reveal(),
        secret=secret.reveal(),
        qr=render.drawing(qr_svg(uri)),
    )
