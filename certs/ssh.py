"""OpenSSH certificates: a draft signed into one line, and a line read back.

Knows the encoding, through the library. Does not know what a certificate should say (`checks`, `profiles`) or whether
to believe one (`verify`).
"""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    SSHCertificate,
    SSHCertificateBuilder,
    load_ssh_public_identity,
)

from certs.checks import Draft
from certs.keys import MAX_LINE


def sign(draft: Draft, key: Ed25519PrivateKey) -> str:
    """*draft* signed with *key*: one OpenSSH certificate line without a comment or a line end."""
    return (
        SSHCertificateBuilder()
        .public_key(draft.key)
        .serial(draft.serial)
        .type(draft.type)
        .key_id(draft.key_id.encode("ascii"))
        .valid_principals([draft.principal.encode("ascii")])
        .valid_after(draft.valid_after)
        .valid_before(draft.valid_before)
        .sign(key)
        .public_bytes()
        .decode("ascii")
    )


def parse(line: str) -> SSHCertificate | None:
    """The certificate in *line*; None when it is a bare public key. Raises `ValueError` when it is neither.

    Only the one spelling that we write is read (a line end may follow): base64 has several spellings of the same
    bytes, and a ledger or a log that compares text must not be fooled by them.
    """
    text = line.removesuffix("\n")
    if len(text) > MAX_LINE:
        raise ValueError("longer than any certificate")
    try:
        found = load_ssh_public_identity(text.encode("ascii"))
    except UnsupportedAlgorithm as error:
        raise ValueError("of an unknown kind") from error
    if not isinstance(found, SSHCertificate):
        return None
    if found.public_bytes().decode("ascii") != text:
        raise ValueError("not in its canonical spelling")
    return found
