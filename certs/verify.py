"""Whether to believe a certificate: nine numbered steps, each of which raises.

    1  it parses as an OpenSSH certificate in its canonical spelling
    2  it is a certificate, of the profile's type, for an Ed25519 key
    3  it is signed by this authority
    4  its key id names this profile
    5  it has exactly one principal, the expected one, and its key id names the same
    6  it has no critical options and no extensions
    7  it is valid now
    8  it is for the expected key, when the caller knows which
    9  the ledger knows it and has not revoked it (`verify_current` only)

Nothing of the certificate but its type is looked at before step 3 has proved who wrote it. Verification returns facts
or raises; it never returns a yes or no that could be forgotten. Does not prove that anybody holds the key: that is
the SSH login's to do.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import SSHCertificate

from certs import ssh
from certs.errors import VerificationError
from certs.keys import fingerprint_of, line_of, parse_public, same_key
from certs.ledger import Ledger
from certs.profiles import Profile


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified certificate says. `expires_at` is in Unix seconds."""

    serial: int
    subject: str
    fingerprint: str  # of its key, OpenSSH's SHA256:… form
    expires_at: float
    public_key: str  # its key, as an OpenSSH public key line


def verify(
    line: str, *, profile: Profile, authority: str, subject: str, now: float, public_key: str | None = None
) -> Verified:
    """Steps 1 to 8 on the certificate in *line*.

    *authority* and *public_key* are OpenSSH public key lines, *now* is in Unix seconds. Raises `VerificationError`,
    and `KeyFormatError` when *authority* or *public_key* is no key: that is the caller's fault, not the certificate's.
    """
    signer = parse_public(authority)
    expected = None if public_key is None else parse_public(public_key)

    certificate = _parsed(line)  # (1) and the first half of (2)
    key = _of_type(certificate, profile)  # (2)
    _signed_by(certificate, signer)  # (3)
    _names_profile(certificate, profile)  # (4)
    _names_subject(certificate, profile, subject)  # (5)
    _without_options(certificate)  # (6)
    _valid_at(certificate, now)  # (7)
    if expected is not None and not same_key(key, expected):  # (8)
        raise VerificationError(8, "The certificate is for another key.")
    return Verified(certificate.serial, subject, fingerprint_of(key), float(certificate.valid_before), line_of(key))


async def verify_current(
    line: str,
    *,
    profile: Profile,
    authority: str,
    subject: str,
    now: float,
    ledger: Ledger,
    public_key: str | None = None,
) -> Verified:
    """Steps 1 to 9. Step 9 raises what *ledger* raises, so that an unreachable ledger refuses too."""
    verified = verify(line, profile=profile, authority=authority, subject=subject, now=now, public_key=public_key)
    await ledger.check_certificate(verified.serial)  # (9)
    return verified


def _parsed(line: str) -> SSHCertificate:
    try:
        certificate = ssh.parse(line)
    except (ValueError, TypeError) as error:
        raise VerificationError(1, "This is not an OpenSSH certificate.") from error
    if certificate is None:
        raise VerificationError(2, "This is a bare public key, not a certificate.")
    return certificate


def _of_type(certificate: SSHCertificate, profile: Profile) -> Ed25519PublicKey:
    wanted = profile.rules.type
    if certificate.type is not wanted:
        raise VerificationError(2, f"The certificate is not of the {wanted.name.lower()} type.")
    key = certificate.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise VerificationError(2, "The certificate is not for an Ed25519 key.")
    return key


def _signed_by(certificate: SSHCertificate, authority: Ed25519PublicKey) -> None:
    try:
        signer = certificate.signature_key()
        if not isinstance(signer, Ed25519PublicKey) or not same_key(signer, authority):
            raise VerificationError(3, "The certificate was signed by another authority.")
        certificate.verify_cert_signature()
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as error:
        raise VerificationError(3, "The certificate's signature is wrong.") from error


def _names_profile(certificate: SSHCertificate, profile: Profile) -> None:
    if not certificate.key_id.startswith(profile.key_id("").encode("ascii")):
        raise VerificationError(4, f"The certificate is not a {profile.value} certificate.")


def _names_subject(certificate: SSHCertificate, profile: Profile, subject: str) -> None:
    # An empty list would mean every principal to OpenSSH; here it is as wrong as two.
    if not subject or certificate.valid_principals != [subject.encode()]:
        raise VerificationError(5, f"The certificate is not for {subject or 'anybody'} alone.")
    if certificate.key_id != profile.key_id(subject).encode():
        raise VerificationError(5, "The certificate's key id and principal differ.")


def _without_options(certificate: SSHCertificate) -> None:
    if certificate.critical_options or certificate.extensions:
        raise VerificationError(6, "The certificate carries options, and ours have none.")


def _valid_at(certificate: SSHCertificate, now: float) -> None:
    # Written so that a NaN fails both.
    if not now >= certificate.valid_after:
        raise VerificationError(7, "The certificate is not valid yet; is this PC's clock right?")
    if not now < certificate.valid_before:
        raise VerificationError(7, "The certificate has expired.")
