"""Who is let in over the joined line, tried with a real SSH client."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest
from asyncssh.constants import MSG_CHANNEL_DATA, MSG_IGNORE

from agent.guest import _Connection
from certs.keys import new_key, public_line
from certs.profiles import Profile
from tests.fakes.checkpoint import PC, Guest
from tests.fakes.offices import SESSION, Office, office
from tests.fakes.packets import noted
from wire import messages as m
from wire.reasons import Reason
from wire.ssh import session_principal


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Office]:
    """An office PC that attends."""
    async with office(tmp_path) as found:
        yield found


async def refused(place: Office) -> None:
    """The office PC says that the session ended because nobody with the right certificate came."""
    assert await place.over() is Reason.CERTIFICATE


async def test_the_expected_viewer_is_let_in(place: Office) -> None:
    """Session key, session certificate, session name: the screen opens and begins with its size."""
    guest = await place.viewed()
    assert isinstance(await guest.receive(), m.Screen)
    guest.connection.close()


async def test_the_office_pc_sends_no_empty_packets(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the screen says travels in packets of its own alone: an empty one before each costs as much as a letter."""
    sent = noted(monkeypatch, _Connection)
    guest = await place.viewed()
    await guest.receive()
    assert MSG_CHANNEL_DATA in sent
    assert MSG_IGNORE not in sent
    guest.connection.close()


async def test_the_right_certificate_with_a_wrong_key_is_refused(place: Office) -> None:
    """Somebody's public certificate does not help without the private key."""
    ticket = await place.accepted()
    stolen = asyncssh.import_certificate(ticket.certificate())
    other = asyncssh.import_private_key(new_key())
    joined = await place.checkpoint.join(ticket.offer.token)
    pair = asyncssh.load_keypairs([other])[0]
    # The client library will not pair them, so the certificate is put in the key's place by hand.
    pair.set_certificate = lambda *_: None  # type: ignore[method-assign]
    pair.public_data, pair.algorithm = stolen.public_data, stolen.algorithm
    pair.sig_algorithms = (b"ssh-ed25519",)
    pair.host_key_algorithms = (stolen.algorithm,)
    with pytest.raises((asyncssh.PermissionDenied, asyncssh.ConnectionLost)):
        await asyncssh.run_client(
            joined,
            config=None,
            username=ticket.username,
            client_keys=[pair],
            agent_path=None,
            known_hosts=None,
            host_key_alias=PC,
        )
    await refused(place)


async def test_an_expired_certificate_with_the_right_key_is_refused(place: Office) -> None:
    """A certificate of two minutes ago has ended."""
    ticket = await place.accepted()
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(certificate=ticket.certificate(time.time() - 120))
    await refused(place)


@pytest.mark.parametrize("ahead", [-600.0, 600.0])
async def test_an_office_pc_whose_clock_is_wrong_goes_by_the_gateways(place: Office, ahead: float) -> None:
    """Ten minutes slow or fast, the office PC lets in the certificate of now and refuses the one of two minutes ago."""
    place.checkpoint.clock_ahead = ahead
    guest = await place.viewed()
    assert isinstance(await guest.receive(), m.Screen)
    guest.connection.close()
    assert await place.over() is Reason.LINE_LOST
    ticket = await place.accepted()
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(certificate=ticket.certificate(time.time() + ahead - 120))
    await refused(place)


async def test_a_certificate_good_by_the_office_pcs_own_clock_alone_is_refused(place: Office) -> None:
    """What this PC's clock calls valid has ended when the gateway's clock says so."""
    place.checkpoint.clock_ahead = 600.0
    ticket = await place.accepted()
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(certificate=ticket.certificate(time.time()))
    await refused(place)


async def test_a_viewer_cannot_leave_an_environment_behind(place: Office, inside: asyncssh.SSHClientConnection) -> None:
    """What a viewer sends as environment variables is not kept: it could be any amount."""
    await inside.open_session(subsystem="screen", env={"PLANTED": "x" * 1000}, encoding=None)
    visit = place.service._visit
    assert visit is not None
    channel = visit._viewer._channel
    assert channel is not None
    assert channel.get_environment_bytes() == {}


async def test_a_certificate_for_another_key_is_refused(place: Office) -> None:
    """A valid certificate of this very session, but for a key that was not offered, is not the viewer's."""
    ticket = await place.accepted()
    key = new_key()
    certificate = place.checkpoint.session_certificate(SESSION, public_line(key))
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(key=key, certificate=certificate)
    await refused(place)


async def test_a_certificate_for_another_session_is_refused(place: Office) -> None:
    """Neither under its own name nor under this session's."""
    for name in (session_principal(SESSION + 1), session_principal(SESSION)):
        ticket = await place.accepted()
        certificate = place.checkpoint.session_certificate(SESSION + 1, ticket.offer.session_key)
        with pytest.raises(asyncssh.PermissionDenied):
            await ticket.dial(username=name, certificate=certificate)
        await refused(place)


@pytest.mark.parametrize("profile", [Profile.DEVICE, Profile.MACHINE_DIAL])
async def test_a_certificate_of_another_kind_is_refused(place: Office, profile: Profile) -> None:
    """A device's or a machine's certificate with the session's name and key opens nothing."""
    ticket = await place.accepted()
    certificate = place.checkpoint.certificate(profile, ticket.offer.session_key, ticket.username)
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(certificate=certificate)
    await refused(place)


async def test_a_bare_key_is_refused(place: Office) -> None:
    """The session key without its certificate is nobody."""
    ticket = await place.accepted()
    with pytest.raises(asyncssh.PermissionDenied):
        await ticket.dial(certificate=None)
    await refused(place)


@pytest.fixture
async def inside(place: Office) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """A viewer that has logged in and asked for nothing yet."""
    ticket = await place.accepted()
    connection = await ticket.dial()
    yield connection
    connection.abort()


async def test_a_second_screen_is_refused(place: Office) -> None:
    """One login has one channel: the second is refused, and the first goes on."""
    guest = await place.viewed()
    await guest.until(m.Picture)
    with pytest.raises(asyncssh.ChannelOpenError):
        await guest.connection.open_session(subsystem="screen", encoding=None)
    guest.send(m.Ping(5))
    assert await guest.until(m.Pong) == m.Pong(5)
    guest.connection.close()


async def test_a_second_login_is_refused(place: Office) -> None:
    """The token is spent with the first login: a second holder of the same certificate finds nobody there."""
    ticket = await place.accepted()
    guest = await Guest.open(await ticket.dial())
    with pytest.raises(TimeoutError):
        await place.checkpoint.join(ticket.offer.token, patience=0.3)
    guest.send(m.Ping(1))
    assert await guest.until(m.Pong) == m.Pong(1)
    guest.connection.close()


@pytest.mark.parametrize("subsystem", ["sftp", "attend", "enrol", "join", "shell", ""])
async def test_no_other_subsystem_exists(inside: asyncssh.SSHClientConnection, subsystem: str) -> None:
    """Only `screen` can be asked for."""
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.open_session(subsystem=subsystem, encoding=None)


async def test_there_is_no_shell_and_no_command(inside: asyncssh.SSHClientConnection) -> None:
    """A shell, with or without a terminal, and a command are refused."""
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.create_process()
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.create_process("id")


async def test_there_is_no_terminal(inside: asyncssh.SSHClientConnection) -> None:
    """A request for a terminal is refused before anything runs."""
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.create_process(term_type="xterm")


async def test_there_is_no_file_transfer(inside: asyncssh.SSHClientConnection) -> None:
    """SFTP does not start."""
    with pytest.raises((asyncssh.SFTPError, asyncssh.ChannelOpenError)):
        await inside.start_sftp_client()


async def test_nothing_is_forwarded(inside: asyncssh.SSHClientConnection) -> None:
    """No TCP and no Unix socket, in neither direction."""
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.open_connection("127.0.0.1", 22)
    with pytest.raises(asyncssh.ChannelOpenError):
        await inside.open_unix_connection("/run/dbus/system_bus_socket")
    with pytest.raises(asyncssh.ChannelListenError):
        await inside.forward_remote_port("127.0.0.1", 0, "127.0.0.1", 22)
    with pytest.raises(asyncssh.ChannelListenError):
        await inside.forward_remote_path("/tmp/sekisho-test", "/tmp/other")  # noqa: S108 - refused before it is made


async def test_too_many_keys_end_the_line(place: Office) -> None:
    """A viewer has one key; one that tries many is cut off."""
    ticket = await place.accepted()
    joined = await place.checkpoint.join(ticket.offer.token)
    keys = [asyncssh.import_private_key(new_key()) for _ in range(12)]
    with pytest.raises((asyncssh.DisconnectError, asyncssh.PermissionDenied)):
        await asyncssh.run_client(
            joined, config=None, username=ticket.username, client_keys=keys, agent_path=None, known_hosts=None
        )
    await refused(place)
