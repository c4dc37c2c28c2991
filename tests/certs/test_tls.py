"""The console's certificate: what browsers ask of one, and a handshake that shows it."""

import ssl
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from certs import tls
from certs.errors import IssueError, KeyStoreError
from certs.keys import new_key
from certs.keystore import MemoryKeyStore
from certs.tls import AUTHORITY_LIFETIME, CONSOLE_LIFETIME, DAY, TlsPair, console_authority, issue_console
from tests.fakes.certs import NOW

NAMES = ("console.chiyoda.example", "127.0.0.1", "::1")


def chain(pair: TlsPair) -> tuple[x509.Certificate, x509.Certificate]:
    """The two certificates of a pair: the console's and its authority's."""
    leaf, authority = x509.load_pem_x509_certificates(pair.cert_pem_chain)
    return leaf, authority


def test_it_is_for_its_names_and_for_serving_alone() -> None:
    """Names, usage and constraints are a server's, and the key is P-256 and the certificate's own."""
    pair = issue_console(MemoryKeyStore(), NAMES, NOW)
    leaf, _ = chain(pair)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["console.chiyoda.example"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    key = load_pem_private_key(pair.key_pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp256r1"
    assert key.public_key() == leaf.public_key()


def test_it_lives_397_days_and_falls_due_in_the_last_third() -> None:
    """From its first second to its last it lives 397 days, which browsers accept, and is due after two thirds."""
    pair = issue_console(MemoryKeyStore(), NAMES, NOW)
    leaf, _ = chain(pair)
    span = (leaf.not_valid_after_utc - leaf.not_valid_before_utc).total_seconds() + 1
    assert span == CONSOLE_LIFETIME == 397 * DAY
    assert leaf.not_valid_before_utc.timestamp() == NOW - 300
    assert pair.expires_at == leaf.not_valid_after_utc.timestamp()
    assert not pair.due(NOW + 264 * DAY)
    assert pair.due(NOW + 265 * DAY)


def test_openssl_believes_the_chain(tmp_path: Path) -> None:
    """`openssl verify`, strict, for the name and for serving, accepts the certificate under its authority."""
    keystore = MemoryKeyStore()
    pair = issue_console(keystore, NAMES, NOW)
    (tmp_path / "ca.pem").write_bytes(console_authority(keystore, NOW))
    (tmp_path / "leaf.pem").write_bytes(pair.cert_pem_chain)
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", str(int(NOW) + DAY)]
    command += ["-verify_hostname", NAMES[0], "-CAfile", str(tmp_path / "ca.pem"), str(tmp_path / "leaf.pem")]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # OpenSSL's own verifier
    assert shown.strip().endswith("OK")


def test_the_authority_can_sign_servers_and_no_further_authority() -> None:
    """Its path length is 0, and its one use is signing."""
    _, authority = chain(issue_console(MemoryKeyStore(), NAMES, NOW))
    constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    usage = authority.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.key_cert_sign
    assert not usage.digital_signature


def test_the_authority_stays_and_the_servers_key_does_not() -> None:
    """A renewal has a new key and serial under the authority that browsers already trust."""
    keystore = MemoryKeyStore()
    first = issue_console(keystore, NAMES, NOW)
    second = issue_console(keystore, NAMES, NOW + 300 * DAY)
    assert chain(first)[1] == chain(second)[1]
    assert chain(first)[0].serial_number != chain(second)[0].serial_number
    assert first.key_pem != second.key_pem


def test_the_authority_is_renewed_with_its_key() -> None:
    """In the last third of its ten years the authority gets a new certificate; its old one still vouches."""
    keystore = MemoryKeyStore()
    old = x509.load_pem_x509_certificate(console_authority(keystore, NOW))
    later = NOW + AUTHORITY_LIFETIME * 0.7
    leaf, new = chain(issue_console(keystore, NAMES, later))
    assert new != old
    assert new.public_key() == old.public_key()
    assert chain(issue_console(keystore, NAMES, later + DAY))[1] == new
    leaf.verify_directly_issued_by(old)
    leaf.verify_directly_issued_by(new)
    assert leaf.not_valid_after_utc < old.not_valid_after_utc


def test_two_installations_have_two_names() -> None:
    """The authorities of two installations do not share a name, so that a browser can trust both."""
    names = {chain(issue_console(MemoryKeyStore(), NAMES, NOW))[1].subject for _ in range(2)}
    assert len(names) == 2


@pytest.mark.parametrize(
    "names",
    [[], [""], ["*"], ["*.example.jp"], ["関所.jp"], ["a b"], ["a,b"], ["-a"], ["a" * 64], ["1.2.3.4/8"], ["a\n"]],
)
def test_what_is_no_name_is_refused(names: Sequence[str]) -> None:
    """No name, wildcards, spaces, unencoded Japanese and over-long labels are refused, and nothing is stored."""
    keystore = MemoryKeyStore()
    with pytest.raises(IssueError):
        issue_console(keystore, names, NOW)
    assert repr(keystore) == "<MemoryKeyStore of 0>"


@pytest.mark.parametrize("damaged", [b"damaged", new_key()], ids=["noise", "another kind"])
@pytest.mark.parametrize("name", ["console-authority", "console-authority-certificate"])
def test_a_damaged_authority_is_refused(name: str, damaged: bytes) -> None:
    """A key or certificate that cannot be read is an error, not a reason to make a new authority silently."""
    keystore = MemoryKeyStore()
    issue_console(keystore, NAMES, NOW)
    keystore.store(name, damaged)
    with pytest.raises(KeyStoreError):
        issue_console(keystore, NAMES, NOW)


def test_another_kind_of_key_is_refused() -> None:
    """An Ed25519 key in the authority's place is refused with a sentence."""
    keystore = MemoryKeyStore()
    p384 = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    issue_console(keystore, NAMES, NOW)
    keystore.store("console-authority", p384)
    with pytest.raises(KeyStoreError, match="another key"):
        issue_console(keystore, NAMES, NOW)


def test_printing_a_pair_shows_no_key() -> None:
    """The repr of a pair holds no key material."""
    assert "PRIVATE" not in repr(issue_console(MemoryKeyStore(), NAMES, NOW))


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> tuple[ssl.SSLObject, bytes | None]:
    """A whole TLS handshake in memory; returns the client's side and the certificate it was shown (DER)."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(down, up, server_hostname=name)
    far = server.wrap_bio(up, down, server_side=True)
    for _ in range(4):  # flights: hello, the server's, finished, tickets
        for side in (near, far):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return near, near.getpeercert(binary_form=True)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext, TlsPair, Path]:
    """A server and a client context of today, the pair, and the directory where temporary files went."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    keystore = MemoryKeyStore()
    pair = issue_console(keystore, NAMES, time.time())
    client = ssl.create_default_context(cadata=console_authority(keystore, time.time()).decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    return tls.server_context(pair), client, pair, tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_strict_client_connects(shown: tuple[ssl.SSLContext, ssl.SSLContext, TlsPair, Path], name: str) -> None:
    """A client that knows the authority, and is strict about X.509, connects by each name, with TLS 1.3."""
    server, client, pair, _ = shown
    connection, certificate = handshake(server, client, name)
    assert connection.version() == "TLSv1.3"
    assert certificate == chain(pair)[0].public_bytes(Encoding.DER)


def test_another_name_is_refused(shown: tuple[ssl.SSLContext, ssl.SSLContext, TlsPair, Path]) -> None:
    """The certificate does not serve a name that it does not list."""
    server, client, _, _ = shown
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server, client, "other.example")


def test_older_tls_is_refused(shown: tuple[ssl.SSLContext, ssl.SSLContext, TlsPair, Path]) -> None:
    """A client that speaks TLS 1.2 at most gets no connection."""
    server, client, _, _ = shown
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol"):
        handshake(server, client, NAMES[0])


def test_the_key_does_not_stay_on_the_disk(shown: tuple[ssl.SSLContext, ssl.SSLContext, TlsPair, Path]) -> None:
    """Once the context stands, the file that carried the key is gone."""
    assert not list(shown[3].iterdir())
