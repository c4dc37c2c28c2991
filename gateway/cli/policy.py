"""`org policy`: a municipality's rules as an administrator reads and types them.

Knows how a value is written ("7d", "yes", "none"). The bounds are those of `gateway.policy.Policy`; whether a home PC
meets the rules is decided in `gateway.auth.posture`.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
import typer

from gateway.admin import policies
from gateway.cli.calls import Calls
from gateway.cli.options import CodeArgument, Json
from gateway.cli.output import Record, Value, show_json, show_table
from gateway.cli.place import At, ask
from gateway.errors import PolicyError
from gateway.policy import DAY, POLICY_RULES, Policy

_PERCENT: Final = frozenset({"mark_strength"})  # numbers that are no times
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": DAY}
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhd]?)")
_YES_OR_NO: Final = {"yes": True, "no": False}

Rule = int | bool | str | tuple[str, ...] | None


def policy(
    code: CodeArgument,
    at: At,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="RULE=VALUE", help="A new value for one rule; may be given again."),
    ] = None,
    *,
    try_out: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Show the rules of a municipality, or change some of them with --set.

    The new rules hold at once, for those who are connected too: a home PC that does not meet them loses its picture
    within a second. Only the notice on an office PC's screen stays until its session ends.

    A time is written 90s, 30m, 12h or 7d; a switch yes or no; a list with commas between; nothing after the = is an
    empty list or text; none is a rule that is not asked.

    For instance: org policy 131016 --set signatures_max_age=3d --set "forbidden_windows=住基端末, メール"
    """

    async def work(call: Calls) -> tuple[Policy, Policy]:
        before = await call(policies.BOOK, policies.show_policy, code)
        after = changed(before, changes or ())
        if after != before and not try_out:
            await call(policies.BOOK, policies.set_policy, code, body=after)
        return before, after

    before, after = ask("org policy", at, work)
    if as_json:
        show_json({name: _value(getattr(after, name)) for name in POLICY_RULES})
        return
    show_table(f"Rules of {code}", _rows(before, after), empty="")
    if changes:
        typer.echo(_outcome(before, after, try_out=try_out))


def changed(policy: Policy, changes: Sequence[str]) -> Policy:
    """*policy* with each RULE=VALUE of *changes*; raises `PolicyError` for an unknown rule or a value out of bounds."""
    values: dict[str, Rule] = msgspec.to_builtins(policy)
    for change in changes:
        name, equals, text = change.partition("=")
        if name not in values or not equals:
            raise PolicyError(f"{change} sets no rule: write RULE=VALUE with one of {', '.join(values)}.")
        try:
            values[name] = _parsed(name, text.strip(), getattr(Policy(), name))
            msgspec.convert({name: values[name]}, Policy)
        except ValueError as error:  # msgspec's is one too
            raise PolicyError(f"{name} cannot be {text!r}: it is {POLICY_RULES[name]}.") from error
    return msgspec.convert(values, Policy)


def _parsed(name: str, text: str, default: Rule) -> Rule:
    """*text* as a value of the kind that *default* has, or `ValueError`; without one it is a time, or none."""
    match default:
        case bool():
            if text not in _YES_OR_NO:
                raise ValueError(text)
            return _YES_OR_NO[text]
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case str():
            return text
        case _ if name in _PERCENT:
            return int(text.removesuffix("%"))
        case _:
            return None if default is None and text == "none" else _seconds(text)


def _seconds(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2] or "s"]


def written(name: str, value: Rule) -> str:
    """The *value* of the rule *name* as it may be typed after the =."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() if name in _PERCENT:
            return f"{value}%"
        case int():
            unit = next(unit for unit in "dhms" if value % _UNITS[unit] == 0 and (value or unit == "s"))
            return f"{value // _UNITS[unit]}{unit}"
        case str():
            return value
        case _:
            return ", ".join(value)


def _value(value: Rule) -> Value:
    return list(value) if isinstance(value, tuple) else value


def _rows(before: Policy, after: Policy) -> list[Record]:
    """A row for each rule; an arrow where it changes."""
    rows: list[Record] = []
    for name, meaning in POLICY_RULES.items():
        was, becomes = (written(name, getattr(rules, name)) or "–" for rules in (before, after))
        rows.append({"rule": name, "value": becomes if was == becomes else f"{was} → {becomes}", "meaning": meaning})
    return rows


def _outcome(before: Policy, after: Policy, *, try_out: bool) -> str:
    if after == before:
        return "The rules were like that before; nothing was changed."
    return "Nothing was changed: this was a trial." if try_out else "The new rules hold from now on."
