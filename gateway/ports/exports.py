"""How far the audit has been sent on. See `gateway.ports`."""

from collections.abc import Mapping
from typing import Protocol


class Exports(Protocol):
    """By destination and chain, the last row that a destination is known to have."""

    async def chain_ends(self) -> Mapping[str, int]:
        """The number of each chain's last row; a chain without rows has 0."""
        ...

    async def exported(self, destination: str) -> Mapping[str, int]:
        """How far each chain has been sent to a destination; chains never sent are left out."""
        ...

    async def keep_exported(self, destination: str, ends: Mapping[str, int]) -> None:
        """Keep how far it has come now. Not an act: sending what was written changes nothing that is on record."""
        ...
