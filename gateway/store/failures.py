"""What the database's errors mean, as one sentence each. Knows SQLite's result codes; decides nothing."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from gateway.errors import StoreError

_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: "The disk is full: make room and try again.",
    sqlite3.SQLITE_BUSY: "The store is busy with another act: try again.",
    sqlite3.SQLITE_LOCKED: "The store is busy with another act: try again.",
    sqlite3.SQLITE_CORRUPT: "The store's file is damaged: stop the service and restore it from a backup.",
    sqlite3.SQLITE_NOTADB: "The store's file is damaged: stop the service and restore it from a backup.",
    sqlite3.SQLITE_READONLY: "The store may not be written: check who owns the state directory.",
    sqlite3.SQLITE_PERM: "The store may not be read: check who owns the state directory.",
    sqlite3.SQLITE_CANTOPEN: "The store cannot be opened: check the state directory.",
    sqlite3.SQLITE_IOERR: "The disk reports an error: check it before going on.",
}


def store_error(error: SQLAlchemyError) -> StoreError:
    """The `StoreError` to raise for *error*. Nothing has been done: the transaction was rolled back."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(error, IntegrityError):
        return StoreError(f"A rule of the store forbids it ({cause}); nothing was changed.")
    return StoreError(f"{sentence(cause)} Nothing was changed.")


def sentence(error: BaseException | None) -> str:
    """What SQLite's own *error* means."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return "The store failed." if code is None else _SENTENCES.get(code & 0xFF, "The store failed.")
