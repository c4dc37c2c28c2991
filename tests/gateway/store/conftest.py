"""Stores for the suites of this room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.sealing import KEY_BYTES, Sealer
from gateway.secret import Secret
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.sql import SqlStore
from tests.conformance.people import ADMIN, NOW, ORG, OTHER


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An empty store's file."""
    path = tmp_path / "sekisho.db"
    migrate.upgrade(path)
    return path


def open_sql(path: Path) -> SqlStore:
    """The store in the file *path*, sealed with a key that every test shares."""
    return SqlStore(Database(path), Sealer(Secret(b"k" * KEY_BYTES), "store"))


@pytest.fixture
async def sql(database: Path) -> AsyncIterator[SqlStore]:
    """A store on disk that holds two organisations."""
    store = open_sql(database)
    await store.add_organisation(ORG, "千代田区", actor=ADMIN, now=NOW)
    await store.add_organisation(OTHER, "中央区", actor=ADMIN, now=NOW)
    yield store
    await store.close()
