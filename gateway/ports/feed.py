"""The orders that live connections must obey. See `gateway.ports` for what holds for all."""

from collections.abc import Sequence
from typing import Protocol

from gateway.records import Order


class Feed(Protocol):
    """The orders that live connections must obey."""

    async def orders_since(self, number: int) -> Sequence[Order]:
        """Orders after *number*, oldest first."""
        ...

    async def last_order(self) -> int:
        """The number of the newest order, 0 when there is none."""
        ...
