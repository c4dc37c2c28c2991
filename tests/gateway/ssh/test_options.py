"""The pinned options and the gateway's own certificate."""

import asyncssh

from certs.authority import Authority
from certs.keys import public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from certs.verify import verify
from gateway.ssh.options import new_host_key, server_options
from tests.fakes.store import BreakableStore
from wire import ssh as pinned

NOW = 1_800_000_000.0


async def test_the_host_certificate_is_the_gateways_recorded_and_renewed_at_half_time() -> None:
    """It names the gateway's principal, for a key made on the spot, and the ledger has it."""
    authority, store = Authority.create(MemoryKeyStore()), BreakableStore()
    host = await new_host_key(authority, store, NOW)
    verified = verify(
        host.certificate,
        profile=Profile.GATEWAY,
        authority=authority.signer_line(Profile.GATEWAY),
        subject=pinned.GATEWAY_PRINCIPAL,
        now=NOW,
        public_key=public_line(host.private),
    )
    await store.check_certificate(verified.serial)
    assert NOW < host.renew_at < verified.expires_at
    assert (await new_host_key(authority, store, NOW)).private != host.private


async def test_what_is_off_by_default_elsewhere_is_off_here() -> None:
    """No pty, no forwarding, no compression, no password; keepalive on; only the pinned algorithms."""
    authority, store = Authority.create(MemoryKeyStore()), BreakableStore()
    options = server_options(await new_host_key(authority, store, NOW), asyncssh.SSHServer)
    assert not any(
        (
            options.allow_pty,
            options.agent_forwarding,
            options.x11_forwarding,
            options.allow_scp,
            options.password_auth,
            options.kbdint_auth,
            options.host_based_auth,
            options.sftp_factory,
            options.process_factory,
            options.session_factory,
        )
    )
    assert (options.keepalive_interval, options.keepalive_count_max) == (
        pinned.KEEPALIVE_INTERVAL,
        pinned.KEEPALIVE_COUNT,
    )
    assert [name.decode() for name in options.kex_algs] == list(pinned.KEY_EXCHANGES)
    assert [name.decode() for name in options.encryption_algs] == list(pinned.CIPHERS)
    assert [name.decode() for name in options.compression_algs] == ["none"]
