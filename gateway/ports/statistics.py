"""Counts that an overview draws. See `gateway.ports`."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Statistics(Protocol):
    """Counts over time, of one organisation."""

    async def sessions_per_day(self, organisation: str, *, since: float, until: float) -> Sequence[int]:
        """How many sessions were opened in each 24 hours from *since*, a whole number of days, up to *until*."""
        ...

    async def refusals(self, organisation: str, *, since: float) -> Mapping[str, int]:
        """How many joins were refused since then, by reason, most first."""
        ...
