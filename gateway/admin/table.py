"""All operations in one place, by subject."""

from typing import Final

from gateway.admin import devices, identities, organisations, pcs, policies, sessions
from gateway.admin.operation import Book, Operation

BOOKS: Final[tuple[Book, ...]] = (
    organisations.BOOK,
    identities.BOOK,
    devices.BOOK,
    pcs.BOOK,
    sessions.BOOK,
    policies.BOOK,
)
OPERATIONS: Final[tuple[Operation, ...]] = tuple(one for book in BOOKS for one in book.operations)
