"""The options of both listeners, and the gateway's own host certificate.

What is pinned is in `tunnel.options`. Does not know who connects.
"""

from collections.abc import Callable
from typing import Final

import asyncssh

from certs.authority import Authority
from certs.issuing import issue
from certs.keys import new_key, public_line
from certs.ledger import Ledger
from certs.profiles import Profile
from tunnel.options import answering, keypair
from wire.ssh import GATEWAY_PRINCIPAL

LOGIN_TIMEOUT: Final = 30.0  # seconds to complete the authentication
RENEW_BEFORE: Final = 0.5  # of a host certificate's life: renewed at half time


class HostKey:
    """The gateway's host key, made at each start, and its certificate."""

    def __init__(self, private: bytes, certificate: str, renew_at: float) -> None:
        self.private: Final = private
        self.certificate: Final = certificate
        self.renew_at: Final = renew_at  # Unix seconds


async def new_host_key(authority: Authority, ledger: Ledger, now: float) -> HostKey:
    """A fresh host key with a recorded certificate for the gateway's principal. Raises as `certs.issuing.issue`."""
    private = new_key()
    certificate = await issue(authority, ledger, Profile.GATEWAY, public_line(private), GATEWAY_PRINCIPAL, now=now)
    return HostKey(private, certificate.line, now + (certificate.expires_at - now) * RENEW_BEFORE)


def server_options(host: HostKey, factory: Callable[[], asyncssh.SSHServer]) -> asyncssh.SSHServerConnectionOptions:
    """Options of a listener."""
    return answering(keypair(host.private, host.certificate), factory, login_timeout=LOGIN_TIMEOUT)
