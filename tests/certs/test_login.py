"""Certificates at work: a real SSH client and a real SSH server, each believing the other by its authority alone."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncssh
import pytest

from certs.authority import new_serial
from certs.keys import new_key, parse_public, public_line
from certs.profiles import Profile
from certs.verify import verify
from tests.fakes.certs import SUBJECT, Forgery, authority

GATEWAY = "sekisho-gateway"


class Checkpoint(asyncssh.SSHServer):
    """Lets in whom the user key certifies, and remembers the certificate each shows."""

    def public_key_auth_supported(self) -> bool:
        """Certificates are the one way in."""
        return True

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002  # the library names it
        """Nobody comes in without."""
        return True

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002  # the library names it
        """The authority is ours; asyncssh has matched principal and dates and will check the signature."""
        return key == asyncssh.import_public_key(authority().public_keys().user)


@asynccontextmanager
async def checkpoint(host_certificate: str, host_key: bytes) -> AsyncIterator[int]:
    """A server on a free port of the loopback; yields the port."""
    pair = (asyncssh.import_private_key(host_key), asyncssh.import_certificate(host_certificate))
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Checkpoint, server_host_keys=[pair], gss_host=None)
    try:
        yield server.get_port()
    finally:
        server.close()
        await server.wait_closed()


async def login(port: int, certificate: str, key: bytes, *, username: str = SUBJECT) -> str:
    """Log in as an enrolled home PC does; returns the gateway certificate that was shown and believed."""
    trusted = asyncssh.import_known_hosts(f"@cert-authority {GATEWAY} {authority().public_keys().gateway}\n")
    async with asyncssh.connect(
        "127.0.0.1",
        port,
        username=username,
        client_keys=[(asyncssh.import_private_key(key), asyncssh.import_certificate(certificate))],
        known_hosts=trusted,
        host_key_alias=GATEWAY,
        agent_path=None,
        config=None,
        gss_host=None,
    ) as connection:
        shown = connection.get_server_host_key()
        assert shown is not None
        return shown.export_public_key().decode().strip()


def issue(profile: Profile, key: bytes, subject: str) -> str:
    """A certificate that is good now, by the machine's own clock, which asyncssh reads."""
    return authority().issue(profile, public_line(key), subject, serial=new_serial(), now=time.time()).line


async def test_a_device_certificate_opens_the_gateway() -> None:
    """A home PC and a gateway that know only each other's authority meet."""
    host_key, key = new_key(), new_key()
    async with checkpoint(issue(Profile.GATEWAY, host_key, GATEWAY), host_key) as port:
        assert await login(port, issue(Profile.DEVICE, key, SUBJECT), key) == public_line(host_key)


async def test_a_machine_certificate_does_not() -> None:
    """An office PC's certificate, of the same subject even, is useless at the clients' door."""
    host_key, key = new_key(), new_key()
    async with checkpoint(issue(Profile.GATEWAY, host_key, GATEWAY), host_key) as port:
        with pytest.raises(asyncssh.PermissionDenied):
            await login(port, issue(Profile.MACHINE_DIAL, key, SUBJECT), key)


async def test_another_identity_does_not() -> None:
    """A certificate opens for its own principal only."""
    host_key, key = new_key(), new_key()
    async with checkpoint(issue(Profile.GATEWAY, host_key, GATEWAY), host_key) as port:
        with pytest.raises(asyncssh.PermissionDenied):
            await login(port, issue(Profile.DEVICE, key, SUBJECT), key, username="131016-0002")


async def test_an_expired_certificate_does_not() -> None:
    """The SSH library refuses a certificate after its end by itself."""
    host_key, key = new_key(), new_key()
    old = authority().issue(
        Profile.SESSION, public_line(key), SUBJECT, serial=new_serial(), now=time.time() - Profile.SESSION.lifetime - 1
    )
    async with checkpoint(issue(Profile.GATEWAY, host_key, GATEWAY), host_key) as port:
        with pytest.raises(asyncssh.PermissionDenied):
            await login(port, old.line, key)


async def test_a_forged_signature_does_not() -> None:
    """A certificate that only claims our authority is refused by the SSH library as well as by us."""
    host_key, key, stranger = new_key(), new_key(), new_key()
    now = int(time.time())
    forged = replace(Forgery(), key=parse_public(public_line(key)), valid_after=now - 60, valid_before=now + 60).signed(
        stranger
    )
    async with checkpoint(issue(Profile.GATEWAY, host_key, GATEWAY), host_key) as port:
        with pytest.raises(asyncssh.PermissionDenied):
            await login(port, forged, key)


async def test_a_false_gateway_is_not_believed() -> None:
    """An office PC's host certificate does not make a gateway, although the same authority issued it."""
    host_key, key = new_key(), new_key()
    async with checkpoint(issue(Profile.MACHINE_HOST, host_key, GATEWAY), host_key) as port:
        with pytest.raises(asyncssh.HostKeyNotVerifiable):
            await login(port, issue(Profile.DEVICE, key, SUBJECT), key)


async def test_what_ssh_carried_still_verifies() -> None:
    """The certificate as the SSH library re-exports it passes our own eight steps."""
    key = new_key()
    carried = asyncssh.import_certificate(issue(Profile.DEVICE, key, SUBJECT)).export_certificate().decode()
    verified = verify(
        carried,
        profile=Profile.DEVICE,
        authority=authority().public_keys().user,
        subject=SUBJECT,
        now=time.time(),
        public_key=public_line(key),
    )
    assert verified.subject == SUBJECT
