"""How a command calls the administration's operations: the same whether the gateway is this machine's or elsewhere.

Knows operations and their answers. Where a call goes is the `Caller`'s: `at_machine` here, `remote` over HTTPS.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypeVar, cast

import msgspec

from gateway.admin.operation import Book, Operation, Paging, Shape

A = TypeVar("A")
MOST: Final = 500  # rows of a list that are asked for at once


class Caller(Protocol):
    """Where calls go."""

    async def __call__(self, one: Operation, path: Mapping[str, str], query: Mapping[str, str], body: bytes) -> bytes:
        """The answer's JSON, empty when there is none. Raises `GatewayError` as the operation does."""
        ...

    async def close(self) -> None:
        """Let go of what was opened."""
        ...


class Page(Protocol):
    """A part of a list."""

    @property
    def items(self) -> tuple[Any, ...]:
        """The rows."""
        ...

    @property
    def next(self) -> str | None:
        """The key of the part that follows."""
        ...


class Calls:
    """Operations as typed calls."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def __call__(
        self,
        book: Book,
        work: Callable[..., Awaitable[A]],
        organisation: str = "",
        *,
        query: Shape | None = None,
        body: msgspec.Struct | None = None,
        **path: str,
    ) -> A:
        """Call the operation that *work* is in *book*. Raises `GatewayError`."""
        one = next(one for one in book.operations if one.work is work)
        asked = {} if query is None else _query(query)
        data = b"" if body is None else msgspec.json.encode(body)
        told = await self._caller(one, {"organisation": organisation, **path} if organisation else path, asked, data)
        return cast("A", None if one.answer is None else msgspec.json.decode(told, type=one.answer))

    async def all(
        self, book: Book, work: Callable[..., Awaitable[Page]], organisation: str, query: Paging
    ) -> AsyncIterator[Any]:
        """Every row of a list, part by part."""
        asked = msgspec.structs.replace(query, limit=MOST)
        while True:
            page = await self(book, work, organisation, query=asked)
            for row in page.items:
                yield row
            if page.next is None:
                return
            asked = msgspec.structs.replace(asked, after=page.next)


def _query(query: Shape) -> dict[str, str]:
    """As a URL has it: what is as if not said is not said."""
    plain = cast("dict[str, object]", msgspec.to_builtins(query))
    defaults = {field.name: field.default for field in msgspec.structs.fields(query)}
    return {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
        for name, value in plain.items()
        if getattr(query, name) != defaults[name]
    }
