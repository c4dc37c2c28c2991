"""What is issued is in the ledger, or is not issued."""

import pytest

from certs import issuing
from certs.authority import Certificate
from certs.profiles import Profile
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT, MemoryLedger, authority


async def issue(ledger: MemoryLedger, *, now: float = NOW) -> Certificate:
    """A device certificate."""
    return await issuing.issue(authority(), ledger, Profile.DEVICE, DEVICE_LINE, SUBJECT, now=now)


async def test_an_issued_certificate_is_recorded() -> None:
    """Its serial passes the ledger at once."""
    ledger = MemoryLedger()
    await ledger.check_certificate((await issue(ledger)).serial)


async def test_nothing_is_issued_that_cannot_be_recorded() -> None:
    """When the ledger fails, no certificate is handed out."""
    with pytest.raises(ConnectionError):
        await issue(DeadLedger())


class DeadLedger(MemoryLedger):
    """A ledger whose database has gone."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Fail as a lost database does, having written half."""
        await super().record_certificate(serial, profile, subject, fingerprint, expires_at, now=now)
        raise ConnectionError
