"""How the relay's sockets are tuned: every byte queued in a kernel is age on the screen.

Knows sizes and why. Does not know tokens or pairs.
"""

import contextlib
import socket
import sys
from typing import Final

# What may be in flight on a line: 256 KiB at 30 ms is 70 Mbit/s, seven times the home line we are built for. Setting
# it also stops the kernel from growing it to 4 MiB, which would be three seconds of that line.
SEND_BUFFER: Final = 256 * 1024  # bytes
RECEIVE_BUFFER: Final = 256 * 1024  # bytes; what a sender can be ahead of a paused reader
NOT_SENT: Final = 64 * 1024  # bytes the kernel takes beyond what the line has room for
HIGH_WATER: Final = 64 * 1024  # bytes in our own hands before the sender is paused
LOW_WATER: Final = 16 * 1024  # bytes at which it may go on


def tune(sock: socket.socket) -> None:
    """Bound the kernel's queues of a relay socket. A platform that lacks one of them is served without."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)
