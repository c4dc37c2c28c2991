"""Messages to frames and back. Strict: an unknown kind, an extra field or a value out of bounds is an error.

Knows bytes and classes. Does not know order (`states`) or where bytes come from (`framing`).
"""

from typing import Any, Final

import msgspec

from wire.errors import LocalProtocolError, RemoteProtocolError
from wire.kinds import BY_MESSAGE, BY_NUMBER, KINDS
from wire.message import Message

HEADER: Final = 5  # bytes: length (4) and kind (1)

_encoder: Final = msgspec.msgpack.Encoder()
_decoders: Final[dict[int, msgspec.msgpack.Decoder[Any]]] = {
    kind.number: msgspec.msgpack.Decoder(kind.message) for kind in KINDS
}


def encode(message: Message) -> bytes:
    """The frame of *message*.

    Raises `LocalProtocolError` when the message is of no known kind or larger than its kind allows.
    """
    kind = BY_MESSAGE.get(type(message))
    if kind is None:
        raise LocalProtocolError(f"{type(message).__name__} is not a message of this protocol")
    frame = bytearray(HEADER)
    _encoder.encode_into(message, frame, HEADER)
    size = len(frame) - HEADER
    if size > kind.limit:
        raise LocalProtocolError(f"{type(message).__name__} of {size} bytes exceeds its limit of {kind.limit}")
    frame[:4] = (size + 1).to_bytes(4, "big")
    frame[4] = kind.number
    return bytes(frame)


def payload_limit(number: int) -> int:
    """The most payload bytes a frame of kind *number* may have; raises `RemoteProtocolError` when unknown."""
    kind = BY_NUMBER.get(number)
    if kind is None:
        raise RemoteProtocolError(f"unknown frame kind 0x{number:02x}")
    return kind.limit


def decode(number: int, payload: bytes | memoryview) -> Message:
    """The message in *payload* of kind *number*; raises `RemoteProtocolError` when it is not exactly one."""
    decoder = _decoders.get(number)
    if decoder is None:
        raise RemoteProtocolError(f"unknown frame kind 0x{number:02x}")
    try:
        message: Message = decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        name = BY_NUMBER[number].message.__name__
        raise RemoteProtocolError(f"malformed {name}: {type(error).__name__}") from error
    return message
