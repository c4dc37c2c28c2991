"""The options of every SSH connection, for whoever dials and for whoever answers.

Algorithms and times are `wire.ssh`'s; what a library offers by default and nobody here may have is switched off. Opens
nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final

import asyncssh

from wire import ssh

_BOTH: Final[Mapping[str, object]] = {
    "config": None,  # nothing is read from an account's own SSH configuration
    "kex_algs": ssh.KEY_EXCHANGES,
    "encryption_algs": ssh.CIPHERS,
    "mac_algs": ssh.MACS,
    "compression_algs": ssh.COMPRESSIONS,
    # asyncssh names what signs, not what is signed with: a certificate's key signs as the bare key does.
    "signature_algs": (ssh.KEY,),
    "keepalive_interval": ssh.KEEPALIVE_INTERVAL,
    "keepalive_count_max": ssh.KEEPALIVE_COUNT,
}


def keypair(private: bytes, certificate: str | None) -> asyncssh.SSHKeyPair:
    """What proves who we are: a private key (OpenSSH PEM) and its certificate's line; None for a newcomer."""
    key = asyncssh.import_private_key(private)
    shown = key if certificate is None else (key, asyncssh.import_certificate(certificate))
    return asyncssh.load_keypairs([shown])[0]


def dialling(
    user: str,
    key: asyncssh.SSHKeyPair,
    *,
    authority: str | None,
    principal: str,
    connect_timeout: float,
    login_timeout: float,
    client_factory: Callable[[], asyncssh.SSHClient] = asyncssh.SSHClient,
) -> asyncssh.SSHClientConnectionOptions:
    """Options to dial the holder of a host certificate for *principal*. Times are in seconds.

    *authority* is the public key line of its signer; when it is None, `client_factory`'s client must know it.
    """
    return asyncssh.SSHClientConnectionOptions(
        **_BOTH,
        client_factory=client_factory,
        client_version="Sekisho",
        username=user,
        client_keys=[key],
        agent_path=None,
        known_hosts=([], [] if authority is None else [asyncssh.import_public_key(authority)], []),
        host_key_alias=principal,
        server_host_key_algs=(ssh.CERTIFICATE,),  # a bare host key is never accepted
        preferred_auth=("publickey",),
        disable_trivial_auth=True,
        connect_timeout=connect_timeout,
        login_timeout=login_timeout,
    )


def answering(
    host_key: asyncssh.SSHKeyPair, server_factory: Callable[[], asyncssh.SSHServer], *, login_timeout: float
) -> asyncssh.SSHServerConnectionOptions:
    """Options to answer: public keys only, and nothing that could be forwarded, run or copied. Time in seconds."""
    return asyncssh.SSHServerConnectionOptions(
        **_BOTH,
        server_factory=server_factory,
        server_version="Sekisho",
        server_host_keys=[host_key],
        public_key_auth=True,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_host=None,
        allow_pty=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        line_editor=False,
        encoding=None,
        login_timeout=login_timeout,
    )
