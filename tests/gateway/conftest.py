"""For every suite of the gateway: stores are closed in the loop that opened them."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.store import close_all


@pytest.fixture(autouse=True)
async def _closed_stores() -> AsyncIterator[None]:
    """Close what a test has left open."""
    yield
    await close_all()
