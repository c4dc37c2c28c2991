"""Bringing a store's file to the present schema, forward only: the work of `sekisho-gateway init`.

Blocks: call it outside an event loop. What schema a file has is `revision`'s to say.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import StateError
from gateway.store import schema
from gateway.store.failures import store_error
from gateway.store.revision import check_known, revision_of

_SCRIPTS: Final = Path(__file__).parent / "migrations"


def upgrade(database: Path, to: str = "head") -> None:
    """Make *database* or bring it forward, all in one transaction. Raises `StateError` or `StoreError`."""
    _make(database)
    if (revision := revision_of(database)) is not None:
        check_known(database, revision)
    script = ScriptDirectory(str(_SCRIPTS))
    with (
        _connection(database) as connection,
        EnvironmentContext(Config(), script, fn=_steps(script, to)) as environment,
    ):
        environment.configure(connection=connection, target_metadata=schema.metadata, transactional_ddl=True)
        environment.run_migrations()


def _make(database: Path) -> None:
    """The file is made here, readable by its owner alone, because SQLite would follow the umask."""
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StateError(f"The store {database} cannot be made: {error.strerror}.") from error


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


def _steps(script: ScriptDirectory, to: str) -> Callable[[str, MigrationContext], list[RevisionStep]]:
    """The function by which Alembic asks for the steps that are left."""

    def steps(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs(to, revision)  # noqa: SLF001 - as Alembic's own documentation calls it

    return steps
