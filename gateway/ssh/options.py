"""The pinned options of both listeners, and the gateway's own host certificate.

Knows algorithms and limits as data from `wire.ssh`. Does not know who connects.
"""

from collections.abc import Callable
from typing import Final

import asyncssh

from certs.authority import Authority
from certs.issuing import issue
from certs.keys import new_key, public_line
from certs.ledger import Ledger
from certs.profiles import Profile
from wire import ssh as pinned

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
    certificate = await issue(
        authority, ledger, Profile.GATEWAY, public_line(private), pinned.GATEWAY_PRINCIPAL, now=now
    )
    return HostKey(private, certificate.line, now + (certificate.expires_at - now) * RENEW_BEFORE)


def server_options(host: HostKey, factory: Callable[[], asyncssh.SSHServer]) -> asyncssh.SSHServerConnectionOptions:
    """Options of a listener: one key type, no pty, no forwarding of any kind, no compression, keepalive on."""
    key = asyncssh.import_private_key(host.private)
    certificate = asyncssh.import_certificate(host.certificate)
    return asyncssh.SSHServerConnectionOptions(
        server_factory=factory,
        server_host_keys=[(key, certificate)],
        server_version="Sekisho",
        kex_algs=list(pinned.KEY_EXCHANGES),
        encryption_algs=list(pinned.CIPHERS),
        mac_algs=list(pinned.MACS),
        compression_algs=list(pinned.COMPRESSIONS),
        # asyncssh names what signs, not what is signed with: a certificate's key signs as the bare key does.
        signature_algs=[name for name in pinned.SIGNATURES if "-cert-" not in name],
        public_key_auth=True,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_host=None,
        login_timeout=LOGIN_TIMEOUT,
        keepalive_interval=pinned.KEEPALIVE_INTERVAL,
        keepalive_count_max=pinned.KEEPALIVE_COUNT,
        tcp_keepalive=True,
        allow_pty=False,
        agent_forwarding=False,
        x11_forwarding=False,
        line_editor=False,
        allow_scp=False,
        encoding=None,
    )
