"""The relay's sockets hold little: what the kernel was told is what it does."""

import socket
import sys

from gateway.relay.sockets import NOT_SENT, RECEIVE_BUFFER, SEND_BUFFER, tune


def test_the_kernels_queues_are_bounded() -> None:
    """No delay, bounded send and receive buffers (Linux doubles what is asked for), little unsent."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        tune(sock)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * SEND_BUFFER
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 2 * RECEIVE_BUFFER
        if sys.platform == "linux":
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == NOT_SENT
