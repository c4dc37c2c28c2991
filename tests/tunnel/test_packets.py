"""What asyncssh need not do for each packet, on a real connection."""

import contextlib
from collections.abc import AsyncIterator

import asyncssh
import pytest
from asyncssh.constants import MSG_CHANNEL_DATA, MSG_IGNORE
from asyncssh.packet import SSHPacket, SSHPacketLogger

from certs.keys import new_key
from tests.fakes.packets import noted
from tunnel.packets import without_needless_work


class _Open(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        return False


async def _echo(process: asyncssh.SSHServerProcess[bytes]) -> None:
    process.stdout.write(await process.stdin.read())
    process.exit(0)


@contextlib.asynccontextmanager
async def _spared() -> AsyncIterator[asyncssh.SSHClientConnection]:
    """A connection whose near end was told, to one that echoes."""
    key = asyncssh.import_private_key(new_key())
    async with (
        await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], server_factory=_Open, process_factory=_echo, encoding=None
        ) as listener,
        await asyncssh.connect("127.0.0.1", listener.get_port(), known_hosts=None, config=None) as connection,
    ):
        without_needless_work(connection)
        yield connection


async def test_empty_packets_stay_away_and_all_else_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end that was told sends none, the other sends them as asyncssh does, and what is said comes back whole."""
    near, far = (noted(monkeypatch, kind) for kind in (asyncssh.SSHClientConnection, asyncssh.SSHServerConnection))
    async with _spared() as connection:
        near.clear()
        far.clear()
        echoed = await connection.run("", input=b"x" * 100_000, encoding=None)
    assert echoed.stdout == b"x" * 100_000
    assert MSG_CHANNEL_DATA in near
    assert MSG_IGNORE not in near
    assert MSG_IGNORE in far


async def test_no_words_are_made_for_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end that was told words nothing that it sends, and still what it receives; the other end words both."""
    worded: set[tuple[bool, str]] = set()
    word = SSHPacketLogger._log_packet

    def noting(
        self: SSHPacketLogger, told: str, kind: int, number: int | None, packet: bytes | SSHPacket, note: str
    ) -> None:
        worded.add((isinstance(self, asyncssh.SSHClientConnection | asyncssh.SSHClientChannel), told))
        word(self, told, kind, number, packet, note)

    async with _spared() as connection:
        monkeypatch.setattr(SSHPacketLogger, "_log_packet", noting)
        await connection.run("", input=b"x", encoding=None)
    assert worded == {(True, "Received"), (False, "Sent"), (False, "Received")}
