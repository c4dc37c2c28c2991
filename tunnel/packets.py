"""Packets that nobody needs. Leans on the inside of asyncssh (pinned)."""

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.packet import SSHPacketLogger


def without_empty_packets(connection: asyncssh.SSHClientConnection | asyncssh.SSHServerConnection) -> None:
    """Let *connection* not send the empty packet that asyncssh puts before each other one, against a weakness of CBC.

    Nothing here is sent in CBC (`wire.ssh.CIPHERS`), and each packet costs both ends as much as a letter does.
    """
    send = connection.send_packet

    def chosen(pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:
        if pkttype != MSG_IGNORE:
            send(pkttype, *args, handler=handler)

    connection.send_packet = chosen  # type: ignore[method-assign]
