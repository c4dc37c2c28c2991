"""Dialling the relay: a plain TCP socket, a token up, one byte back, then it is the viewer who is there.

Sets the socket so that little can queue in the kernel: what waits there is age on the viewer's screen. Knows no SSH.
"""

import socket
from typing import Final

from agent.errors import RefusedError, UnreachableError
from tunnel.dial import connected, show_token, without_delay
from wire import limits, relay
from wire.errors import RemoteProtocolError
from wire.reasons import Reason

SEND_BUFFER: Final = 256 * 1024  # bytes; the kernel doubles it. 10 Mbit/s at 100 ms round trip holds 125 KB
NOT_SENT_LOW_WATER: Final = 64 * 1024  # bytes the kernel may hold that have not yet left
CONNECT_TIMEOUT: Final = 10.0  # seconds
GRACE: Final = limits.RELAY_GRACE + 5.0  # seconds; the relay gives up first and says so


async def dial(host: str, port: int, token: bytes) -> socket.socket:
    """The socket joined to the viewer's.

    Raises `RefusedError` (TIMEOUT) when the relay does not know the token or the viewer did not come, and
    `UnreachableError` when there is no relay.
    """
    try:
        joined = await connected(host, port, within=CONNECT_TIMEOUT, tune=tune)
    except OSError as error:
        raise UnreachableError(f"The relay at {host}:{port} cannot be reached.") from error
    try:
        answer = await show_token(joined, token, within=GRACE)
        if answer is not relay.Answer.JOINED:
            raise RefusedError(Reason.TIMEOUT)
    except (OSError, RemoteProtocolError) as error:
        joined.close()
        raise UnreachableError("The relay did not answer.") from error
    except BaseException:
        joined.close()
        raise
    return joined


def tune(line: socket.socket) -> None:
    """Send at once, and let little wait in the kernel."""
    without_delay(line)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    low_water = getattr(socket, "TCP_NOTSENT_LOWAT", None)  # Linux and macOS
    if low_water is not None:
        line.setsockopt(socket.IPPROTO_TCP, low_water, NOT_SENT_LOW_WATER)
