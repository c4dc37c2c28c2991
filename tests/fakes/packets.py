"""What SSH connections send, packet by packet: the types alone."""

import asyncssh
import pytest
from asyncssh.packet import SSHPacketLogger

Connection = asyncssh.SSHClientConnection | asyncssh.SSHServerConnection


def noted(monkeypatch: pytest.MonkeyPatch, kind: type[Connection]) -> list[int]:
    """The types of the packets that connections of *kind* send from now on; it grows with them."""
    sent: list[int] = []
    send = kind.send_packet

    def noting(self: Connection, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:
        sent.append(pkttype)
        send(self, pkttype, *args, handler=handler)

    monkeypatch.setattr(kind, "send_packet", noting)
    return sent
