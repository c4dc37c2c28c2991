"""A gateway known by the fingerprint in an invitation, before any of its keys is. Does not dial."""

import asyncssh

from certs.errors import KeyFormatError
from certs.keys import authority_fingerprint


class FingerprintClient(asyncssh.SSHClient):
    """Believes the authority of *fingerprint* (43 characters of base64url), and remembers its public key line."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self.authority: str | None = None

    def validate_host_ca_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - asyncssh's signature
        """Whether *key*, which signed the gateway's host certificate, is the invitation's (asyncssh calls this)."""
        line = key.export_public_key().decode("ascii")
        try:
            if authority_fingerprint(line) != self._fingerprint:
                return False
        except KeyFormatError:  # of a kind that no authority of ours is
            return False
        self.authority = " ".join(line.split()[:2])
        return True
