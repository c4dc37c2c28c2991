"""Certificates issued and revoked. See `gateway.ports` for what holds for all."""

from typing import Protocol

from gateway.records import Actor


class Ledger(Protocol):
    """Certificates issued and revoked. Fits `certs.ledger.Ledger`."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate; raises `ConflictError` when the serial exists.

        Raises `RefusedError` (REVOKED, PC_RETIRED) when the subject's end came first: no certificate outlives it.
        """
        ...

    async def revoke_certificate(self, serial: int, *, actor: Actor, now: float) -> None:
        """Revoke by serial, with an order in the feed. Twice changes nothing."""
        ...

    async def check_certificate(self, serial: int) -> None:
        """Raises `RefusedError(REVOKED)` when revoked, `UnknownError` when never issued."""
        ...
