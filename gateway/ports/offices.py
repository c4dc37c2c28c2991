"""Office PCs and sessions of one organisation, as its administrators see them. See `gateway.ports`.

Every method takes the organisation; what is another's raises `UnknownError`, exactly as what does not exist.
"""

from collections.abc import Sequence
from typing import Protocol

from gateway.records import Actor, OfficePc, Page, Session


class Offices(Protocol):
    """Office PCs and who views them."""

    async def find_pcs(self, organisation: str, *, text: str = "", after: str = "", limit: int = 50) -> Page[OfficePc]:
        """The office PCs whose name or identifier holds *text*, in the order of numbers."""
        ...

    async def pc_in(self, organisation: str, pc: str) -> OfficePc:
        """One office PC."""
        ...

    async def set_pc(
        self,
        organisation: str,
        pc: str,
        *,
        name: str | None,
        users: Sequence[str] | None,
        wake_address: str | None,
        actor: Actor,
        now: float,
    ) -> OfficePc:
        """Change what is not None, with an order when the users change: whoever lost the right loses the picture.

        Raises `RefusedError` (PC_RETIRED, REVOKED), `UnknownError` for a user of another organisation, and
        `MalformedError` for what is no MAC address; an empty one means unknown.
        """
        ...

    async def retire_pc_in(self, organisation: str, pc: str, reason: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service, as `Directory.retire_pc` does."""
        ...

    async def find_sessions(
        self, organisation: str, *, live_only: bool, text: str = "", after: str = "", limit: int = 50
    ) -> Page[Session]:
        """The sessions whose ID, office PC or number holds *text*, newest first."""
        ...
