"""Opening the database, and its two kinds of transaction: many that read, one that writes.

Writers begin IMMEDIATE: a writer that begins as a reader fails with "busy" as soon as another has written, whatever
the timeout. In this process a lock queues them fairly; other processes (the command line) wait in SQLite's own.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import aiosqlite
from sqlalchemy import AsyncAdaptedQueuePool, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from gateway.store.failures import store_error
from gateway.store.transaction import Transaction

T = TypeVar("T")

BUSY_TIMEOUT: Final = 10_000  # ms to wait for another process's writer; an act takes a few ms
READERS: Final = 4  # connections kept; a reader waits for a free one
_PRAGMAS: Final = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",  # an act that was answered survives a power cut
    "pragma foreign_keys = on",
    "pragma trusted_schema = off",
    "pragma cell_size_check = on",  # damage is reported, not read
)
_WRITER: Final = "sekisho_writer"


class Database:
    """One SQLite file. It must exist: a store is made by `migrate`, never by opening it."""

    def __init__(self, path: Path, busy_timeout: int = BUSY_TIMEOUT) -> None:
        self._busy_timeout = busy_timeout
        self._uri = f"{path.absolute().as_uri()}?mode=rw"
        self._engine = create_async_engine(
            "sqlite+aiosqlite://",
            async_creator=self._connect,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=READERS + 1,
            max_overflow=0,
            hide_parameters=True,  # an error's text may be logged; people's names and sealed secrets must not be
        )
        self._writers = self._engine.execution_options(**{_WRITER: True})
        self._writer = asyncio.Lock()
        self._running: set[asyncio.Task[object]] = set()
        event.listen(self._engine.sync_engine, "connect", self._prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)

    async def whole(self, work: Coroutine[None, None, T]) -> T:
        """Run *work* to its end even when the caller is cancelled.

        A home PC that goes away cancels what was being done for it. Were a statement abandoned in the driver's
        thread, its connection could go on holding the write lock, and every later act would wait for nobody.
        """
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One moment of the store, unchanging while the block lasts. Raises `StoreError`."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise store_error(error) from error

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """One act: all of the block or, when it raises, nothing. Raises `StoreError`."""
        async with self._writer:
            try:
                async with self._writers.begin() as connection:
                    yield Transaction(connection)
            except SQLAlchemyError as error:
                raise store_error(error) from error

    async def close(self) -> None:
        """Close every connection; what has begun is finished first."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    async def _connect(self) -> aiosqlite.Connection:
        # The driver's own transactions are off (isolation_level None): `_begin` says how each one begins.
        connection = aiosqlite.connect(self._uri, uri=True, isolation_level=None)
        try:
            return await connection
        except BaseException:
            # The driver's thread ends by itself, but must do so before the event loop does.
            await asyncio.to_thread(connection._thread.join)  # noqa: SLF001 - the driver has no other way to wait
            raise

    def _prepare(self, connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            # The timeout comes first: the next pragma may have to wait.
            for pragma in (f"pragma busy_timeout = {self._busy_timeout:d}", *_PRAGMAS):
                cursor.execute(pragma)
        finally:
            cursor.close()


def _begin(connection: Connection) -> None:
    writer = connection.get_execution_options().get(_WRITER, False)
    connection.exec_driver_sql("begin immediate" if writer else "begin")
