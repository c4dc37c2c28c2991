"""Which certificates were issued, and which of them were revoked.

Knows serials and facts. Does not see certificates or keys; the gateway's store keeps the lasting version.
"""

from dataclasses import dataclass
from typing import Protocol

from certs.errors import IssueError, RevokedError, UnissuedError


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One issued certificate. Times are in Unix seconds."""

    profile: str
    subject: str
    fingerprint: str
    expires_at: float
    issued_at: float


class MemoryLedger:
    """A ledger that lasts as long as the process; for tests and for trials."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._revoked: dict[int, float] = {}

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Remember an issued certificate; raises `IssueError` when the serial exists."""
        if serial in self._entries:
            raise IssueError(f"A certificate with serial {serial} exists already.")
        self._entries[serial] = Entry(profile, subject, fingerprint, expires_at, now)

    async def revoke_certificate(self, serial: int, *, now: float) -> None:
        """Revoke for good; the first time stands. Raises `UnissuedError` for a serial never recorded."""
        if serial not in self._entries:
            raise UnissuedError(serial)
        self._revoked.setdefault(serial, now)

    async def check_certificate(self, serial: int) -> None:
        """Raises `UnissuedError` or `RevokedError`."""
        if serial not in self._entries:
            raise UnissuedError(serial)
        if serial in self._revoked:
            raise RevokedError(serial)
