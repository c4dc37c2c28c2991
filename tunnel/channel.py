"""A session channel on which nothing but a subsystem can be asked for. Leans on the inside of asyncssh (pinned).

asyncssh would grant a pty or X11 by its options and keep whatever environment a peer sends; here all three are refused.
Does not know which subsystem.
"""

import asyncio
from typing import Final

import asyncssh
from asyncssh.packet import SSHPacket

WINDOW: Final = 64 * 1024  # bytes; no message of whoever dials is larger
PACKET: Final = 32 * 1024  # bytes


class BareChannel(asyncssh.SSHServerChannel[bytes]):
    """See `bare_channel`."""

    def _process_pty_req_request(self, packet: SSHPacket) -> bool:  # noqa: ARG002 - asyncssh's signature
        return False

    def _process_x11_req_request(self, packet: SSHPacket) -> bool | None:  # noqa: ARG002 - asyncssh's signature
        return False

    def _process_env_request(self, packet: SSHPacket) -> bool:  # noqa: ARG002 - asyncssh's signature
        return False


def bare_channel(connection: asyncssh.SSHServerConnection) -> BareChannel:
    """A channel of *connection*: bytes, small window. Called in the event loop, from `session_requested`."""
    connection._update_recv_pktlen(PACKET)  # noqa: SLF001 - as asyncssh's own `create_server_channel` does
    return BareChannel(
        connection,
        asyncio.get_running_loop(),
        allow_pty=False,
        line_editor=False,
        line_echo=False,
        line_history=0,
        max_line_length=0,
        encoding=None,
        errors="strict",
        window=WINDOW,
        max_pktsize=PACKET,
    )
