"""How SSH is set up, as data."""

import re

import pytest
from asyncssh import encryption, kex, mac

from wire import ssh

WEAK = re.compile(r"(?i)sha1(?!\d)|md5|cbc|arcfour|3des|rsa|dss|group1|group14|nistp|zlib")
ALL = (*ssh.KEY_EXCHANGES, *ssh.CIPHERS, *ssh.MACS, *ssh.SIGNATURES, *ssh.COMPRESSIONS)


@pytest.mark.parametrize("name", ALL)
def test_nothing_weak_is_offered(name: str) -> None:
    """No algorithm with SHA-1, MD5, CBC, RSA, DSA, a NIST curve or compression is on any list."""
    assert not WEAK.search(name)


def test_a_quantum_safe_exchange_comes_first() -> None:
    """The first key exchange offered is the hybrid with ML-KEM."""
    assert ssh.KEY_EXCHANGES[0] == "mlkem768x25519-sha256"


def test_the_library_knows_every_name() -> None:
    """Each pinned name is one that the SSH library implements, so that a typing error is found here."""
    assert set(ssh.KEY_EXCHANGES) <= {name.decode() for name in kex.get_kex_algs()}
    assert set(ssh.CIPHERS) <= {name.decode() for name in encryption.get_encryption_algs()}
    assert set(ssh.MACS) <= {name.decode() for name in mac.get_mac_algs()}


def test_session_principals_are_apart_from_every_other_name() -> None:
    """A session's principal is fixed in length, and is neither the gateway's nor a newcomer's name."""
    assert ssh.session_principal(0xAB) == "session-0000000000ab"
    assert ssh.session_principal((1 << 48) - 1) == "session-ffffffffffff"
    assert len({ssh.session_principal(1), ssh.GATEWAY_PRINCIPAL, ssh.ENROL_USER}) == 3
