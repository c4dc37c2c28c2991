"""What is issued is in the ledger, and only what is good is renewed."""

import pytest

from certs import issuing
from certs.authority import Certificate
from certs.errors import RevokedError, UnissuedError, VerificationError
from certs.keys import new_key, public_line
from certs.ledger import MemoryLedger
from certs.profiles import DAY, Profile
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT, authority

OTHER_LINE = public_line(new_key())


async def issue(ledger: MemoryLedger, *, now: float = NOW) -> Certificate:
    """A device certificate."""
    return await issuing.issue(authority(), ledger, Profile.DEVICE, DEVICE_LINE, SUBJECT, now=now)


async def renew(ledger: MemoryLedger, line: str, *, now: float, key: str = DEVICE_LINE) -> Certificate:
    """Its successor."""
    return await issuing.renew(authority(), ledger, Profile.DEVICE, line, key, subject=SUBJECT, now=now)


async def test_an_issued_certificate_is_recorded() -> None:
    """Its serial passes the ledger at once."""
    ledger = MemoryLedger()
    await ledger.check_certificate((await issue(ledger)).serial)


async def test_nothing_is_issued_that_cannot_be_recorded() -> None:
    """When the ledger fails, no certificate is handed out."""
    with pytest.raises(ConnectionError):
        await issue(DeadLedger())


async def test_renewal_keeps_the_facts_and_moves_the_dates() -> None:
    """The successor has the same subject and key, a new serial, and ninety days from now; the old one stays good."""
    ledger = MemoryLedger()
    old = await issue(ledger)
    new = await renew(ledger, old.line, now=NOW + 60 * DAY)
    assert (new.profile, new.subject, new.fingerprint) == (old.profile, old.subject, old.fingerprint)
    assert new.serial != old.serial
    assert new.expires_at == NOW + 150 * DAY
    await ledger.check_certificate(new.serial)
    await ledger.check_certificate(old.serial)


async def test_a_revoked_certificate_is_not_renewed() -> None:
    """Revocation cannot be escaped by renewing."""
    ledger = MemoryLedger()
    old = await issue(ledger)
    await ledger.revoke_certificate(old.serial, now=NOW)
    with pytest.raises(RevokedError):
        await renew(ledger, old.line, now=NOW + 1)


async def test_an_expired_certificate_is_not_renewed() -> None:
    """After its end a certificate proves nothing, not even that it may be renewed."""
    ledger = MemoryLedger()
    old = await issue(ledger)
    with pytest.raises(VerificationError) as caught:
        await renew(ledger, old.line, now=old.expires_at)
    assert caught.value.step == 7


async def test_a_certificate_is_renewed_for_its_own_key_alone() -> None:
    """Somebody else's certificate does not buy one for another key."""
    ledger = MemoryLedger()
    old = await issue(ledger)
    with pytest.raises(VerificationError) as caught:
        await renew(ledger, old.line, now=NOW, key=OTHER_LINE)
    assert caught.value.step == 8


async def test_a_certificate_outside_the_ledger_is_not_renewed() -> None:
    """A signature without a record is refused."""
    old = await issue(MemoryLedger())
    with pytest.raises(UnissuedError):
        await renew(MemoryLedger(), old.line, now=NOW)


class DeadLedger(MemoryLedger):
    """A ledger whose database has gone."""

    async def record_certificate(
        self, serial: int, profile: str, subject: str, fingerprint: str, expires_at: float, *, now: float
    ) -> None:
        """Fail as a lost database does, having written half."""
        await super().record_certificate(serial, profile, subject, fingerprint, expires_at, now=now)
        raise ConnectionError
