"""A question to an operation, answered: read, permitted, done once. What HTTP and the commands at the machine share.

Knows no HTTP: parts of a path, a query, bytes. What the question must look like is `questions`'.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.operation import Operation
from gateway.api.questions import Question, checked_key, question
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Official, permit

JSON = "application/json"

Once = Callable[[str, Official, Question, Callable[[], Awaitable[tuple[int, bytes]]]], Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came: the parts of the path, the query, the body with its media type, an Idempotency-Key."""

    path: Mapping[str, str]
    query: Iterable[tuple[str, str]] = ()
    media: str = JSON
    body: bytes = b""
    key: str | None = None


async def answer(
    one: Operation, asked: Asked, official: Official, facilities: Facilities, once: Once
) -> tuple[int, bytes]:
    """The status and the answer's JSON. Raises `UnreadableError` and what the operation raises."""
    organisation = asked.path.get("organisation") or official.organisation or NATIONAL
    allowed = permit(official, one.scope, organisation)
    read = question(one, asked.path, asked.query, asked.media, asked.body)

    async def act() -> tuple[int, bytes]:
        found = await one.work(facilities, allowed, **read.arguments)
        return one.status, b"" if found is None else msgspec.json.encode(found)

    key = checked_key(asked.key) if one.once else None
    return await act() if key is None else await once(key, official, read, act)
