"""Stores for the suites of this room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.store import migrate
from gateway.store.sql import SqlStore
from tests.conformance.people import ADMIN, NOW, ORG, OTHER
from tests.fakes.store_worker import sample_store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An empty store's file."""
    path = tmp_path / "sekisho.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
async def sql(database: Path) -> AsyncIterator[SqlStore]:
    """A store on disk that holds two organisations."""
    store = sample_store(database)
    await store.add_organisation(ORG, "千代田区", actor=ADMIN, now=NOW)
    await store.add_organisation(OTHER, "中央区", actor=ADMIN, now=NOW)
    yield store
    await store.close()
