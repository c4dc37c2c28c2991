"""A conversation of `wire` on an SSH channel: messages in and out instead of bytes.

Knows asyncssh's session callbacks. Does not dial (`downlink`) and does not know what the messages mean.
"""

from typing import Protocol

import asyncssh
import structlog

from wire import Connection, Conversation, RemoteProtocolError, Side
from wire.message import Message
from wire.messages import Bye
from wire.reasons import Reason
from wire.states import State

_log = structlog.get_logger(__name__)


class Sink(Protocol):
    """Who listens to a conversation. Both methods run in the event loop and must not block or raise."""

    def received(self, message: Message) -> None:
        """One legal message."""
        ...

    def closed(self) -> None:
        """The conversation is over, said once."""
        ...


class Channel(asyncssh.SSHClientSession[bytes]):
    """Our end of one conversation, as its opener."""

    def __init__(self, conversation: Conversation, sink: Sink) -> None:
        self._wire = Connection(conversation, Side.OPENER)
        self._sink = sink
        self._channel: asyncssh.SSHClientChannel[bytes] | None = None
        self._over = False

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        """The channel stands (asyncssh calls this)."""
        self._channel = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Bytes came (asyncssh calls this). Malformed ones end the conversation, not the program."""
        if datatype is not None or self._over:
            return
        try:
            for message in self._wire.receive(data):
                self._sink.received(message)
        except RemoteProtocolError as error:
            _log.warning(
                "protocol_broken", reason=Reason.PROTOCOL.value, conversation=repr(self._wire), error=str(error)
            )
            self._sink.received(Bye(Reason.PROTOCOL))  # as if the other side had said why it cannot go on
            self._finish()

    def eof_received(self) -> bool:
        """The other side has nothing more to say (asyncssh calls this)."""
        self._finish()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        """The channel is gone (asyncssh calls this)."""
        self._finish()

    def may_send(self, kind: type[Message]) -> bool:
        """Whether *kind* would be legal now, and would get anywhere."""
        return not self._over and self._wire.may_send(kind)

    def send(self, message: Message) -> None:
        """Send *message*; on a conversation that is over it is dropped, for there is nobody to hear it."""
        if self._over or self._wire.state is State.OVER or self._channel is None or self._channel.is_closing():
            return
        self._channel.write(self._wire.send(message))

    def close(self) -> None:
        """Say goodbye and end the conversation."""
        if self.may_send(Bye):
            self.send(Bye(Reason.LEFT))
        self._finish()

    def _finish(self) -> None:
        if self._over:
            return
        self._over = True
        if self._channel is not None:
            self._channel.close()
        self._sink.closed()
