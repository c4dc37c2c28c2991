"""Bringing a store's file to the present schema, forward only, and refusing one that is not.

`upgrade` belongs to `sekisho-gateway init`; `check` to everything that opens the store. Both block: call them outside
an event loop.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import StateError, StoreError
from gateway.store import schema
from gateway.store.failures import sentence, store_error

REVISIONS: Final = ("0001",)  # every schema there has been, oldest first; a test compares it with the scripts
_SCRIPTS: Final = Path(__file__).parent / "migrations"


def upgrade(database: Path) -> None:
    """Make *database* or bring it forward, all in one transaction. Raises `StateError` or `StoreError`."""
    _make(database)
    if (revision := _revision(database)) is not None:
        _check_known(database, revision)
    script = ScriptDirectory(str(_SCRIPTS))
    with _connection(database) as connection, EnvironmentContext(Config(), script, fn=_steps(script)) as environment:
        environment.configure(connection=connection, target_metadata=schema.metadata, transactional_ddl=True)
        environment.run_migrations()


def check(database: Path) -> None:
    """Raise `StateError` unless *database* exists and has the schema that this program works with."""
    if not database.is_file():
        raise StateError(f"The store {database} is missing.")
    revision = _revision(database)
    if revision is None:
        raise StateError(f"{database} is not a store of Sekisho.")
    _check_known(database, revision)
    if revision != REVISIONS[-1]:
        raise StateError(f"The store {database} is of an older version: run `sekisho-gateway init` to update it.")


def _check_known(database: Path, revision: str) -> None:
    if revision not in REVISIONS:
        raise StateError(f"The store {database} is of a newer version than this program: update the program.")


def _make(database: Path) -> None:
    """The file is made here, readable by its owner alone, because SQLite would follow the umask."""
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StateError(f"The store {database} cannot be made: {error.strerror}.") from error


def _revision(database: Path) -> str | None:
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


@contextmanager
def _connection(database: Path) -> Iterator[Connection]:
    uri = f"{database.absolute().as_uri()}?mode=rw"
    # The driver's own transactions are off, so that the whole migration is one: SQLite can roll back DDL.
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None), poolclass=NullPool
    )
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise store_error(error) from error
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")


def _steps(script: ScriptDirectory) -> Callable[[str, MigrationContext], list[RevisionStep]]:
    """The function by which Alembic asks for the steps that are left."""

    def steps(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)  # noqa: SLF001 - as Alembic's own documentation calls it

    return steps
