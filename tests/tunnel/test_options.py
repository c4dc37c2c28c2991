"""How every SSH connection is set up, as the library understands it."""

import asyncssh
import pytest

from certs.keys import new_key
from tunnel.options import answering, dialling, keypair
from wire import ssh

Options = asyncssh.SSHClientConnectionOptions | asyncssh.SSHServerConnectionOptions


def dialled() -> asyncssh.SSHClientConnectionOptions:
    """A newcomer's."""
    pair = keypair(new_key(), None)
    return dialling("x", pair, authority=None, principal="y", connect_timeout=1.0, login_timeout=1.0)


def answered() -> asyncssh.SSHServerConnectionOptions:
    """A listener's."""
    return answering(keypair(new_key(), None), asyncssh.SSHServer, login_timeout=1.0)


@pytest.mark.parametrize("options", [dialled(), answered()], ids=["dialling", "answering"])
def test_only_what_is_pinned_is_offered(options: Options) -> None:
    """On both sides: no CBC, no SHA-1, no compression, whatever the defaults become; and one keepalive."""
    assert options.kex_algs == [name.encode() for name in ssh.KEY_EXCHANGES]
    assert options.encryption_algs == [name.encode() for name in ssh.CIPHERS]
    assert options.mac_algs == [name.encode() for name in ssh.MACS]
    assert options.compression_algs == [b"none"]
    assert options.signature_algs == [ssh.KEY.encode()]
    assert options.keepalive_interval == ssh.KEEPALIVE_INTERVAL


def test_whoever_answers_offers_nothing_but_keys_and_channels() -> None:
    """No password, no terminal, no forwarding of an agent or a display."""
    options = answered()
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


def test_whoever_dials_believes_host_certificates_alone() -> None:
    """A bare host key is of no accepted kind, and nothing of the account's own SSH set-up is used."""
    options = dialled()
    assert options.server_host_key_algs == (ssh.CERTIFICATE,)
    assert options.known_hosts == ([], [], [])
    assert not options.agent_path
