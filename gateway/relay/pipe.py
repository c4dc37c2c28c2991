"""Two joined sockets: what one sends, the other gets, unread, in order, bounded and counted.

The hot path is three lines (`End.data_received`): the event loop hands over bytes and the peer's transport writes
them at once. Does not know tokens, sessions, people or what the bytes mean.
"""

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple, cast

from gateway.relay.sockets import HIGH_WATER, LOW_WATER

LINGER: Final = 5.0  # seconds that the last bytes may take to leave when the other end has gone


class Traffic(NamedTuple):
    """Bytes carried: down to the client, up to the agent."""

    down: int
    up: int


class End(asyncio.Protocol):
    """One of the two sockets. `received` counts the bytes that came in on it."""

    __slots__ = ("_pipe", "peer", "received", "transport")

    def __init__(self, pipe: "Pipe", transport: asyncio.Transport) -> None:
        self._pipe = pipe
        self.transport = transport
        self.peer: asyncio.Transport = transport  # the other socket, once `Pipe` has put them together
        self.received = 0
        transport.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on."""
        self.received += len(data)
        self.peer.write(data)

    def pause_writing(self) -> None:
        """This socket is slow: the other is not read until it has caught up."""
        if not self.peer.is_closing():
            self.peer.pause_reading()

    def resume_writing(self) -> None:
        """This socket has caught up."""
        if not self.peer.is_closing():
            self.peer.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """This socket is gone: let the other have the last bytes, then end it too."""
        self._pipe.end_lost(self)


class Pipe:
    """A joined pair. *on_over* is called once, when the first of the two ends is gone."""

    def __init__(
        self, client: asyncio.BaseTransport, agent: asyncio.BaseTransport, on_over: Callable[[], None]
    ) -> None:
        self._client = End(self, cast("asyncio.Transport", client))
        self._agent = End(self, cast("asyncio.Transport", agent))
        self._client.peer, self._agent.peer = self._agent.transport, self._client.transport
        self._on_over = on_over
        self._over = False
        self._client.transport.set_protocol(self._client)
        self._agent.transport.set_protocol(self._agent)

    @property
    def traffic(self) -> Traffic:
        """Bytes carried until now."""
        return Traffic(down=self._agent.received, up=self._client.received)

    @property
    def held(self) -> int:
        """Bytes in our hands at this moment, both directions."""
        return self._client.transport.get_write_buffer_size() + self._agent.transport.get_write_buffer_size()

    def cut(self) -> None:
        """End both sockets at once; nothing more is delivered."""
        self._client.transport.abort()
        self._agent.transport.abort()

    def end_lost(self, end: End) -> None:
        """One end is gone. Called by the ends themselves."""
        if not self._over:
            self._over = True
            other = end.peer
            other.close()
            # A reader that has stopped would keep its socket, and us, for ever.
            asyncio.get_running_loop().call_later(LINGER, other.abort)
            self._on_over()
