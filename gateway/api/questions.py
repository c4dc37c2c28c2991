"""What a request asks, checked against an operation's signature: path, query, body, key. Pure.

Does not know aiohttp: it is given plain strings and bytes.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec

from gateway.admin.operation import Operation
from gateway.api.problems import Problem
from gateway.errors import MalformedError

KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class UnreadableError(MalformedError):
    """The question cannot be read; carries the problem to tell."""

    def __init__(self, detail: str, status: int = 400, kind: str = "malformed") -> None:
        super().__init__(detail)
        self.problem = Problem(status, kind, detail)


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question: what the operation's work is called with."""

    arguments: Mapping[str, object]
    digest: bytes  # of all that was asked, for an Idempotency-Key


def question(
    one: Operation, path: Mapping[str, str], query: Iterable[tuple[str, str]], media: str, body: bytes
) -> Question:
    """The question to *one*. Raises `UnreadableError` with one sentence that names what is wrong and where."""
    arguments: dict[str, object] = {}
    for name in one.arguments:
        arguments[name] = _converted(path[name], _hints(one)[name], f"{name} in the path")
    asked = _once(query)
    if one.query is not None:
        arguments["query"] = _converted(asked, one.query, "the query")
    elif asked:
        raise UnreadableError(f"{one.name} takes no query.")
    if one.body is not None:
        arguments["body"] = _body(one.body, media, body)
    elif body:
        raise UnreadableError(f"{one.name} takes no body.")
    parts = [one.name, *(f"{name}={path[name]}" for name in sorted(path))]
    return Question(arguments, hashlib.sha256("\n".join(parts).encode() + b"\n" + body).digest())


def checked_key(key: str | None) -> str | None:
    """An Idempotency-Key as it may be; raises `UnreadableError`."""
    if key is not None and KEY.fullmatch(key) is None:
        raise UnreadableError("An Idempotency-Key is 8 to 64 letters, digits, hyphens or underscores.")
    return key


def _once(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for name, value in query:
        if name in asked:
            raise UnreadableError(f"{name} stands twice in the query.")
        asked[name] = value
    return asked


def _body(kind: type[Any], media: str, body: bytes) -> object:
    if media != "application/json":
        raise UnreadableError("Send the body as application/json.", 415, "unsupported")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"The body cannot be read: {error}.") from error


def _converted(value: object, kind: Any, where: str) -> object:  # noqa: ANN401 - a type read from a signature
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{where[:1].upper()}{where[1:]} cannot be read: {error}.") from error


@cache
def _hints(one: Operation) -> dict[str, Any]:
    return get_type_hints(one.work, include_extras=True)
