"""An organisation's rules: shown as fields, tried out against whoever is here, then saved."""

from typing import Final

import msgspec
from aiohttp import web

from gateway.admin import policies
from gateway.auth.permit import Scope
from gateway.console import confirming
from gateway.console.routes import Routes
from gateway.console.web import Visitor, taken
from gateway.errors import MalformedError
from gateway.policy import DAY, Policy

ROUTES: Final = Routes()
_AT: Final = "/o/{organisation}/policy"
HOUR: Final = 3600
MINUTE: Final = 60

# How a field's number is counted on the page, in seconds.
UNITS: Final = {
    "signatures_max_age": DAY,
    "os_update_max_age": DAY,
    "resume_within": MINUTE,
    "idle_after": MINUTE,
    "session_max": HOUR,
}
SWITCHES: Final = ("firewall_required", "addresses_required", "lock_at_end")
LISTS: Final = ("forbidden_programs", "forbidden_windows", "hours")
FAMILIES: Final = ("windows", "macos", "linux")


def fields_of(policy: Policy) -> dict[str, object]:
    """What the form shows for *policy*."""
    values = msgspec.to_builtins(policy)
    for name, unit in UNITS.items():
        values[name] = "" if values[name] is None else f"{values[name] / unit:g}"
    for name in LISTS:
        values[name] = "\n".join(values[name])
    return dict(values)


def policy_of(visitor: Visitor) -> Policy:
    """The rules that a form holds. Raises `MalformedError`."""
    form = visitor.form
    values: dict[str, object] = {name: name in form for name in SWITCHES}
    for name, unit in UNITS.items():
        text = form.get(name, "").strip()
        try:
            values[name] = round(float(text) * unit) if text else None
        except (ValueError, OverflowError) as error:
            raise MalformedError(f"{text} is not a number.") from error
    for name in LISTS:
        values[name] = [line.strip() for line in form.get(name, "").splitlines() if line.strip()]
    values["os_families"] = [family for family in visitor.lists.get("os_families", []) if family in FAMILIES]
    values["mark_strength"] = form.get("mark_strength", "100")
    values["mark_text"] = form.get("mark_text", "").strip()
    values["notice"] = form.get("notice", "").strip()
    values["client_min_version"] = form.get("client_min_version", "").strip()
    return taken(Policy, **values)


@ROUTES.page("GET", _AT)
async def show_policy(visitor: Visitor) -> web.StreamResponse:
    """The rules as they are."""
    policy = await policies.show_policy(visitor.facilities, visitor.permit(Scope.POLICY_READ))
    return visitor.page("policy.html", it=fields_of(policy), families=FAMILIES)


@ROUTES.page("POST", _AT)
async def set_policy(visitor: Visitor) -> web.StreamResponse:
    """Tell whom the new rules would cut, and save them when the visitor is sure."""
    permit = visitor.permit(Scope.POLICY_WRITE)
    try:
        policy = policy_of(visitor)
    except MalformedError as error:
        shown: dict[str, object] = dict(visitor.form) | {"os_families": visitor.lists.get("os_families", [])}
        for name in SWITCHES:
            shown[name] = name in visitor.form
        return visitor.page("policy.html", status=422, problem=visitor.told(error), it=shown, families=FAMILIES)
    found = await policies.preview_policy(visitor.facilities, visitor.permit(Scope.POLICY_READ), policy)
    subjects = [visitor.say(f"preview.{warning}") for warning in found.warnings]
    subjects += [visitor.say("preview.cut", n=found.cut, here=found.here)] if found.here else []
    subjects += [
        visitor.say("preview.reason", reason=visitor.say(f"reason.{reason}"), n=count)
        for reason, count in found.reasons.items()
    ]
    question = confirming.Question("sure.policy", subjects=tuple(subjects), back=f"{visitor.base}/policy")
    unsure = await confirming.ask(visitor, question)
    if unsure is not None:
        return unsure
    await policies.set_policy(visitor.facilities, permit, policy)
    return visitor.done(f"{visitor.base}/policy", "policy")
