"""What the checkpoint and the administration need of a store, and nothing of how it is kept.

`gateway.store` implements these on SQLAlchemy, and `tests/conformance/` holds it to them. Every method that changes
something writes its audit row in the same transaction and raises a `StoreError` when either cannot be written: no act
without its record. The one exception is `extend_ticket`, a lease kept alive every 30 s by every join. All times are
Unix seconds, passed in as *now*. An *organisation* given as a filter must exist.
"""

from typing import Protocol

from gateway.ports.directory import Directory
from gateway.ports.enrolments import Enrolments
from gateway.ports.exports import Exports
from gateway.ports.feed import Feed
from gateway.ports.heads import Heads
from gateway.ports.journal import Journal
from gateway.ports.ledger import Ledger
from gateway.ports.logins import Logins
from gateway.ports.offices import Offices
from gateway.ports.officials import Accounts, Consoles, Tokens, TraceRequests
from gateway.ports.people import People
from gateway.ports.quotas import Quotas
from gateway.ports.sessions import Sessions
from gateway.ports.statistics import Statistics

__all__ = [
    "Accounts",
    "Consoles",
    "Directory",
    "Enrolments",
    "Exports",
    "Feed",
    "Heads",
    "Journal",
    "Ledger",
    "Logins",
    "Offices",
    "People",
    "Quotas",
    "Sessions",
    "Statistics",
    "Store",
    "Tokens",
    "TraceRequests",
]


class Store(
    Directory,
    People,
    Offices,
    Quotas,
    Enrolments,
    Logins,
    Sessions,
    Ledger,
    Feed,
    Journal,
    Heads,
    Exports,
    Statistics,
    Accounts,
    Consoles,
    Tokens,
    TraceRequests,
    Protocol,
):
    """All of it, as one object that the composition root builds."""

    async def close(self) -> None:
        """Release the database."""
        ...
