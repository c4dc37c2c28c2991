"""Bytes in, whole frames out, with a bound known from the first five bytes.

The buffer never holds more than one frame's limit plus what arrived with it: the kind is read before the payload,
so that a sender cannot make us store 32 MiB by announcing a key press of that size, or a picture where none belongs.
"""

from collections.abc import Container
from typing import Final

from wire.codec import HEADER, payload_limit
from wire.errors import RemoteProtocolError

_COMPACT: Final = 1 << 16  # bytes read before the buffer's spent head is cut off


class FrameBuffer:
    """Collects bytes and yields (kind number, payload) pairs; only the kinds in *expected* may come."""

    def __init__(self, expected: Container[int]) -> None:
        self._expected = expected
        self._data = bytearray()
        self._start = 0

    def __len__(self) -> int:
        return len(self._data) - self._start

    def feed(self, data: bytes) -> None:
        """Take bytes as they arrived."""
        self._data += data

    def next_frame(self) -> tuple[int, bytes] | None:
        """The next whole frame, or None when more bytes are needed.

        Raises `RemoteProtocolError` as soon as the header alone shows the frame to be unknown, too large or of a kind
        that is never said here.
        """
        if len(self) < HEADER:
            return None
        start = self._start
        size = int.from_bytes(self._data[start : start + 4], "big") - 1
        number = self._data[start + 4]
        if size < 0:
            raise RemoteProtocolError("a frame without a kind")
        limit = payload_limit(number)
        if number not in self._expected:
            raise RemoteProtocolError(f"frame 0x{number:02x} has no place in this conversation")
        if size > limit:
            raise RemoteProtocolError(f"frame 0x{number:02x} of {size} bytes exceeds its limit of {limit}")
        end = start + HEADER + size
        if len(self._data) < end:
            return None
        payload = bytes(memoryview(self._data)[start + HEADER : end])
        self._start = end
        if self._start >= len(self._data):
            self._data.clear()
            self._start = 0
        elif self._start > _COMPACT:
            del self._data[: self._start]
            self._start = 0
        return number, payload
