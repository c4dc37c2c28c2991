"""The whole store in memory: every Protocol of `gateway.ports`, checked by the same conformance suite as the real one.

Set `broken` to a `StoreError` and every act fails with it, as when the disk is full.
"""

from typing import final

from tests.fakes.memory.directory import MemoryDirectory
from tests.fakes.memory.enrolments import MemoryEnrolments
from tests.fakes.memory.ledger import MemoryFeed, MemoryJournal, MemoryLedger
from tests.fakes.memory.logins import MemoryLogins
from tests.fakes.memory.sessions import MemorySessions


@final
class MemoryStore(
    MemoryDirectory, MemoryEnrolments, MemoryLogins, MemorySessions, MemoryLedger, MemoryFeed, MemoryJournal
):
    """`gateway.ports.Store` without a disk."""

    async def close(self) -> None:
        """Nothing to release."""
