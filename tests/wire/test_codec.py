"""Messages to frames and back."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.wire_values import SAMPLES, values, vector_file
from wire import limits
from wire import messages as m
from wire.codec import HEADER, decode, encode, payload_limit
from wire.errors import LocalProtocolError, RemoteProtocolError
from wire.kinds import BY_MESSAGE, BY_NUMBER, KINDS, VERSION, Kind
from wire.message import Message

by_name = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.message.__name__)


def payload(message: Message) -> bytes:
    """The payload that *message* has on the wire."""
    return encode(message)[HEADER:]


@each_kind
@given(data=st.data())
def test_every_valid_message_comes_back_as_it_went(kind: Kind, data: st.DataObject) -> None:
    """Encoding and decoding any valid message of any kind gives an equal message of the same class."""
    message = data.draw(values(kind.message))
    assert isinstance(message, Message)
    frame = encode(message)
    assert frame[4] == kind.number
    assert int.from_bytes(frame[:4], "big") == len(frame) - HEADER + 1
    assert decode(frame[4], frame[HEADER:]) == message


def test_there_is_one_sample_of_each_kind() -> None:
    """The samples and the table of kinds list the same classes in the same order."""
    assert [type(sample) for sample in SAMPLES] == [kind.message for kind in KINDS]


@by_name
def test_golden_vectors_still_hold(sample: Message) -> None:
    """The frame of each sample is, byte for byte, the one recorded for this VERSION, and reads back from it."""
    golden = dict(line.split() for line in vector_file(VERSION).read_text().splitlines())
    frame = bytes.fromhex(golden[type(sample).__name__])
    assert encode(sample) == frame
    assert decode(frame[4], frame[HEADER:]) == sample


@by_name
def test_a_cut_payload_is_refused(sample: Message) -> None:
    """No proper prefix of a payload is a message."""
    whole = payload(sample)
    number = BY_MESSAGE[type(sample)].number
    for length in range(len(whole)):
        with pytest.raises(RemoteProtocolError):
            decode(number, whole[:length])


@by_name
def test_an_extra_field_is_refused(sample: Message) -> None:
    """A message with one field more than its class has is not read as if the field were not there."""
    fields = msgspec.msgpack.decode(payload(sample))
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[type(sample)].number, msgspec.msgpack.encode([*fields, "smuggled"]))


@by_name
def test_bytes_after_the_message_are_refused(sample: Message) -> None:
    """A payload holds one message and nothing else."""
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[type(sample)].number, payload(sample) + b"\x00")


@given(number=st.integers(0, 255).filter(lambda number: number not in BY_NUMBER), data=st.binary(max_size=64))
def test_an_unknown_kind_is_refused(number: int, data: bytes) -> None:
    """A kind that is not in the table has no limit and no decoder."""
    with pytest.raises(RemoteProtocolError):
        payload_limit(number)
    with pytest.raises(RemoteProtocolError):
        decode(number, data)


@each_kind
@given(data=st.binary(max_size=256))
def test_noise_is_refused_or_is_a_message(kind: Kind, data: bytes) -> None:
    """Whatever the bytes, decoding gives a message of the class that was announced, or a protocol error."""
    with suppress(RemoteProtocolError):
        assert type(decode(kind.number, data)) is kind.message


def test_deep_nesting_is_refused() -> None:
    """A payload of ten thousand nested arrays is a protocol error and does not exhaust the stack."""
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[m.Picture].number, b"\x91" * 10_000)


def test_a_foreign_object_cannot_be_sent() -> None:
    """A part of a message is no message, even though it could be encoded."""
    with pytest.raises(LocalProtocolError, match="Antivirus"):
        encode(m.Antivirus("Defender", running=True, signatures_at=None))


def test_a_message_above_its_limit_is_not_sent() -> None:
    """What the other side would refuse for its size is refused here first."""
    with pytest.raises(LocalProtocolError, match="limit"):
        encode(m.Cursor(256, 256, 0, 0, bytes(limits.MAX_CURSOR + 1)))


@pytest.mark.parametrize("code", ["12345", "1234567", "123456\n", "12345６", "", "12 456", "-12345"])
def test_a_code_is_six_ascii_digits(code: str) -> None:
    """Nothing but six ASCII digits passes as a one-time code, not even with a line end behind it."""
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[m.TotpConfirm].number, msgspec.msgpack.encode([code]))


@pytest.mark.parametrize("age", [float("nan"), float("inf"), -0.5, 86401.0])
def test_the_age_of_a_posture_is_a_number_within_a_day(age: float) -> None:
    """A posture cannot be made to look fresh for ever by an age that compares with nothing."""
    posture = m.Posture("linux", "12", "pc", (), None, None, age)
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[m.Report].number, payload(m.Report(posture)))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_waiting_time_is_a_number(number: float) -> None:
    """A refusal cannot make a client wait for ever, or for no time that can be compared."""
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[m.Refused].number, msgspec.msgpack.encode(["locked", number, False]))


@pytest.mark.parametrize(
    "message",
    [
        m.Key(0, down=True),
        m.Key(256, down=True),
        m.Button(10, down=True),
        m.Wheel(17, 0),
        m.Pointer(limits.MAX_SIDE, 0),
        m.Pointer(-1, 0),
        m.Ack(1 << 53, 0),
        m.Close(1 << 48),
        m.Cursor(257, 0, 0, 0, b""),
        m.Opened(1, "pc", "key", bytes(limits.TOKEN_BYTES - 1)),
        m.Opened(1, "pc", "key", bytes(limits.TOKEN_BYTES + 1)),
        m.Attending("x" * (limits.MAX_TEXT + 1), ""),
        m.Pcs(tuple(m.Pc("pc", "name", "off") for _ in range(limits.MAX_PCS + 1))),
        m.Renewed(()),
    ],
    ids=repr,
)
def test_a_value_out_of_bounds_is_refused(message: Message) -> None:
    """Every number, text and list has its bound, and the receiver holds the sender to it."""
    with pytest.raises(RemoteProtocolError):
        decode(BY_MESSAGE[type(message)].number, payload(message))
