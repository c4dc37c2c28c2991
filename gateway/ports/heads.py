"""Signed heads of the audit's chains. See `gateway.ports`."""

from collections.abc import Sequence
from typing import Protocol

from gateway.audit.chain import Head
from gateway.audit.heads import SignedHead


class Heads(Protocol):
    """Signed heads."""

    async def grown_heads(self) -> Sequence[tuple[str, Head]]:
        """The heads of the chains that have grown since their last signed head, by chain."""
        ...

    async def keep_heads(self, heads: Sequence[SignedHead]) -> None:
        """Keep signed heads; one that is kept already stays as it is."""
        ...

    async def signed_heads(self, chain: str, *, after: int = 0) -> Sequence[SignedHead]:
        """The signed heads of a chain beyond row *after*, oldest first."""
        ...
