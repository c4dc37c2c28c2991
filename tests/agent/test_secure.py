"""How the agent's SSH connections are set up."""

import asyncssh
import pytest

from agent import secure
from certs.keys import authority_fingerprint, new_key, public_line
from wire import ssh


def algorithms(
    options: asyncssh.SSHClientConnectionOptions | asyncssh.SSHServerConnectionOptions,
) -> tuple[set[bytes], set[bytes], set[bytes]]:
    """Key exchanges, ciphers and compressions that *options* offer."""
    return set(options.kex_algs), set(options.encryption_algs), set(options.compression_algs)


@pytest.fixture
def pair() -> asyncssh.SSHKeyPair:
    """Some key."""
    return secure.bare_key(new_key())


def test_only_the_pinned_algorithms_are_offered(pair: asyncssh.SSHKeyPair) -> None:
    """On both sides: no CBC, no SHA-1, no compression, whatever the library's defaults become."""
    for options in (
        secure.client_options("x", pair, known=([], [], []), client_factory=asyncssh.SSHClient),
        secure.server_options(pair, server_factory=asyncssh.SSHServer, login_timeout=1.0),
    ):
        assert algorithms(options) == (
            {name.encode() for name in ssh.KEY_EXCHANGES},
            {name.encode() for name in ssh.CIPHERS},
            {b"none"},
        )
        assert options.keepalive_interval == ssh.KEEPALIVE_INTERVAL


def test_the_server_offers_nothing_but_keys_and_channels(pair: asyncssh.SSHKeyPair) -> None:
    """No password, no terminal, no forwarding of an agent or a display."""
    options = secure.server_options(pair, server_factory=asyncssh.SSHServer, login_timeout=1.0)
    assert not any(
        (
            options.password_auth,
            options.kbdint_auth,
            options.host_based_auth,
            options.allow_pty,
            options.agent_forwarding,
            options.x11_forwarding,
            options.allow_scp,
        )
    )


def test_a_gateway_is_known_by_its_fingerprint_alone() -> None:
    """The authority of the invitation is remembered; another is refused and not."""
    right, wrong = public_line(new_key()), public_line(new_key())
    client = secure.FingerprintClient(authority_fingerprint(right))
    assert not client.validate_host_ca_key("h", "a", 1, asyncssh.import_public_key(wrong))
    assert client.authority is None
    assert client.validate_host_ca_key("h", "a", 1, asyncssh.import_public_key(right))
    assert client.authority == right


def test_an_authority_of_another_kind_is_refused() -> None:
    """Only Ed25519 keys are looked at."""
    client = secure.FingerprintClient("A" * 43)
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").convert_to_public()
    assert not client.validate_host_ca_key("h", "a", 1, other)
