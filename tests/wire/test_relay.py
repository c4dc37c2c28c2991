"""The few bytes before the relay falls silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import limits, relay
from wire.errors import RemoteProtocolError

tokens = st.binary(min_size=limits.TOKEN_BYTES, max_size=limits.TOKEN_BYTES)


@given(tokens)
def test_a_token_reads_back_from_its_opening(token: bytes) -> None:
    """The relay reads the token that the dialler sent."""
    data = relay.opening(token)
    assert len(data) == relay.OPENING_BYTES
    assert relay.token_of(data) == token


def test_an_opening_cannot_be_taken_for_ssh() -> None:
    """The first byte alone tells an opening from SSH's banner."""
    assert relay.opening(bytes(limits.TOKEN_BYTES))[0] != relay.SSH_FIRST_BYTE == b"SSH-2.0-"[0]


@given(st.binary(max_size=80))
def test_other_bytes_are_no_opening(data: bytes) -> None:
    """Bytes of another length, magic or version are refused."""
    if len(data) == relay.OPENING_BYTES and data[:2] == bytes((relay.MAGIC, relay.VERSION)):
        assert relay.token_of(data) == data[2:]
    else:
        with pytest.raises(RemoteProtocolError):
            relay.token_of(data)


@pytest.mark.parametrize("change", [(0, 0x53), (1, relay.VERSION + 1)])
def test_a_wrong_magic_or_version_is_refused(change: tuple[int, int]) -> None:
    """An opening of another protocol or version is refused even when its length is right."""
    data = bytearray(relay.opening(bytes(limits.TOKEN_BYTES)))
    data[change[0]] = change[1]
    with pytest.raises(RemoteProtocolError):
        relay.token_of(bytes(data))


@pytest.mark.parametrize("length", [0, limits.TOKEN_BYTES - 1, limits.TOKEN_BYTES + 1])
def test_a_token_of_another_length_is_not_sent(length: int) -> None:
    """Our own program is told when it tries to show a token that cannot be one."""
    with pytest.raises(ValueError, match="32 bytes"):
        relay.opening(bytes(length))


def test_an_answer_is_one_known_byte() -> None:
    """Each answer reads back; silence and other bytes are refused."""
    for answer in relay.Answer:
        assert relay.answer_of(bytes((answer,))) is answer
    for data in (b"", b"\x00", b"\xff"):
        with pytest.raises(RemoteProtocolError):
            relay.answer_of(data)
