"""The store on disk makes the claims of its Protocols true."""

import pytest

from gateway.ports import Store
from gateway.store.sql import SqlStore
from tests.conformance.store import StoreConformance


class TestSqlStore(StoreConformance):
    """The store on disk."""

    @pytest.fixture
    def store(self, sql: SqlStore) -> Store:
        """A store on disk."""
        return sql
