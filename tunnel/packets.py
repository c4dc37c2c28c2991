"""What asyncssh does for each packet and nobody needs. Leans on its inside (pinned)."""

from typing import Final

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.packet import SSHPacketLogger


class _Silent(SSHPacketLogger):
    """Writes no log line for a packet; asyncssh would make the words of each, for a level that we never set."""

    def log_sent_packet(self, *_told: object, **_named: object) -> None:
        """Say nothing."""


_SILENT: Final = _Silent()


def without_needless_work(connection: asyncssh.SSHClientConnection | asyncssh.SSHServerConnection) -> None:
    """Let *connection* send no empty packets, and make no words for the log of those that it sends.

    asyncssh puts an empty packet before each other one against a weakness of CBC. Nothing here is sent in CBC
    (`wire.ssh.CIPHERS`), and each packet costs both ends as much as a letter does.
    """
    send = connection.send_packet

    def chosen(pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:  # noqa: ARG001
        if pkttype != MSG_IGNORE:
            send(pkttype, *args, handler=_SILENT)

    connection.send_packet = chosen  # type: ignore[method-assign]
