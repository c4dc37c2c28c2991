"""Administrators' accounts and tokens, quotas, and one's own account."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from aiohttp import web

from gateway.admin import officials, organisations
from gateway.auth.permit import SCOPES, Role, Scope
from gateway.console import confirming
from gateway.console.pages.identities import day
from gateway.console.pages.signin import PasskeyAnswer
from gateway.console.routes import Routes, check_form
from gateway.console.web import Visitor, taken
from gateway.errors import ConflictError, MalformedError, RefusedError
from gateway.signin import secrets

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/officials"
_QUOTAS: Final = "/o/{organisation}/quotas"


@ROUTES.page("GET", _AT)
async def show_officials(visitor: Visitor) -> web.StreamResponse:
    """Accounts and tokens."""
    return await _shown(visitor)


async def _shown(visitor: Visitor, problem: str = "", /, **facts: object) -> web.StreamResponse:
    permit = visitor.permit(Scope.OFFICIALS_READ)
    accounts = await officials.list_officials(visitor.facilities, permit)
    tokens = await officials.list_tokens(visitor.facilities, permit)
    mine = sorted(SCOPES[visitor.me.official.role])
    return visitor.page(
        "officials.html",
        status=422 if problem else 200,
        problem=problem,
        accounts=accounts.items,
        tokens=tokens.items,
        roles=[role for role in Role if role is not Role.OPERATOR],
        scopes=mine,
        **({"setup": None, "token": None} | facts),
    )


@ROUTES.page("POST", _AT)
async def act(visitor: Visitor) -> web.StreamResponse:
    """Add, reset or end an account; issue or end a token. All of it needs a proof."""
    form = visitor.form
    wanted, subject = form.get("act", ""), form.get("account", "") or form.get("label", "") or form.get("number", "")
    back = f"{visitor.base}/officials"
    visitor.permit(Scope.OFFICIALS_WRITE)
    if wanted not in DONE:
        return await _shown(visitor, visitor.say("error.act"))
    question = confirming.Question(f"sure.official_{wanted}", subjects=(subject,), back=back)
    unsure = await confirming.ask(visitor, question)
    if unsure is not None:
        return unsure
    try:
        shown = await DONE[wanted](visitor)
    except (MalformedError, ConflictError) as error:
        return await _shown(visitor, visitor.told(error))
    return await _shown(visitor, "", **shown) if shown else visitor.done(back, f"official_{wanted}")


async def _add(visitor: Visitor) -> dict[str, object]:
    form = visitor.form
    body = taken(
        officials.AddOfficialBody,
        account=form.get("account", "").strip(),
        role=form.get("role", ""),
        name=form.get("name", "").strip(),
    )
    permit = visitor.permit(Scope.OFFICIALS_WRITE)
    return {"setup": await officials.add_official(visitor.facilities, permit, body)}


async def _reset(visitor: Visitor) -> dict[str, object]:
    permit, account = visitor.permit(Scope.OFFICIALS_WRITE), visitor.form.get("account", "")
    return {"setup": await officials.reset_official(visitor.facilities, permit, account)}


async def _end(visitor: Visitor) -> dict[str, object]:
    permit, account = visitor.permit(Scope.OFFICIALS_WRITE), visitor.form.get("account", "")
    await officials.end_official(visitor.facilities, permit, account)
    return {}


async def _end_token(visitor: Visitor) -> dict[str, object]:
    number = visitor.form.get("number", "")
    permit = visitor.permit(Scope.OFFICIALS_WRITE)
    await officials.end_token(visitor.facilities, permit, int(number) if number.isdecimal() else 0)
    return {}


async def _issue(visitor: Visitor) -> dict[str, object]:
    return {"token": await _issue_token(visitor)}


DONE: Final[dict[str, Callable[[Visitor], Awaitable[dict[str, object]]]]] = {
    "add": _add,
    "reset": _reset,
    "end": _end,
    "token": _issue,
    "end_token": _end_token,
}


async def _issue_token(visitor: Visitor) -> officials.TokenIssued:
    body = taken(
        officials.TokenBody,
        label=visitor.form.get("label", "").strip(),
        scopes=visitor.lists.get("scopes", []),
        expires_at=day(visitor.form.get("expires", "")),
    )
    return await officials.issue_token(visitor.facilities, visitor.permit(Scope.OFFICIALS_WRITE), body)


# --- quotas -------------------------------------------------------------------------------------------------------


@ROUTES.page("GET", _QUOTAS)
async def show_quotas(visitor: Visitor) -> web.StreamResponse:
    """How many IDs are in force, and the emergency quotas."""
    return await _quotas(visitor)


async def _quotas(visitor: Visitor, problem: str = "") -> web.StreamResponse:
    permit = visitor.permit(Scope.ORGANISATIONS_READ)
    return visitor.page(
        "quotas.html",
        status=422 if problem else 200,
        problem=problem,
        it=await organisations.show_organisation(visitor.facilities, permit),
        quotas=(await organisations.list_emergency_quotas(visitor.facilities, permit)).items,
    )


@ROUTES.page("POST", _QUOTAS)
async def set_quotas(visitor: Visitor) -> web.StreamResponse:
    """The operator's acts on an organisation."""
    form, facilities, back = visitor.form, visitor.facilities, f"{visitor.base}/quotas"
    permit = visitor.permit(Scope.ORGANISATIONS_WRITE)
    wanted = form.get("act", "")
    reason = form.get("reason", "").strip()
    try:
        if wanted == "quota":
            body = taken(organisations.QuotaBody, quota=form.get("quota", "").strip() or None)
            await organisations.set_quota(facilities, permit, body)
        elif wanted == "grant":
            granted = taken(
                organisations.EmergencyBody,
                count=form.get("count", ""),
                until=day(form.get("until", "")),
                reason=reason,
            )
            await organisations.grant_emergency_quota(facilities, permit, granted)
        elif wanted in {"end_quota", "suspend", "resume"}:
            unsure = await confirming.ask(visitor, confirming.Question(f"sure.organisation_{wanted}", back=back))
            if unsure is not None:
                return unsure
            why = taken(organisations.WhyBody, reason=reason or visitor.say("reason.none_given"))
            if wanted == "end_quota":
                await organisations.end_emergency_quota(facilities, permit, int(form.get("number", "0")))
            elif wanted == "suspend":
                await organisations.suspend_organisation(facilities, permit, why)
            else:
                await organisations.resume_organisation(facilities, permit, why)
        else:
            return await _quotas(visitor, visitor.say("error.act"))
    except MalformedError as error:
        return await _quotas(visitor, visitor.told(error))
    return visitor.done(back, "changed")


# --- one's own account --------------------------------------------------------------------------------------------


@ROUTES.page("GET", "/account")
async def show_account(visitor: Visitor) -> web.StreamResponse:
    """One's passkeys and browsers."""
    store, name = visitor.facilities.store, visitor.me.official.name
    mine = secrets.digest(visitor.me.secret)
    passkeys = [(base64.urlsafe_b64encode(key.credential).decode(), key) for key in await store.passkeys_of(name)]
    browsers = [(digest.hex(), digest == mine, one) for digest, one in await store.console_sessions(name)]
    can = visitor.sign_in.passkeys is not None
    return visitor.page("account.html", passkeys=passkeys, browsers=browsers, can_add=can)


@ROUTES.page("POST", "/account")
async def change_account(visitor: Visitor) -> web.StreamResponse:
    """Remove a passkey, or end one of one's other browsers."""
    form, store, me = visitor.form, visitor.facilities.store, visitor.me.official
    if form.get("act") == "browser":
        wanted = form.get("browser", "")
        mine = [digest for digest, _ in await store.console_sessions(me.name) if digest.hex() == wanted]
        for digest in mine:
            await store.sign_out(digest, now=visitor.now)
        return visitor.done("/account", "browser")
    unsure = await confirming.ask(visitor, confirming.Question("sure.passkey", back="/account"))
    if unsure is not None:
        return unsure
    try:
        credential = base64.urlsafe_b64decode(form.get("passkey", ""))
    except ValueError as error:
        raise MalformedError("There is no such passkey.") from error
    await store.remove_passkey(me.name, credential, actor=me.actor, now=visitor.now)
    return visitor.done("/account", "passkey_removed")


@ROUTES.page("GET", "/account/challenge")
async def ask_for_passkey(visitor: Visitor) -> web.StreamResponse:
    """What an authenticator is asked to make."""
    passkeys = visitor.sign_in.passkeys
    if passkeys is None or not visitor.me.proved(visitor.now):
        return web.json_response({"problem": visitor.say("passkey.prove")}, status=403)
    account = visitor.me.session.account
    known = await visitor.facilities.store.passkeys_of(account.name)
    asked = passkeys.ask_for_new(account.name, account.shown_name, known)
    return web.json_response({"challenge": asked.name, "options": json.loads(asked.options)})


@ROUTES.page("PUT", "/account/passkey")
async def add_passkey(visitor: Visitor) -> web.StreamResponse:
    """Keep the passkey that was made; the page's script asks."""
    check_form(visitor, visitor.request.headers.get("X-Form", ""))
    passkeys, me = visitor.sign_in.passkeys, visitor.me.official
    if passkeys is None or not visitor.me.proved(visitor.now):
        return web.json_response({"problem": visitor.say("passkey.prove")}, status=403)
    try:
        answered = msgspec.json.decode(await visitor.request.read(), type=PasskeyAnswer)
        label = visitor.request.query.get("label", "").strip()[:60] or visitor.say("passkey.unnamed")
        made = passkeys.made(answered.challenge, me.name, label, answered.answer)
        await visitor.facilities.store.add_passkey(me.name, made, actor=me.actor, now=visitor.now)
    except (msgspec.MsgspecError, RefusedError, ConflictError):
        return web.json_response({"problem": visitor.say("passkey.not_added")}, status=400)
    return web.json_response({"next": "/account?done=passkey_added"})
