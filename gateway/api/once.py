"""An act under an Idempotency-Key: done once, and answered as it was answered, however often it is asked for.

Knows the store's kept answers. Does not know HTTP.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from gateway.api.questions import Question
from gateway.auth.permit import Official
from gateway.clock import Clock
from gateway.errors import ConflictError
from gateway.officials import Answer
from gateway.ports import Store
from gateway.secret import Secret

KEPT: Final = 86400.0  # seconds

Act = Callable[[], Awaitable[tuple[int, bytes]]]


class Once:
    """Keeps the promise. A key belongs to whoever used it first, and to their question."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, key: str, official: Official, asked: Question, act: Act) -> tuple[int, bytes]:
        """The answer of *act*, or the one that is kept. Raises `ConflictError` for a key that is otherwise used."""
        owner, now = official.actor.name, self._clock.now()
        kept = await self._store.recall(owner, key, since=now - KEPT)
        if kept is not None:
            return _again(kept, asked)
        if not await self._store.begin_answer(owner, key, asked.digest, since=now - KEPT, now=now):
            raise ConflictError("This Idempotency-Key is being used at this moment.")
        try:
            status, body = await act()
        except BaseException:
            await self._store.keep_answer(owner, key, 0, Secret(b""), now=now)
            raise
        await self._store.keep_answer(owner, key, status, Secret(body), now=now)
        return status, body


def _again(kept: Answer, asked: Question) -> tuple[int, bytes]:
    if kept.digest != asked.digest:
        raise ConflictError("This Idempotency-Key was used for another question.")
    if not kept.status:
        raise ConflictError("This Idempotency-Key is being used at this moment.")
    return kept.status, kept.body.reveal()
