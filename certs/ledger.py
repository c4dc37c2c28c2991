"""Which certificates were issued, and which of them were revoked.

Knows serials and facts, as a Protocol. Does not see certificates or keys; the gateway's store keeps it.
"""

from typing import Protocol


class Ledger(Protocol):
    """What issuing and verifying need of a ledger. Each method raises when it cannot answer: silence is a refusal."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate; raises when the serial exists. Times are in Unix seconds."""
        ...

    async def check_certificate(self, serial: int) -> None:
        """Raises when the serial was revoked or never recorded."""
        ...
