"""Ed25519 keys in OpenSSH's forms: make one, read one, name one by its fingerprint.

Knows text and bytes. Does not know where keys are kept (`keystore`) or what they may sign (`authority`).
"""

import base64
import hashlib
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
    load_ssh_public_key,
)

from certs.errors import KeyFormatError

MAX_LINE: Final = 4096  # characters of a key or certificate line; ours have about 600


def new_key() -> bytes:
    """A new private key: OpenSSH PEM, not encrypted."""
    return private_pem(Ed25519PrivateKey.generate())


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """*key* as OpenSSH PEM, not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def parse_private(pem: bytes) -> Ed25519PrivateKey:
    """The private key in an unencrypted OpenSSH PEM; raises `KeyFormatError`."""
    try:
        key = load_ssh_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFormatError("The private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFormatError("The private key")
    return key


def parse_public(line: str) -> Ed25519PublicKey:
    """The key in one OpenSSH public key line (a comment may follow); raises `KeyFormatError`."""
    text = line.strip()
    if len(text) > MAX_LINE or len(text.splitlines()) != 1:
        raise KeyFormatError("The public key")
    try:
        key = load_ssh_public_key(text.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError("The public key") from error
    if not isinstance(key, Ed25519PublicKey) or not text.startswith(line_of(key)):
        raise KeyFormatError("The public key")
    return key


def public_line(private: bytes) -> str:
    """The OpenSSH public key line, without a comment, of a private PEM."""
    return line_of(parse_private(private).public_key())


def fingerprint(public_line: str) -> str:
    """OpenSSH's name of a key, `SHA256:` and 43 characters of base64, as `ssh-keygen -l` prints it."""
    return fingerprint_of(parse_public(public_line))


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """The same for a key already parsed."""
    return "SHA256:" + base64.b64encode(_digest(key)).rstrip(b"=").decode("ascii")


def authority_fingerprint(public_line: str) -> str:
    """The name of an authority as an invitation carries it: 43 characters of base64url, without padding."""
    return base64.urlsafe_b64encode(_digest(parse_public(public_line))).rstrip(b"=").decode("ascii")


def same_key(one: Ed25519PublicKey, other: Ed25519PublicKey) -> bool:
    """Whether two public keys are one."""
    return one.public_bytes_raw() == other.public_bytes_raw()


def line_of(key: Ed25519PublicKey) -> str:
    """The OpenSSH public key line of a key, without a comment."""
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def _digest(key: Ed25519PublicKey) -> bytes:
    """SHA-256 of the key's wire form, which is what the second field of its line encodes."""
    blob = base64.b64decode(line_of(key).split(" ")[1])
    return hashlib.sha256(blob).digest()
