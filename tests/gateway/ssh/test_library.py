"""The behaviour of asyncssh that this gateway leans on: what counts as proved, and what does not."""

from dataclasses import replace

import asyncssh
import pytest
from asyncssh.public_key import SSHLocalKeyPair

from certs.keys import new_key
from gateway.ssh import library
from gateway.ssh.library import ProvingConnection
from tests.fakes.gateway import World, running
from tests.fakes.peers import HomePc, Keys, dialled
from tests.fakes.waiting import until
from wire.ssh import ENROL_USER


class Impostor(SSHLocalKeyPair):
    """Shows somebody's certificate, and signs with a key of its own."""

    def __init__(self, victim: HomePc) -> None:
        key = asyncssh.import_private_key(victim.keys.private)
        super().__init__(key, None, asyncssh.import_certificate(victim.keys.certificate or ""), None)
        self._key = asyncssh.import_private_key(new_key())


async def dial(world: World, user: str, key_pairs: list[asyncssh.SSHKeyPair]) -> asyncssh.SSHClientConnection:
    """A connection that offers these keys."""
    return await asyncssh.connect(
        world.ports.clients.host, world.ports.clients.port, config=None, username=user, client_keys=key_pairs,
        known_hosts=None, agent_path=None,
    )  # fmt: skip


async def test_somebodys_certificate_without_the_private_key_gets_nothing() -> None:
    """A public certificate is public: shown without its key's signature, it authenticates nobody."""
    async with running() as world:
        victim = await world.new_home()
        with pytest.raises(asyncssh.PermissionDenied):
            await dial(world, victim.identity, [Impostor(victim)])
        assert world.service.registry.join_of(victim.identity) is None


class Prober(asyncssh.SSHClient):
    """Probes with a victim's certificate, without a signature, then authenticates as a newcomer with its own key."""

    def __init__(self, victim: HomePc) -> None:
        self.victim = victim
        self.connection: asyncssh.SSHClientConnection | None = None
        self.turn = 0

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """Keep it, to change the user name on it."""
        self.connection = conn

    def public_key_auth_requested(self) -> asyncssh.SSHKeyPair | None:
        """First the victim's certificate, then our own key under another name."""
        self.turn += 1
        assert self.connection is not None
        if self.turn == 1:
            return Impostor(self.victim)
        self.connection._username = ENROL_USER
        return asyncssh.load_keypairs([asyncssh.import_private_key(new_key())])[0] if self.turn == 2 else None


async def test_a_probe_under_one_name_and_a_proof_under_another_do_not_add_up() -> None:
    """Who shows a victim's certificate and then proves its own key as "enrol" is a newcomer and nothing else."""
    async with running() as world:
        victim = await world.new_home()
        connection, _ = await asyncssh.create_connection(
            lambda: Prober(victim), world.ports.clients.host, world.ports.clients.port, config=None,
            username=victim.identity, known_hosts=None, client_keys=[], agent_path=None,
        )  # fmt: skip
        try:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_session(subsystem="join", encoding=None)
        finally:
            connection.abort()
            await connection.wait_closed()


async def test_the_proof_is_the_line_that_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the end of the authentication there is no proof; after it, it is the user name and the very line."""
    seen: list[ProvingConnection] = []
    before: list[object] = []
    original = ProvingConnection.validate_public_key

    async def spy(self: ProvingConnection, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        before.append(self.proof)
        seen.append(self)
        return await original(self, username, key_data, msg, signature)

    monkeypatch.setattr(ProvingConnection, "validate_public_key", spy)
    async with running() as world:
        home = await world.new_home()
        seen.clear()
        async with dialled(world.ports.clients, home.identity, home.keys):
            assert seen[-1].proof == library.Proof(home.identity, home.keys.certificate or "")
            assert before == [None] * len(before)


async def test_too_many_keys_end_the_connection() -> None:
    """A peer that tries key after key is disconnected, long before its thirty seconds are over."""
    async with running() as world:
        home = await world.new_home()
        strangers = asyncssh.load_keypairs([asyncssh.import_private_key(new_key()) for _ in range(20)])
        with pytest.raises(asyncssh.PermissionDenied, match="Too many keys"):
            await dial(world, home.identity, list(strangers))


async def test_keys_of_other_kinds_are_not_even_parsed() -> None:
    """RSA and ECDSA keys are refused by their name, newcomers' too."""
    async with running() as world:
        for kind in ("ssh-rsa", "ecdsa-sha2-nistp256"):
            pair = asyncssh.load_keypairs([asyncssh.generate_private_key(kind)])
            with pytest.raises(asyncssh.PermissionDenied):
                await dial(world, ENROL_USER, list(pair))


async def test_a_garbled_key_is_a_refusal_not_a_crash() -> None:
    """Key data that is not one ends in False."""
    assert library._algorithm_of(b"") == ""
    assert library._algorithm_of(b"\xff\xff\xff\xff") == ""


async def test_the_environment_cannot_be_filled() -> None:
    """Requests to set variables are refused, so that nothing is kept of them; so are pty, X11 and agent."""
    async with running() as world:
        keys = Keys(new_key(), None, world.gateway_key)
        async with dialled(world.ports.clients, ENROL_USER, keys) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_session(subsystem="enrol", encoding=None, term_type="xterm")
            assert not connection.is_closed()


async def test_a_connection_of_a_stranger_gives_its_place_back() -> None:
    """However a connection ends, the door has room again."""
    async with running() as world:
        home = await world.new_home()
        other = replace(home.keys, private=new_key(), certificate=None)
        for keys in (home.keys, other):
            try:
                async with dialled(world.ports.clients, home.identity, keys):
                    pass
            except asyncssh.PermissionDenied:
                assert keys is other
        registry, labels = world.service.metrics.registry, {"listener": "clients"}
        await until(lambda: not registry.get_sample_value("sekisho_unauthenticated_connections", labels))
