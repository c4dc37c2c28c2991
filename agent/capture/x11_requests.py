"""Requests to an X server that are made again and again: their memory and their layout are prepared once.

The library makes both anew for each request, with a parser for its answer, which for each picture takes longer than
the X server does. Stands on the library's own link to libxcb. Knows how a request is laid out; not what it is for.
"""

import struct
from typing import Any, Final

import xcffib
from xcffib import lib
from xcffib.ffi import ffi

from agent.errors import DesktopError
from agent.x11 import XConnection

_HEAD: Final = 32  # bytes that every answer has
_LENGTH: Final = struct.Struct("=4xI")  # of an answer: 4-byte words after its head
_MATCH: Final = 8  # the number of the protocol's BadMatch
_BEFORE: Final = 2  # parts that libxcb may use before those it is given
_PADDED: Final = 4  # bytes; a request is a whole number of them


class MatchError(DesktopError):
    """What was asked for does not go with the screen as it now is."""


class PreparedRequest:
    """A request of *extension* with the number *opcode* and fields of a fixed *layout* (`struct`'s letters)."""

    def __init__(
        self, x: XConnection, extension: xcffib.Extension, opcode: int, layout: str, *, answered: bool
    ) -> None:
        # The extension's number, the request's and its length come first: libxcb fills them in.
        self._layout = struct.Struct(f"=4x{layout}")
        if self._layout.size % _PADDED:
            raise ValueError("a request is a whole number of words")
        self._x = x
        self._memory = ffi.new("char[]", self._layout.size)
        self._fields = ffi.buffer(self._memory)
        self._kind = ffi.new("xcb_protocol_request_t *")
        self._kind.count = 1
        self._kind.ext = extension.c_key
        self._kind.opcode = opcode
        self._kind.isvoid = not answered
        self._parts = ffi.new("struct iovec[]", _BEFORE + 1)
        self._at = self._parts + _BEFORE
        self._part = self._parts[_BEFORE]
        self._checked = lib.XCB_REQUEST_CHECKED if answered else 0
        self._error = ffi.new("xcb_generic_error_t **")

    def send(self, *fields: int) -> int:
        """Send it with these *fields*; its number. What has no answer tells of an error among the events.

        Raises `DesktopError` when the connection has been closed.
        """
        self._layout.pack_into(self._fields, 0, *fields)
        # libxcb counts down what it has written.
        self._part.iov_base, self._part.iov_len = self._memory, self._layout.size
        number: int = lib.xcb_send_request(self._x.link, self._checked, self._at, self._kind)
        return number

    def answer(self, number: int) -> bytes:
        """Wait for the answer to the one sent with *number*, head and all.

        Raises `MatchError` when the server says so, and `DesktopError` for every other error or a broken connection.
        """
        found = lib.xcb_wait_for_reply(self._x.link, number, self._error)
        if not found:
            raise self._told()
        try:
            (words,) = _LENGTH.unpack_from(ffi.buffer(found, _LENGTH.size))
            return bytes(ffi.buffer(found, _HEAD + 4 * words))
        finally:
            lib.free(found)

    def _told(self) -> DesktopError:
        error: Any = self._error[0]
        if not error:
            return DesktopError("The desktop has gone.")
        code = error.error_code
        lib.free(error)
        self._error[0] = ffi.NULL
        return MatchError("The screen has another size.") if code == _MATCH else DesktopError("The desktop has gone.")
