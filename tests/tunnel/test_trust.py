"""A gateway known by its fingerprint."""

import asyncssh

from certs.keys import authority_fingerprint, new_key, public_line
from tunnel.trust import FingerprintClient


def test_a_gateway_is_known_by_its_fingerprint_alone() -> None:
    """The authority of the invitation is remembered; another is refused and not."""
    right, wrong = public_line(new_key()), public_line(new_key())
    client = FingerprintClient(authority_fingerprint(right))
    assert not client.validate_host_ca_key("h", "a", 1, asyncssh.import_public_key(wrong))
    assert client.authority is None
    assert client.validate_host_ca_key("h", "a", 1, asyncssh.import_public_key(right))
    assert client.authority == right


def test_an_authority_of_another_kind_is_refused() -> None:
    """Only Ed25519 keys are looked at."""
    client = FingerprintClient("A" * 43)
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").convert_to_public()
    assert not client.validate_host_ca_key("h", "a", 1, other)
