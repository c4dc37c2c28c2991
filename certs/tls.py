"""The console's TLS certificate: a small authority of its own, and short-lived server certificates from it.

Browsers trust it once its certificate (`console_authority`) has been imported. Knows X.509 and nothing of SSH: a
console certificate is no use at the checkpoint, and the other way round. Times are in Unix seconds.
"""

import datetime as dt
import ipaddress
import re
import secrets
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certs import renewal
from certs.errors import IssueError, KeyMissingError, KeyStoreError
from certs.keystore import KeyStore

DAY: Final = 86400
CONSOLE_LIFETIME: Final = 397 * DAY  # seconds; browsers refuse server certificates of more than 398 days
AUTHORITY_LIFETIME: Final = 3650 * DAY  # seconds
_LEEWAY: Final = 300  # seconds before issue; forgives the browser's clock being slow
_KEY: Final = "console-authority"
_CERTIFICATE: Final = "console-authority-certificate"
_DNS_NAME: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class TlsPair:
    """A server certificate with its authority's behind it, and its key; both PEM, the key not encrypted."""

    cert_pem_chain: bytes
    key_pem: bytes
    expires_at: float

    def __repr__(self) -> str:
        return f"TlsPair(expires_at={self.expires_at})"

    def due(self, now: float) -> bool:
        """Whether it is time for `issue_console` again."""
        return renewal.due(self.expires_at, CONSOLE_LIFETIME, now)


def issue_console(keystore: KeyStore, names: Sequence[str], now: float) -> TlsPair:
    """A new key and certificate for the console at *names* (host names and addresses), valid for 397 days.

    Makes the console's authority when there is none. Raises `IssueError` for a name that is none, `KeyStoreError`.
    """
    alternatives = [_general_name(name) for name in names]
    if not alternatives:
        raise IssueError("A console certificate needs at least one name.")
    authority_key, authority = _authority(keystore, now)
    # ECDSA P-256, not Ed25519 as everywhere else: Chromium and Firefox do not accept Ed25519 in server certificates.
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(names[0]), authority.subject, key.public_key(), now, CONSOLE_LIFETIME)
    certificate = (
        builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_issuer_key(authority), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    chain = certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    return TlsPair(chain, _pem(key), certificate.not_valid_after_utc.timestamp())


def console_authority(keystore: KeyStore, now: float) -> bytes:
    """The certificate (PEM) that administrators import into their browsers. Made when there is none."""
    return _authority(keystore, now)[1].public_bytes(Encoding.PEM)


def server_context(pair: TlsPair) -> ssl.SSLContext:
    """A TLS 1.3 server context for *pair*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The standard library reads keys from files only. The file lives for a moment, encrypted under a password that
    # never leaves this function, so that what a disk may remember of it is worth nothing.
    password = secrets.token_hex(32).encode("ascii")
    key = _read_key(pair.key_pem)
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    with tempfile.TemporaryDirectory(prefix="sekisho-") as directory:
        path = Path(directory) / "console.pem"
        path.write_bytes(sealed + pair.cert_pem_chain)
        context.load_cert_chain(path, password=password)
    return context


# --- the console's authority ----------------------------------------------------------------------------------


def _authority(keystore: KeyStore, now: float) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Key and certificate of the console's authority: loaded, made, or with the certificate renewed for its key."""
    try:
        key = _read_key(keystore.load(_KEY))
    except KeyMissingError:
        key = ec.generate_private_key(ec.SECP256R1())
        keystore.store(_KEY, _pem(key))
    try:
        certificate = _read_certificate(keystore.load(_CERTIFICATE))
    except KeyMissingError:
        return key, _certify_authority(keystore, key, now)
    if certificate.public_key() != key.public_key():
        raise KeyStoreError("The console authority's certificate is for another key than the one stored beside it.")
    if renewal.due(certificate.not_valid_after_utc.timestamp(), AUTHORITY_LIFETIME, now):
        return key, _certify_authority(keystore, key, now)
    return key, certificate


def _certify_authority(keystore: KeyStore, key: ec.EllipticCurvePrivateKey, now: float) -> x509.Certificate:
    # Every installation's authority has its own name: a browser that knows two must not take one for the other.
    digest = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest
    name = _name(f"Sekisho console {digest.hex()[:8]}")
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    keystore.store(_CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    return certificate


def _read_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyStoreError("The console's private key cannot be read.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyStoreError("The console's private key is not an ECDSA key.")
    return key


def _read_certificate(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise KeyStoreError("The console authority's certificate cannot be read.") from error


# --- X.509 ----------------------------------------------------------------------------------------------------


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: float, lifetime: int
) -> x509.CertificateBuilder:
    begin = dt.datetime.fromtimestamp(int(now) - _LEEWAY, dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(seconds=lifetime - 1))  # X.509 counts the last second as valid
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _issuer_key(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])  # X.520: 64 characters at most


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    if _DNS_NAME.fullmatch(name.lower()) is None:
        raise IssueError(f"{name!r} is neither a host name nor an address.")
    return x509.DNSName(name.lower())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
