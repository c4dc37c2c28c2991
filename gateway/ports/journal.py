"""Reading the audit, and facts that have no other table. See `gateway.ports` for what holds for all."""

from collections.abc import Sequence
from typing import Protocol

from gateway.audit.events import Event
from gateway.records import Actor, AuditRow, Page


class Journal(Protocol):
    """Reading the audit."""

    async def rows(self, chain: str, *, after: int = 0, limit: int | None = None) -> Sequence[AuditRow]:
        """Rows of a chain after number *after*, oldest first, at most *limit*."""
        ...

    async def find_rows(
        self,
        chain: str,
        *,
        events: Sequence[str] = (),
        text: str = "",
        since: float = 0.0,
        until: float = float("inf"),
        before: int | None = None,
        limit: int = 50,
    ) -> Page[AuditRow]:
        """Rows of a chain, newest first, whose event is one of *events* (of any, when empty) and that hold *text*.

        *before* is the number of the last row of the page before. The page's `total` is the chain's length.
        """
        ...

    async def chains(self) -> Sequence[str]:
        """The names of all chains."""
        ...

    async def record_all(self, facts: Sequence[tuple[str, Event, float]], *, actor: Actor) -> None:
        """Append facts that have no other table, each with its chain and moment; all of them or none."""
        ...

    async def record(self, chain: str, event: str, facts: dict[str, str], *, actor: Actor, now: float) -> AuditRow:
        """Append a fact that has no other table (a trace, a start of the service), and return its row.

        Raises `ValueError` when `gateway.audit.events` has no such event or the facts are not its own.
        """
        ...
