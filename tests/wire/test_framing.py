"""Bytes in, whole frames out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.wire_values import SAMPLES
from wire.codec import HEADER, encode
from wire.errors import RemoteProtocolError
from wire.framing import FrameBuffer
from wire.kinds import BY_NUMBER, KINDS, Kind

FRAMES = tuple(encode(sample) for sample in SAMPLES)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.message.__name__)


def header(number: int, size: int) -> bytes:
    """The head of a frame of kind *number* that announces *size* bytes of payload."""
    return (size + 1).to_bytes(4, "big") + bytes((number,))


@given(
    frames=st.lists(st.sampled_from(FRAMES), max_size=12),
    cuts=st.lists(st.integers(0, 4000), max_size=12),
)
def test_frames_come_out_whole_however_they_are_cut(frames: list[bytes], cuts: list[int]) -> None:
    """However a stream of frames is cut into pieces, the same frames come out in the same order."""
    stream = b"".join(frames)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    buffer, seen = FrameBuffer(BY_NUMBER), []
    for start, end in pairwise(edges):
        buffer.feed(stream[start:end])
        while (frame := buffer.next_frame()) is not None:
            seen.append(frame)
    assert seen == [(frame[4], frame[HEADER:]) for frame in frames]
    assert len(buffer) == 0


@each_kind
def test_an_oversized_frame_is_refused_by_its_header(kind: Kind) -> None:
    """One byte above the limit is refused when five bytes have arrived and none of the payload is stored."""
    buffer = FrameBuffer(BY_NUMBER)
    buffer.feed(header(kind.number, kind.limit + 1))
    with pytest.raises(RemoteProtocolError, match="exceeds"):
        buffer.next_frame()
    assert len(buffer) == HEADER


@each_kind
def test_a_frame_of_the_limit_is_waited_for(kind: Kind) -> None:
    """A frame of exactly its limit is not refused."""
    buffer = FrameBuffer(BY_NUMBER)
    buffer.feed(header(kind.number, kind.limit))
    assert buffer.next_frame() is None


@given(number=st.integers(0, 255).filter(lambda number: number not in BY_NUMBER), size=st.integers(0, 2**32 - 2))
def test_an_unknown_kind_is_refused_by_its_header(number: int, size: int) -> None:
    """A kind that is not in the table is refused whatever size it announces."""
    buffer = FrameBuffer(BY_NUMBER)
    buffer.feed(header(number, size))
    with pytest.raises(RemoteProtocolError, match="unknown"):
        buffer.next_frame()


@each_kind
def test_a_kind_with_no_place_here_is_refused_by_its_header(kind: Kind) -> None:
    """A known kind that this conversation never carries is refused before its payload comes."""
    buffer = FrameBuffer(BY_NUMBER.keys() - {kind.number})
    buffer.feed(header(kind.number, 0))
    with pytest.raises(RemoteProtocolError, match="no place"):
        buffer.next_frame()


def test_a_frame_without_a_kind_is_refused() -> None:
    """A length of zero leaves no room for the kind."""
    buffer = FrameBuffer(BY_NUMBER)
    buffer.feed(bytes(HEADER))
    with pytest.raises(RemoteProtocolError, match="without a kind"):
        buffer.next_frame()


def test_the_buffer_does_not_grow_with_what_it_has_given_away() -> None:
    """After a thousand frames read while the next is always incomplete, only that one is held."""
    frame = max(FRAMES, key=len)
    buffer = FrameBuffer(BY_NUMBER)
    buffer.feed(frame[:-1])
    for _ in range(1000):
        buffer.feed(frame[-1:] + frame[:-1])
        assert buffer.next_frame() is not None
        assert buffer.next_frame() is None
    assert len(buffer) == len(frame) - 1
    assert len(buffer._data) < (1 << 16) + 2 * len(frame)
