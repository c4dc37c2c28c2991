"""The one adapter between an asyncssh channel and a wire conversation: messages in, messages out, both bounded.

asyncssh calls the first half; conversations use the second. Nothing in the first half can raise, because asyncssh
closes the whole connection when it does. Does not know what the messages mean.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import asyncssh

from gateway.errors import RefusedError
from gateway.ssh.library import ProvingConnection
from wire import Connection, Conversation, Side
from wire.codec import encode
from wire.errors import LocalProtocolError, RemoteProtocolError, WireError
from wire.message import Message
from wire.messages import Bye
from wire.rate import TokenBucket
from wire.reasons import Reason

INBOX: Final = 64 * 1024  # bytes not yet looked at before the peer is not read any more
OUTBOX: Final = 4 * 1024 * 1024  # bytes not yet taken by the peer: four overlays; beyond it, it is not reading
MESSAGE_RATE: Final = 20.0  # messages a second that one peer may send; an honest one sends two in a minute
MESSAGE_BURST: Final = 200.0
CLOSING: Final = 3.0  # seconds the peer has to take our last words


class Channel(asyncssh.SSHServerSession[bytes]):
    """Our end of one conversation. *on_start* is called when the peer has asked for it by its name."""

    def __init__(
        self, connection: ProvingConnection, conversation: Conversation, on_start: Callable[["Channel"], None]
    ) -> None:
        self._connection = connection
        self._conversation = conversation
        self._on_start = on_start
        self._wire = Connection(conversation, Side.ANSWERER)
        self._chan: asyncssh.SSHServerChannel[bytes] | None = None
        self._inbox: deque[bytes] = deque()
        self._inbox_size = 0
        self._parsed: Iterator[Message] = iter(())
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._over = False  # nothing more will be received
        self._spoiled = False  # the peer broke the protocol
        self._clock = asyncio.get_running_loop().time
        self._pace = TokenBucket(MESSAGE_RATE, MESSAGE_BURST, self._clock())

    # --- what asyncssh calls ----------------------------------------------------------------------------------

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is open; nothing has been asked for yet."""
        self._chan = chan

    def subsystem_requested(self, subsystem: str) -> bool:
        """Only the one conversation can be had; shell and exec are refused by asyncssh's own defaults."""
        return subsystem == self._conversation.value

    def session_started(self) -> None:
        """The subsystem was granted."""
        self._on_start(self)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:  # noqa: ARG002 - asyncssh's signature
        """Keep bytes until the conversation looks at them; stop reading when it is behind."""
        if self._over:
            return
        self._inbox.append(data)
        self._inbox_size += len(data)
        if self._inbox_size >= INBOX and self._chan is not None:
            self._chan.pause_reading()
        self._arrived.set()

    def eof_received(self) -> bool:
        """The peer will say no more."""
        self._stop()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        """The channel is gone."""
        self._chan = None
        self._stop()
        self._writable.set()

    def pause_writing(self) -> None:
        """The peer's window is full."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """There is room again."""
        self._writable.set()

    # --- what a conversation uses -----------------------------------------------------------------------------

    async def receive(self) -> Message | None:
        """The next message; None when the peer, or we by `hang_up`, ended it.

        Raises `RemoteProtocolError`, and `RefusedError` (TOO_FAST) at a flood: one peer's messages, handled as fast as
        they come, would be all that this process does.
        """
        while True:
            try:
                message = next(self._parsed, None)
            except RemoteProtocolError:
                self._spoiled = True
                raise
            if message is not None:
                if not self._pace.allow(self._clock()):
                    raise RefusedError(Reason.TOO_FAST)
                return message
            if not self._inbox:
                if self._over:
                    return None
                self._arrived.clear()
                await self._arrived.wait()
                continue
            self._parsed = self._wire.receive(self._next_chunk())

    async def __aiter__(self) -> AsyncIterator[Message]:
        while (message := await self.receive()) is not None:
            yield message

    def may_send(self, kind: type[Message]) -> bool:
        """Whether *kind* would be legal now, and somebody is there to get it."""
        return self._chan is not None and self._wire.may_send(kind)

    def post(self, message: Message) -> None:
        """Send without waiting. A peer that is gone gets nothing; one that does not read loses its connection.

        Raises `LocalProtocolError` when the message is not legal now.
        """
        if self._chan is None:
            return
        self._write(self._wire.send(message))

    async def send(self, message: Message) -> None:
        """Send, and wait until there is room for more."""
        self.post(message)
        await self._writable.wait()

    def hang_up(self, reason: Reason) -> None:
        """Say goodbye, and let `receive` return None from now on."""
        if self._chan is not None:
            with contextlib.suppress(LocalProtocolError):
                self._write(self._farewell(reason))
        self._inbox.clear()
        self._parsed = iter(())
        self._stop()

    async def close(self) -> None:
        """End the channel and its connection, giving the peer a moment to take what was said."""
        chan = self._chan
        self._stop()
        if chan is not None:
            chan.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSING):
                    await chan.wait_closed()
                    self._connection.close()
                    return
        self._connection.abort()

    # --- ours -------------------------------------------------------------------------------------------------

    def _next_chunk(self) -> bytes:
        data = self._inbox.popleft()
        self._inbox_size -= len(data)
        if self._inbox_size < INBOX and self._chan is not None:
            self._chan.resume_reading()
        return data

    def _farewell(self, reason: Reason) -> bytes:
        """A goodbye. A conversation that the peer has spoiled is over on our side, not yet on the peer's."""
        if self._spoiled:
            self._spoiled = False
            return encode(Bye(reason))
        return self._wire.send(Bye(reason))

    def _write(self, data: bytes) -> None:
        chan = self._chan
        if chan is None:
            return
        if chan.get_write_buffer_size() + len(data) > OUTBOX:
            self._connection.abort()
            return
        # A channel that is closing under us is no error of this conversation: `receive` will say that it is over.
        with contextlib.suppress(OSError, asyncssh.Error, WireError):
            chan.write(data)

    def _stop(self) -> None:
        self._over = True
        self._arrived.set()
