"""From a completed authentication to a believed certificate: verified again by our own steps, and in the ledger.

asyncssh has checked the signature, the authority, the dates and the principal; this checks all of it again from the
line itself, and what asyncssh cannot know: the profile, the absence of options, and revocation.
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs.authority import Authority
from certs.errors import CertError
from certs.keys import line_of
from certs.profiles import Profile
from certs.ssh import parse
from certs.verify import verify_current
from gateway.errors import RefusedError, UnknownError
from gateway.ports import Ledger
from gateway.ssh.server import Guest
from wire.reasons import Reason


class Believed(NamedTuple):
    """What a guest's certificate says, after every check."""

    subject: str
    serial: int
    fingerprint: str
    public_key: str  # OpenSSH line


async def believe(guest: Guest, profile: Profile, authority: Authority, ledger: Ledger, now: float) -> Believed:
    """Raises `RefusedError` CERTIFICATE or REVOKED; the store's own trouble is passed on."""
    try:
        verified = await verify_current(
            guest.line,
            profile=profile,
            authority=authority.signer_line(profile),
            subject=guest.user,
            now=now,
            ledger=ledger,
        )
    except (CertError, UnknownError) as error:
        raise RefusedError(Reason.CERTIFICATE) from error
    return Believed(verified.subject, verified.serial, verified.fingerprint, _key_in(guest.line))


def _key_in(certificate: str) -> str:
    parsed = parse(certificate)
    key = None if parsed is None else parsed.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise RefusedError(Reason.CERTIFICATE)
    return line_of(key)
