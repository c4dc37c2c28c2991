"""A process that is nothing but our relay's pipe: joins each connection to one it makes to the back port.

python -m bench.relay_host PORT BACK_PORT
"""

import asyncio
import contextlib
import socket
import sys

import uvloop

from gateway.relay.pipe import Pipe
from gateway.relay.sockets import tune


class _Front(asyncio.Protocol):
    """An accepted connection: joined to the back before the first byte is read."""

    def __init__(self, back: asyncio.Transport) -> None:
        self._back = back

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join at once; the pipe takes over as the protocol of both."""
        Pipe(transport, self._back, lambda: None)


async def _serve(port: int, back_port: int) -> None:
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", port), backlog=64) as server:
        server.setblocking(False)
        while True:
            front, _ = await loop.sock_accept(server)
            # A prober that is gone before it is joined is no concern of the next one.
            with contextlib.suppress(OSError, RuntimeError):
                await _join(front, back_port)


async def _join(front: socket.socket, back_port: int) -> None:
    loop = asyncio.get_running_loop()
    back = socket.socket()
    back.setblocking(False)
    await loop.sock_connect(back, ("127.0.0.1", back_port))
    for sock in (front, back):
        tune(sock)
    transport, _ = await loop.connect_accepted_socket(asyncio.Protocol, back)
    await loop.connect_accepted_socket(lambda: _Front(transport), front)


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
