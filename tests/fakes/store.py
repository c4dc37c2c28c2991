"""The real store, empty, on a file of its own, that can be made to fail.

Set `broken` to a `StoreError` and every act fails with it, as when the disk is full.
"""

import atexit
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.errors import StoreError
from gateway.sealing import Sealer
from gateway.secret import Secret
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.sql import SqlStore
from gateway.store.transaction import Transaction

_OPEN: Final[list["BreakableStore"]] = []


async def close_all() -> None:
    """Close every store that was made since the last time."""
    while _OPEN:
        store = _OPEN.pop()
        await store.close()
        for path in store.path.parent.glob(f"{store.path.name}*"):
            path.unlink()


@cache
def _empty() -> Path:
    """An empty store's file, made once: a migration for each test would take longer than the test."""
    folder = Path(mkdtemp(prefix="sekisho-stores-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "empty.db"
    migrate.upgrade(path)
    return path


class _Breakable(Database):
    """A database that fails when it is told to."""

    broken: StoreError | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """As the real one, unless broken."""
        self._check()
        async with super().read() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """As the real one, unless broken."""
        self._check()
        async with super().write() as act:
            yield act

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken


@final
class BreakableStore(SqlStore):
    """`gateway.ports.Store`, empty."""

    def __init__(self) -> None:
        self.path = _empty().with_name(f"{secrets.token_hex(8)}.db")
        shutil.copy(_empty(), self.path)
        self._breakable = _Breakable(self.path)
        super().__init__(self._breakable, Sealer(Secret(secrets.token_bytes(32)), "store"))
        _OPEN.append(self)

    @property
    def broken(self) -> StoreError | None:
        """What every act fails with."""
        return self._breakable.broken

    @broken.setter
    def broken(self, error: StoreError | None) -> None:
        self._breakable.broken = error
