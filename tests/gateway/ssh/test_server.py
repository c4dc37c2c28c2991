"""Who gets in over SSH, and how little they can then ask for. The peers here are OpenSSH's own and asyncssh's."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import asyncssh
import pytest

from certs.authority import Authority, new_serial
from certs.keys import new_key
from certs.profiles import Profile
from gateway.config import Address
from tests.fakes.gateway import World, running
from tests.fakes.peers import Keys, attending, dialled, joined, talking
from tests.fakes.waiting import until
from wire import Conversation
from wire.messages import Bye, Spend
from wire.reasons import Reason
from wire.ssh import CIPHERS, ENROL_USER, GATEWAY_PRINCIPAL, KEY_EXCHANGES

# --- OpenSSH's own client -------------------------------------------------------------------------------------------


async def openssh(
    program: str, directory: Path, address: Address, user: str, keys: Keys, *words: str, options: Sequence[str] = ()
) -> tuple[int, str]:
    """Run OpenSSH's *program* with a valid key and certificate; its exit code and all it said."""
    (directory / "id").write_bytes(keys.private)
    (directory / "id").chmod(0o600)
    (directory / "id.pub").write_text(keys.public)
    (directory / "id-cert.pub").write_text(keys.certificate or "")
    (directory / "known").write_text(f"@cert-authority {GATEWAY_PRINCIPAL} {keys.gateway}\n")
    settings = {
        "User": user,
        "IdentityFile": directory / "id",
        "CertificateFile": directory / "id-cert.pub",
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": directory / "known",
        "GlobalKnownHostsFile": os.devnull,
        "HostKeyAlias": GATEWAY_PRINCIPAL,
        "StrictHostKeyChecking": "yes",
        "BatchMode": "yes",
        "ExitOnForwardFailure": "yes",
        "Port": address.port,
    }
    flags = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    process = await asyncio.create_subprocess_exec(
        program, "-F", os.devnull, *flags, *options, address.host, *words,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(15):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, said.decode(errors="replace")


async def guest_of(world: World, side: str) -> tuple[Address, str, Keys]:
    """A valid holder of a certificate for one listener."""
    home = await world.new_home()
    if side == "clients":
        return world.ports.clients, home.identity, home.keys
    office = await world.new_office(home.identity)
    return world.ports.agents, office.pc, office.keys


@pytest.mark.parametrize("side", ["clients", "agents"])
async def test_openssh_gets_no_shell_no_command_no_sftp(side: str, tmp_path: Path) -> None:
    """With a valid key and certificate: no shell, no pty, no command, no scp, no SFTP, on either listener."""
    async with running() as world:
        address, user, keys = await guest_of(world, side)
        for options, words in (((), ()), (("-tt",), ()), ((), ("id",)), (("-A", "-X"), ("id",)), (("-s",), ("sftp",))):
            code, said = await openssh("ssh", tmp_path, address, user, keys, *words, options=options)
            assert code == 255, said
            assert "uid=" not in said
            assert "request failed on channel 0" in said, said
        code, said = await openssh("sftp", tmp_path, address, user, keys, options=("-b", "/dev/null"))
        assert code != 0
        assert "Connected" not in said


@pytest.mark.parametrize("side", ["clients", "agents"])
async def test_openssh_gets_no_forwarding(side: str, tmp_path: Path) -> None:
    """-W, -L and -D open no way through the gateway, and -R and -w none back, on either listener."""
    with closing(socket.create_server(("127.0.0.1", 0))) as secret:
        secret.setblocking(False)
        there = f"127.0.0.1:{secret.getsockname()[1]}"
        async with running() as world:
            address, user, keys = await guest_of(world, side)
            code, said = await openssh("ssh", tmp_path, address, user, keys, options=("-W", there))
            assert code == 255, said
            assert "Connection refused" in said or "open failed" in said, said
            code, said = await openssh("ssh", tmp_path, address, user, keys, options=("-N", "-R", f"0:{there}"))
            assert code == 255, said
            assert "remote port forwarding failed" in said, said
            await openssh_local_forward(tmp_path, address, user, keys, there)
            await asyncssh_forwards(tmp_path, address, user, keys, there)
        with pytest.raises(BlockingIOError):
            secret.accept()


async def openssh_local_forward(directory: Path, address: Address, user: str, keys: Keys, there: str) -> None:
    """OpenSSH listens for -L and -D on this side; what connects there gets nothing from the other."""
    if sys.platform == "win32":
        raise NotImplementedError
    way = directory / "way"
    running_ssh = asyncio.ensure_future(
        openssh("ssh", directory, address, user, keys, options=("-N", "-L", f"{way}:{there}", "-D", str(free_port())))
    )
    await until(lambda: listening(way))
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_unix_connection(str(way))
        assert await reader.read() == b""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    running_ssh.cancel()
    with suppress(asyncio.CancelledError):
        await running_ssh


def listening(way: Path) -> bool:
    """Whether something takes what connects to *way*: a socket is a file before anyone listens on it."""
    if sys.platform == "win32":
        raise NotImplementedError
    with closing(socket.socket(socket.AF_UNIX)) as probe:
        probe.setblocking(False)
        return probe.connect_ex(str(way)) == 0


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
        return port


async def asyncssh_forwards(directory: Path, address: Address, user: str, keys: Keys, there: str) -> None:
    """The same channels and requests one by one, with their refusals."""
    host, _, port = there.partition(":")
    async with dialled(address, user, keys) as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection(host, int(port))
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_unix_connection(str(directory / "socket"))
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("", 0, host, int(port))
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_path(str(directory / "remote"), str(directory / "socket"))


# --- one channel, one conversation --------------------------------------------------------------------------------


async def test_one_channel_and_one_subsystem_is_all_there_is() -> None:
    """Other subsystems are refused, the right one works, and a second channel is refused while the first lives."""
    async with running() as world:
        home = await world.new_home()
        async with dialled(world.ports.clients, home.identity, home.keys) as connection:
            for wrong in ("attend", "enrol", "screen", "sftp", "JOIN", ""):
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.open_session(subsystem=wrong, encoding=None)
        async with joined(world.ports.clients, home) as line:
            for _ in range(3):
                with pytest.raises(asyncssh.ChannelOpenError):
                    await line.connection.open_session(subsystem="join", encoding=None)
            assert world.service.registry.join_of(home.identity) is not None


async def test_who_asks_for_nothing_is_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """An authenticated connection that opens no conversation is closed when its time is over."""
    from gateway.ssh import server

    monkeypatch.setattr(server, "ASKING_GRACE", 0.2)
    async with running() as world:
        home = await world.new_home()
        async with dialled(world.ports.clients, home.identity, home.keys) as connection, asyncio.timeout(5):
            await connection.wait_closed()


# --- whose certificate counts ----------------------------------------------------------------------------------------


async def test_a_certificate_is_no_use_on_the_other_listener() -> None:
    """An agent's certificate on the clients' listener, a client's on the agents': not even authenticated."""
    async with running() as world:
        home = await world.new_home()
        office = await world.new_office(home.identity)
        for address, user, keys in (
            (world.ports.agents, home.identity, home.keys),
            (world.ports.clients, office.pc, office.keys),
        ):
            with pytest.raises(asyncssh.PermissionDenied):
                async with dialled(address, user, keys):
                    pass


async def test_a_certificate_is_for_its_own_user_name() -> None:
    """A valid certificate under another ID's name is refused."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        with pytest.raises(asyncssh.PermissionDenied):
            async with dialled(world.ports.clients, other.identity, home.keys):
                pass


async def test_a_bare_key_is_a_newcomers_only() -> None:
    """The enrolled key without its certificate gets nothing under the ID, and under "enrol" only to enrol."""
    async with running() as world:
        home = await world.new_home()
        bare = Keys(home.keys.private, None, world.gateway_key)
        with pytest.raises(asyncssh.PermissionDenied):
            async with dialled(world.ports.clients, home.identity, bare):
                pass
        async with dialled(world.ports.clients, ENROL_USER, bare) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_session(subsystem="join", encoding=None)


@pytest.mark.parametrize("fault", ["unrecorded", "foreign", "expired", "wrong profile", "unknown key"])
async def test_a_certificate_that_is_not_ours_or_not_recorded_is_refused(fault: str) -> None:
    """A well-signed certificate counts only for its purpose, its time, its device, and when the ledger has it."""
    async with running() as world:
        home, now = await world.new_home(), world.clock.now()
        authority, key, profile, at = world.authority, home.keys.private, Profile.DEVICE, now
        if fault == "foreign":
            from certs.keystore import MemoryKeyStore

            authority = Authority.create(MemoryKeyStore())
        if fault == "expired":
            at = now - Profile.DEVICE.lifetime - 60
        if fault == "wrong profile":
            profile = Profile.MACHINE_DIAL
        if fault == "unknown key":
            key = new_key()
        keys = Keys(key, None, world.gateway_key)
        forged = authority.issue(profile, keys.public, home.identity, serial=new_serial(), now=at)
        if fault == "unknown key":
            await world.store.record_certificate(
                forged.serial, "device", home.identity, forged.fingerprint, forged.expires_at, now=now
            )
        keys = Keys(key, forged.line, world.gateway_key)
        try:
            async with talking(world.ports.clients, home.identity, keys, Conversation.JOIN) as line:
                assert await line.ended() == [Bye(Reason.CERTIFICATE)]
        except asyncssh.PermissionDenied:
            assert fault in {"foreign", "expired", "wrong profile"}


# --- algorithms and noise ---------------------------------------------------------------------------------------------


async def test_only_the_pinned_algorithms_are_spoken() -> None:
    """Each pinned key exchange and cipher works; older ones that OpenSSH still knows do not."""
    async with running() as world:
        home = await world.new_home()
        key = asyncssh.import_private_key(home.keys.private)
        certificate = asyncssh.import_certificate(home.keys.certificate or "")

        async def dial(kex: str, cipher: str) -> None:
            connection = await asyncssh.connect(
                world.ports.clients.host, world.ports.clients.port, config=None, username=home.identity,
                client_keys=[(key, certificate)], known_hosts=None, kex_algs=[kex], encryption_algs=[cipher],
            )  # fmt: skip
            connection.abort()
            await connection.wait_closed()

        for kex in KEY_EXCHANGES:
            await dial(kex, CIPHERS[0])
        for cipher in CIPHERS:
            await dial(KEY_EXCHANGES[0], cipher)
        for kex, cipher in (("diffie-hellman-group14-sha256", CIPHERS[0]), (KEY_EXCHANGES[0], "aes256-ctr")):
            with pytest.raises(asyncssh.KeyExchangeFailed):
                await dial(kex, cipher)


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00\x00\x00\x01\xff",  # an unknown kind
        b"\x00\x00\x00\x00\x30",  # a frame without a kind
        b"\xff\xff\xff\xff\x30",  # a Join of four gigabytes
        b"\x00\x01\x00\x02\x30",  # a Join one byte longer than its limit
        b"\x00\x00\x00\x05\x30\x90\x90\x90\x90",  # no Join
        b"\x00\x00\x00\x02\x32\x90",  # a Report before the Join
        b"\x00\x00\x00\x02\x31\x90",  # an Admitted from the client
        b"\x00\x00\x00\x02\x02\xc1",  # a Bye of invalid msgpack
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(range(256)) * 256,
    ],
)
async def test_noise_ends_its_own_conversation_only(noise: bytes) -> None:
    """Malformed, oversized, unknown or out of order: that line gets Bye(PROTOCOL), no neighbour notices."""
    async with running() as world:
        home, other = await world.new_home(), await world.new_home("関所 太郎")
        office = await world.new_office(home.identity)
        async with attending(world.ports.agents, office), joined(world.ports.clients, other) as neighbour:
            async with talking(world.ports.clients, home.identity, home.keys, Conversation.JOIN) as line:
                line.say_bytes(noise)
                assert await line.ended() == [Bye(Reason.PROTOCOL)]
            async with talking(
                world.ports.clients, ENROL_USER, Keys(new_key(), None, world.gateway_key), Conversation.ENROL
            ) as line:
                line.say_bytes(noise)
                assert await line.ended() == [Bye(Reason.PROTOCOL)]
            assert world.service.registry.join_of(other.identity) is not None
            assert not neighbour.reader.at_eof()
            assert world.service.registry.agent_of(office.pc) is not None


async def test_half_a_frame_and_then_nothing_is_an_ordinary_end() -> None:
    """A newcomer that leaves in the middle of a message is gone, and that is all."""
    async with (
        running() as world,
        talking(world.ports.clients, ENROL_USER, Keys(new_key(), None, world.gateway_key), Conversation.ENROL) as line,
    ):
        line.say_bytes(line.wire.send(Spend(1, "x", "client", "h", "p"))[:7])
        line.writer.write_eof()
        assert await line.ended() == []
