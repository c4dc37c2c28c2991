"""Whom this home PC believes, and why: three kinds of peer, three proofs. Pure; knows no socket.

a gateway at enrolment    its authority's fingerprint is in the invitation
the gateway afterwards    its authority's key was stored at enrolment
an office PC              the machines' authority was stored; its name came from the gateway with this session
"""

from dataclasses import dataclass

from certs.errors import CertError
from certs.keys import authority_fingerprint
from certs.profiles import Profile
from certs.verify import verify
from client.errors import UntrustedError
from wire.messages import Certified
from wire.ssh import GATEWAY_PRINCIPAL


@dataclass(frozen=True, slots=True)
class ByFingerprint:
    """Believe the authority whose key has this fingerprint (43 characters of base64url)."""

    fingerprint: str
    principal: str = GATEWAY_PRINCIPAL


@dataclass(frozen=True, slots=True)
class ByKey:
    """Believe the authority with this public key (an OpenSSH line), for this principal alone."""

    authority: str
    principal: str = GATEWAY_PRINCIPAL


Trust = ByFingerprint | ByKey


def check_certified(certified: Certified, *, fingerprint: str, public_key: str, now: float) -> None:
    """Whether what an enrolment brought may be kept; raises `UntrustedError`.

    *fingerprint* is the invitation's, *public_key* this PC's own key, *now* in Unix seconds.
    """
    # (1) The authority to be trusted from now on is the one that the invitation named.
    try:
        named = authority_fingerprint(certified.authorities.gateway)
    except CertError as error:
        raise UntrustedError from error
    if named != fingerprint:
        raise UntrustedError
    # (2) There is one certificate, for this key, this identity, by the users' authority.
    if len(certified.certificates) != 1:
        raise UntrustedError
    check_device_certificate(
        certified.certificates[0],
        authority=certified.authorities.user,
        identity=certified.identity,
        public_key=public_key,
        now=now,
    )


def check_device_certificate(line: str, *, authority: str, identity: str, public_key: str, now: float) -> None:
    """Whether *line* is this PC's device certificate; raises `UntrustedError`."""
    try:
        verify(line, profile=Profile.DEVICE, authority=authority, subject=identity, now=now, public_key=public_key)
    except CertError as error:
        raise UntrustedError from error
