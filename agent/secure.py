"""How the agent sets up its SSH connections: options only, as values for asyncssh.

Knows whose certificate is expected, and which keys to show; what is pinned is in `wire.ssh`. Opens nothing.
"""

from collections.abc import Callable
from typing import Final

import asyncssh

from certs.errors import KeyFormatError
from certs.keys import authority_fingerprint
from wire import ssh

CONNECT_TIMEOUT: Final = 15.0  # seconds to connect, exchange keys and log in


def known_gateway(authority: str) -> tuple[list[asyncssh.SSHKey], list[asyncssh.SSHKey], list[asyncssh.SSHKey]]:
    """Trust exactly the host certificates that *authority* (an OpenSSH public key line) has signed."""
    return [], [asyncssh.import_public_key(authority)], []


def login_key(private: bytes, certificate: str) -> asyncssh.SSHKeyPair:
    """The key pair that shows *certificate* and proves that we hold its key."""
    key = asyncssh.import_private_key(private)
    return asyncssh.load_keypairs([(key, asyncssh.import_certificate(certificate))])[0]


def bare_key(private: bytes) -> asyncssh.SSHKeyPair:
    """The key pair of a newcomer, which has no certificate yet."""
    return asyncssh.load_keypairs([asyncssh.import_private_key(private)])[0]


class FingerprintClient(asyncssh.SSHClient):
    """Knows the gateway by the fingerprint in an invitation, and remembers which authority that was."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self.authority: str | None = None

    def validate_host_ca_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh names them
        """Whether *key*, which signed the gateway's host certificate, is the invitation's."""
        line = key.export_public_key().decode("ascii")
        try:
            if authority_fingerprint(line) != self._fingerprint:
                return False
        except KeyFormatError:  # of a kind that no authority of ours is
            return False
        self.authority = " ".join(line.split()[:2])
        return True


def client_options(
    username: str,
    keypair: asyncssh.SSHKeyPair,
    *,
    known: tuple[list[asyncssh.SSHKey], list[asyncssh.SSHKey], list[asyncssh.SSHKey]],
    client_factory: Callable[[], asyncssh.SSHClient],
) -> asyncssh.SSHClientConnectionOptions:
    """Options to dial the gateway."""
    return asyncssh.SSHClientConnectionOptions(
        client_factory=client_factory,
        username=username,
        client_keys=[keypair],
        known_hosts=known,
        host_key_alias=ssh.GATEWAY_PRINCIPAL,
        connect_timeout=CONNECT_TIMEOUT,
        login_timeout=CONNECT_TIMEOUT,
        **ssh.DIALLING,
    )


def server_options(
    host_key: asyncssh.SSHKeyPair, *, server_factory: Callable[[], asyncssh.SSHServer], login_timeout: float
) -> asyncssh.SSHServerConnectionOptions:
    """Options to serve one viewer."""
    return asyncssh.SSHServerConnectionOptions(
        server_factory=server_factory, server_host_keys=[host_key], login_timeout=login_timeout, **ssh.ANSWERING
    )
