"""The few bytes before the relay falls silent: a token up, one byte back, then only ciphertext.

    opening   1B 0xA5 + 1B version + 32B token        (dialler -> relay)
    answer    1B: see `Answer`                        (relay -> dialler, once both ends are there)

SSH begins with "S" (0x53), so one peeked byte tells the two apart on a shared port.
"""

import enum
from typing import Final

from wire import limits
from wire.errors import RemoteProtocolError

MAGIC: Final = 0xA5
SSH_FIRST_BYTE: Final = 0x53
VERSION: Final = 1
OPENING_BYTES: Final = 2 + limits.TOKEN_BYTES


class Answer(enum.IntEnum):
    """The relay's one byte."""

    JOINED = 1  # the other end is there; everything after this byte is its
    UNKNOWN = 2  # the token is unknown, used or too old
    ALONE = 3  # the other end did not come in time


def opening(token: bytes) -> bytes:
    """What a dialler sends first."""
    if len(token) != limits.TOKEN_BYTES:
        raise ValueError(f"a relay token has {limits.TOKEN_BYTES} bytes")
    return bytes((MAGIC, VERSION)) + token


def token_of(data: bytes) -> bytes:
    """The token in a complete opening; raises `RemoteProtocolError` when it is not one."""
    if len(data) != OPENING_BYTES or data[0] != MAGIC or data[1] != VERSION:
        raise RemoteProtocolError("not a relay opening")
    return data[2:]


def answer_of(data: bytes) -> Answer:
    """The relay's answer; raises `RemoteProtocolError` when it is none."""
    try:
        return Answer(data[0])
    except (IndexError, ValueError) as error:
        raise RemoteProtocolError("not a relay answer") from error
