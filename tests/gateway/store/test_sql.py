"""The store on disk and the one in memory make the same claims true."""

import pytest

from gateway.ports import Store
from gateway.store.sql import SqlStore
from tests.conformance.people import ADMIN, NOW, ORG, OTHER
from tests.conformance.store import StoreConformance
from tests.fakes.store import MemoryStore


class TestSqlStore(StoreConformance):
    """The store on disk."""

    @pytest.fixture
    def store(self, sql: SqlStore) -> Store:
        """A store on disk."""
        return sql


class TestMemoryStore(StoreConformance):
    """The store in memory, which other rooms' tests rely on."""

    @pytest.fixture
    async def store(self) -> Store:
        """A store in memory."""
        store = MemoryStore()
        await store.add_organisation(ORG, "千代田区", actor=ADMIN, now=NOW)
        await store.add_organisation(OTHER, "中央区", actor=ADMIN, now=NOW)
        return store
