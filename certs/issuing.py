"""Certificates that the ledger knows.

Joins an authority to a ledger, in the order that fails closed: a certificate is recorded before anybody holds it.
Does not decide who may have one.
"""

from certs.authority import Authority, Certificate, new_serial
from certs.ledger import Ledger
from certs.profiles import Profile


async def issue(
    authority: Authority, ledger: Ledger, profile: Profile, public_key: str, subject: str, *, now: float
) -> Certificate:
    """A new certificate under a new serial, recorded. Raises what `Authority.issue` and the ledger raise."""
    certificate = authority.issue(profile, public_key, subject, serial=new_serial(), now=now)
    await ledger.record_certificate(
        certificate.serial,
        certificate.profile.value,
        certificate.subject,
        certificate.fingerprint,
        certificate.expires_at,
        now=now,
    )
    return certificate
