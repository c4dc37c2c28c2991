"""Which schema a store's file has, and whether this program works with it.

Reads the file with plain SQLite: every command asks, and a migration tool would be a second of loading for nothing.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from gateway.errors import StateError, StoreError
from gateway.store.failures import sentence

REVISIONS: Final = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
)  # every schema there has been, oldest first; a test compares it with the scripts


def check(database: Path) -> None:
    """Raise `StateError` unless *database* exists and has the schema that this program works with."""
    if not database.is_file():
        raise StateError(f"The store {database} is missing.")
    revision = revision_of(database)
    if revision is None:
        raise StateError(f"{database} is not a store of Sekisho.")
    check_known(database, revision)
    if revision != REVISIONS[-1]:
        raise StateError(f"The store {database} is of an older version: run `sekisho-gateway init` to update it.")


def check_known(database: Path, revision: str) -> None:
    """Raise `StateError` for a revision that this program has never heard of."""
    if revision not in REVISIONS:
        raise StateError(f"The store {database} is of a newer version than this program: update the program.")


def revision_of(database: Path) -> str | None:
    """The revision written in the file, None when it has none."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("select name from sqlite_master where name = 'alembic_version'").fetchone()
            if found is None:
                return None
            row = connection.execute("select version_num from alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(sentence(error)) from error
    return None if row is None else str(row[0])
