"""Dialling the relay: a plain TCP socket, a token up, one byte back, then it is the viewer who is there.

Sets the socket so that little can queue in the kernel: what waits there is age on the viewer's screen. Knows no SSH.
"""

import asyncio
import socket
from typing import Final

from agent.errors import RefusedError, UnreachableError
from wire import limits, relay
from wire.errors import RemoteProtocolError
from wire.reasons import Reason

SEND_BUFFER: Final = 256 * 1024  # bytes; the kernel doubles it. 10 Mbit/s at 100 ms round trip holds 125 KB
NOT_SENT_LOW_WATER: Final = 64 * 1024  # bytes the kernel may hold that have not yet left
GRACE: Final = limits.RELAY_GRACE + 5.0  # seconds; the relay gives up first and says so


async def dial(host: str, port: int, token: bytes) -> socket.socket:
    """The socket joined to the viewer's.

    Raises `RefusedError` (TIMEOUT) when the relay does not know the token or the viewer did not come, and
    `UnreachableError` when there is no relay.
    """
    loop = asyncio.get_running_loop()
    joined = await _connected(host, port)
    try:
        async with asyncio.timeout(GRACE):
            await loop.sock_sendall(joined, relay.opening(token))
            answer = relay.answer_of(await loop.sock_recv(joined, 1))
    except (OSError, TimeoutError, RemoteProtocolError) as error:
        joined.close()
        raise UnreachableError("The relay did not answer.") from error
    except BaseException:
        joined.close()
        raise
    if answer is not relay.Answer.JOINED:
        joined.close()
        raise RefusedError(Reason.TIMEOUT)
    return joined


async def _connected(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    failure: OSError | None = None
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreachableError(f"The relay's address {host} is unknown.") from error
    for family, kind, protocol, _, address in found:
        candidate = socket.socket(family, kind, protocol)
        try:
            tune(candidate)
            candidate.setblocking(False)
            async with asyncio.timeout(10.0):
                await loop.sock_connect(candidate, address)
        except OSError as error:
            candidate.close()
            failure = error
        except BaseException:
            candidate.close()
            raise
        else:
            return candidate
    raise UnreachableError(f"The relay at {host}:{port} cannot be reached.") from failure


def tune(line: socket.socket) -> None:
    """Send at once, and let little wait in the kernel."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    low_water = getattr(socket, "TCP_NOTSENT_LOWAT", None)  # Linux and macOS
    if low_water is not None:
        line.setsockopt(socket.IPPROTO_TCP, low_water, NOT_SENT_LOW_WATER)
