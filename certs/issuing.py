"""Certificates that the ledger knows: issue, and renew before expiry.

Joins an authority to a ledger, in the order that fails closed: a certificate is recorded before anybody holds it.
Does not decide who may have one.
"""

from certs.authority import Authority, Certificate, new_serial
from certs.ledger import Ledger
from certs.profiles import Profile
from certs.verify import verify_current


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


async def renew(
    authority: Authority, ledger: Ledger, profile: Profile, line: str, public_key: str, *, subject: str, now: float
) -> Certificate:
    """A successor of the certificate in *line*: same profile, subject and key, new serial and dates.

    The old one must still be good, all nine steps of it, and goes on being good until it expires: its successor may
    be lost on the way. Raises `VerificationError`, and what `issue` raises.
    """
    await verify_current(
        line,
        profile=profile,
        authority=authority.signer_line(profile),
        subject=subject,
        now=now,
        ledger=ledger,
        public_key=public_key,
    )
    return await issue(authority, ledger, profile, public_key, subject, now=now)
