"""How many IDs an organisation may have in force, and whether it may work at all. See `gateway.ports`."""

from collections.abc import Sequence
from typing import Protocol

from gateway.records import Actor, EmergencyQuota, QuotaUse


class Quotas(Protocol):
    """Quotas. An ID is in force while it is neither suspended nor revoked."""

    async def set_quota(self, code: str, quota: int | None, *, actor: Actor, now: float) -> None:
        """Set an organisation's quota. One below what is in force ends nothing; it only lets no more be issued."""
        ...

    async def quota_use(self, code: str) -> QuotaUse:
        """How much is used."""
        ...

    async def grant_emergency(
        self, code: str, count: int, until: float, reason: str, *, actor: Actor, now: float
    ) -> EmergencyQuota:
        """So many IDs more until *until*, when those issued on it are suspended."""
        ...

    async def emergency_quotas(self, code: str) -> Sequence[EmergencyQuota]:
        """All of an organisation, oldest first."""
        ...

    async def end_emergency(self, code: str, number: int, *, actor: Actor, now: float) -> None:
        """End one now: its IDs are suspended, with an order for each. Twice changes nothing."""
        ...

    async def end_due(self, *, now: float) -> int:
        """End every emergency quota that is over; returns how many IDs were suspended."""
        ...

    async def suspend_organisation(self, code: str, reason: str, *, actor: Actor, now: float) -> None:
        """Nobody of it works until it is resumed. Twice changes nothing."""
        ...

    async def resume_organisation(self, code: str, reason: str, *, actor: Actor, now: float) -> None:
        """Let it work again. Twice changes nothing."""
        ...
