"""The TCP connection below an SSH one: straight to a listener, or through the relay by a token. Knows no SSH."""

import asyncio
import socket
from collections.abc import Callable

from wire import relay


def without_delay(sock: socket.socket) -> None:
    """Send at once: a key press must not wait for company."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def connected(
    host: str, port: int, *, within: float, tune: Callable[[socket.socket], None] = without_delay
) -> socket.socket:
    """A socket to *host*, tried at each of its addresses for *within* seconds in all; *tune* sees it unconnected.

    Raises `OSError`, of which `TimeoutError` is one.
    """
    loop = asyncio.get_running_loop()
    failure: OSError = OSError(f"{host} has no address")
    async with asyncio.timeout(within):
        for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                tune(sock)
                sock.setblocking(False)
                await loop.sock_connect(sock, address)
            except OSError as error:
                sock.close()
                failure = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
    raise failure


async def show_token(sock: socket.socket, token: bytes, *, within: float) -> relay.Answer:
    """Show *token* to the relay; its answer comes when the other end is there, or after *within* seconds not at all.

    Raises `OSError`, and `RemoteProtocolError` when the answer is none.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(within):
        await loop.sock_sendall(sock, relay.opening(token))
        return relay.answer_of(await loop.sock_recv(sock, 1))
