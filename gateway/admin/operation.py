"""One operation of the administration: a function with a route, a scope and typed arguments.

An operation is an ordinary coroutine function, `work(facilities, permit, ...)`, that the console calls as it is. What
the API needs to offer it to machines is read from its signature: `query` and `body` are structs, every other argument
is a part of the path. Does not know HTTP.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeVar, get_type_hints

import msgspec

from gateway.auth.permit import Scope
from wire.fields import PLAIN

W = TypeVar("W", bound=Callable[..., Awaitable[object]])

IN_PATH: Final = re.compile(r"\{([a-z_]+)\}")
GIVEN: Final = frozenset({"facilities", "permit"})


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every question and answer; not itself one. Moments are UTC, written as RFC 3339 has them."""


Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=PLAIN)]
Words = Annotated[str, msgspec.Meta(max_length=200, pattern=PLAIN)]
Ordinal = Annotated[int, msgspec.Meta(ge=1, le=1 << 53)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=500)]


class Paging(Shape, frozen=True, kw_only=True):
    """Which part of a list: the rows after the key *after*, at most *limit*."""

    after: Words = ""
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class Operation:
    """How an operation is offered."""

    name: str
    method: str
    path: str  # below the API's root; `{organisation}` decides whose rows it may touch
    scope: Scope
    summary: str
    work: Callable[..., Awaitable[object]]
    query: type[Shape] | None
    body: type[Shape] | None
    answer: type[Shape] | None
    status: int
    once: bool  # an Idempotency-Key is kept for it
    arguments: tuple[str, ...] = field(default=())  # the parts of the path that the work takes


class Book:
    """The operations of one subject, in the order in which they were written."""

    def __init__(self, subject: str) -> None:
        self.subject: Final = subject
        self.operations: Final[list[Operation]] = []

    def operation(
        self, method: str, path: str, scope: Scope, *, status: int = 200, once: bool = False
    ) -> Callable[[W], W]:
        """Enter the decorated function. Its name is the operation's, its docstring's first line the summary."""

        def enter(work: W) -> W:
            self.operations.append(_described(work, method, path, scope, status, once=once))
            return work

        return enter


def _described(
    work: Callable[..., Awaitable[object]], method: str, path: str, scope: Scope, status: int, *, once: bool
) -> Operation:
    hints = get_type_hints(work)
    answer = hints.pop("return")
    in_path = IN_PATH.findall(path)
    arguments = tuple(name for name in hints if name not in GIVEN | {"query", "body"})
    if set(arguments) != set(in_path) - {"organisation"}:
        raise TypeError(f"{work.__name__} takes {arguments}, but its path has {in_path}")
    return Operation(
        name=work.__name__,
        method=method,
        path=path,
        scope=scope,
        summary=(inspect.getdoc(work) or "").splitlines()[0].rstrip("."),
        work=work,
        query=hints.get("query"),
        body=hints.get("body"),
        answer=None if answer is type(None) else answer,
        status=204 if answer is type(None) else status,
        once=once,
        arguments=arguments,
    )
