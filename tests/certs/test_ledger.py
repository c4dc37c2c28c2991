"""The ledger remembers what was issued and what was revoked."""

import pytest

from certs.errors import IssueError, RevokedError, UnissuedError
from certs.ledger import Ledger, MemoryLedger
from tests.fakes.certs import NOW, SUBJECT


async def record(ledger: Ledger, serial: int) -> None:
    """Record some certificate under *serial*."""
    await ledger.record_certificate(serial, "device", SUBJECT, "SHA256:x", NOW + 60, now=NOW)


async def test_a_recorded_certificate_passes() -> None:
    """What was recorded and not revoked is good."""
    ledger = MemoryLedger()
    await record(ledger, 1)
    await ledger.check_certificate(1)


async def test_an_unknown_serial_is_refused() -> None:
    """What was never recorded is not good, and cannot be revoked either."""
    ledger = MemoryLedger()
    with pytest.raises(UnissuedError):
        await ledger.check_certificate(1)
    with pytest.raises(UnissuedError):
        await ledger.revoke_certificate(1, now=NOW)


async def test_a_revoked_serial_is_refused_and_its_neighbour_is_not() -> None:
    """Revocation is by serial, for good, and touches no other."""
    ledger = MemoryLedger()
    await record(ledger, 1)
    await record(ledger, 2)
    await ledger.revoke_certificate(1, now=NOW)
    await ledger.revoke_certificate(1, now=NOW + 5)
    with pytest.raises(RevokedError, match="serial 1 "):
        await ledger.check_certificate(1)
    await ledger.check_certificate(2)


async def test_a_serial_is_recorded_once() -> None:
    """A second certificate under the same serial could not be revoked apart from the first: refused."""
    ledger = MemoryLedger()
    await record(ledger, 1)
    await ledger.revoke_certificate(1, now=NOW)
    with pytest.raises(IssueError):
        await record(ledger, 1)
    with pytest.raises(RevokedError):
        await ledger.check_certificate(1)
