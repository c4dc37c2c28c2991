"""From a completed authentication to a believed certificate: verified again by our own steps, and in the ledger.

asyncssh has checked the signature, the authority, the dates and the principal; this checks all of it again from the
line itself, and what asyncssh cannot know: the profile, the absence of options, and revocation.
"""

from certs.authority import Authority
from certs.errors import CertError
from certs.profiles import Profile
from certs.verify import Verified, verify_current
from gateway.errors import RefusedError, UnknownError
from gateway.ports import Ledger
from gateway.ssh.server import Guest
from wire.reasons import Reason


async def believe(guest: Guest, profile: Profile, authority: Authority, ledger: Ledger, now: float) -> Verified:
    """What the guest's certificate says. *now* is in Unix seconds.

    Raises `RefusedError` CERTIFICATE or REVOKED; the store's own trouble is passed on.
    """
    try:
        return await verify_current(
            guest.line,
            profile=profile,
            authority=authority.signer_line(profile),
            subject=guest.user,
            now=now,
            ledger=ledger,
        )
    except (CertError, UnknownError) as error:
        raise RefusedError(Reason.CERTIFICATE) from error
