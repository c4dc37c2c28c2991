"""One conversation without a socket: bytes in, messages out, and the other way round.

Joins framing, codec and the table of legal transitions. Each program adapts it to a channel in one file.
"""

from collections.abc import Iterator

from wire.codec import decode, encode
from wire.errors import LocalProtocolError, RemoteProtocolError
from wire.framing import FrameBuffer
from wire.kinds import BY_MESSAGE
from wire.message import Message
from wire.states import TRANSITIONS, Conversation, Side, State


def heard_by(conversation: Conversation, side: Side) -> frozenset[int]:
    """The kind numbers that *side* may ever receive in *conversation*."""
    return frozenset(BY_MESSAGE[kind].number for _, sender, kind in TRANSITIONS[conversation] if sender is side.other)


class Connection:
    """Our end of a conversation. After a `RemoteProtocolError` it is over and stays so."""

    def __init__(self, conversation: Conversation, side: Side) -> None:
        self._conversation = conversation
        self._table = TRANSITIONS[conversation]
        self._side = side
        self._buffer = FrameBuffer(heard_by(conversation, side))
        self._state = State.START
        self._ended_by_us = False

    def __repr__(self) -> str:
        return f"<Connection {self._conversation} {self._side} {self._state}>"

    @property
    def state(self) -> State:
        """Where the conversation stands."""
        return self._state

    def may_send(self, kind: type[Message]) -> bool:
        """Whether a message of class *kind* would be legal now."""
        return (self._state, self._side, kind) in self._table

    def send(self, message: Message) -> bytes:
        """The bytes to send for *message*; raises `LocalProtocolError` when it is not its turn."""
        state = self._table.get((self._state, self._side, type(message)))
        if state is None:
            raise LocalProtocolError(f"{type(message).__name__} may not be sent in {self!r}")
        data = encode(message)
        self._state = state
        self._ended_by_us = state is State.OVER
        return data

    def receive(self, data: bytes) -> Iterator[Message]:
        """Take bytes and yield each complete, legal message.

        Raises `RemoteProtocolError` at the first byte that cannot be right. After our own last word nothing is heard,
        kept or judged: what comes then was under way before the other side could know.
        """
        if self._ended_by_us:
            return
        if self._state is State.OVER and data:
            raise RemoteProtocolError(f"bytes came after the end of {self!r}")
        self._buffer.feed(data)
        try:
            while (frame := self._buffer.next_frame()) is not None:
                message = decode(*frame)
                state = self._table.get((self._state, self._side.other, type(message)))
                if state is None:
                    raise RemoteProtocolError(f"{type(message).__name__} came out of order in {self!r}")
                self._state = state
                yield message
                if self._ended_by_us:  # the answer to *message* was our last word
                    return
        except RemoteProtocolError:
            self._state = State.OVER
            raise
