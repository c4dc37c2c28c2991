"""All operations in one place, by subject."""

from typing import Final

from gateway.admin import audit, devices, identities, officials, organisations, pcs, policies, sessions, traces
from gateway.admin.operation import Book, Operation

BOOKS: Final[tuple[Book, ...]] = (
    organisations.BOOK,
    identities.BOOK,
    devices.BOOK,
    pcs.BOOK,
    sessions.BOOK,
    policies.BOOK,
    audit.BOOK,
    officials.BOOK,
    traces.BOOK,
)
OPERATIONS: Final[tuple[Operation, ...]] = tuple(one for book in BOOKS for one in book.operations)
