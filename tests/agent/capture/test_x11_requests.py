"""Requests to an X server whose memory is prepared once."""

import struct
from collections.abc import Iterator
from typing import Final

import pytest
import xcffib.shm
import xcffib.xfixes
import xcffib.xproto

from agent.capture.shared_memory import SharedMemory
from agent.capture.x11_requests import MatchError, PreparedRequest
from agent.errors import DesktopError
from agent.x11 import XConnection
from tests.rig.display import Display
from wire.geometry import Rect

_REGION: Final = (19, "I")  # XFIXES FetchRegion
_BOUNDS: Final = struct.Struct("=8xhhHH16x")
_RECTANGLE: Final = struct.Struct("=hhHH")


@pytest.fixture
def x(display: Display) -> Iterator[XConnection]:
    """A connection to a screen where nothing happens."""
    found = XConnection(display.name)
    yield found
    found.close()


@pytest.fixture
def fixes(x: XConnection) -> xcffib.xfixes.xfixesExtension:
    """An extension whose answers are of any length."""
    found = x.extension(xcffib.xfixes.xfixesExtension, xcffib.xfixes.key, "XFIXES")
    found.QueryVersion(5, 0).reply()
    return found


def region(x: XConnection, fixes: xcffib.xfixes.xfixesExtension, rects: list[Rect]) -> int:
    """A region of the server's."""
    number: int = x.raw.generate_id()
    told = [xcffib.xproto.RECTANGLE.synthetic(rect.x, rect.y, rect.width, rect.height) for rect in rects]
    fixes.CreateRegion(number, len(told), told)
    return number


@pytest.mark.parametrize("rects", [[], [Rect(3, 4, 50, 60)], [Rect(0, 20 * row, 10 + row, 5) for row in range(40)]])
def test_an_answer_is_the_one_that_the_library_reads(
    x: XConnection, fixes: xcffib.xfixes.xfixesExtension, rects: list[Rect]
) -> None:
    """Of every length, asked twice with the same memory."""
    prepared = PreparedRequest(x, fixes, *_REGION, answered=True)
    number = region(x, fixes, rects)
    read = fixes.FetchRegion(number).reply()
    bounds = (read.extents.x, read.extents.y, read.extents.width, read.extents.height)
    for _ in range(2):
        answer = prepared.answer(prepared.send(number))
        assert _BOUNDS.unpack_from(answer) == bounds
        assert [Rect(*rect) for rect in _RECTANGLE.iter_unpack(answer[_BOUNDS.size :])] == rects


def test_a_request_without_an_answer_is_done_before_the_next(
    x: XConnection, fixes: xcffib.xfixes.xfixesExtension
) -> None:
    """SetRegion has no answer; what is fetched afterwards is what it set."""
    set_region = PreparedRequest(x, fixes, 11, "IhhHH", answered=False)
    prepared = PreparedRequest(x, fixes, *_REGION, answered=True)
    number = region(x, fixes, [])
    set_region.send(number, 7, 8, 90, 100)
    assert _BOUNDS.unpack_from(prepared.answer(prepared.send(number))) == (7, 8, 90, 100)


def test_what_does_not_go_with_the_screen_is_told_apart(x: XConnection, display: Display) -> None:
    """Pixels beyond the screen's edge are a `MatchError`, and the next request is answered."""
    shm = x.extension(xcffib.shm.shmExtension, xcffib.shm.key, "MIT-SHM")
    prepared = PreparedRequest(x, shm, 4, "IhhHHIB3xII", answered=True)
    memory, segment = SharedMemory(8 * 8 * 4), x.raw.generate_id()
    shm.AttachChecked(segment, memory.number, 0).check()
    memory.forget_name()
    rest = (8, 8, 0xFFFFFFFF, xcffib.xproto.ImageFormat.ZPixmap, segment, 0)
    with pytest.raises(MatchError):
        prepared.answer(prepared.send(x.root, display.width, 0, *rest))
    assert prepared.answer(prepared.send(x.root, 0, 0, *rest))
    memory.close()


def test_every_other_error_says_that_the_desktop_has_gone(x: XConnection, fixes: xcffib.xfixes.xfixesExtension) -> None:
    """A region that is not there."""
    prepared = PreparedRequest(x, fixes, *_REGION, answered=True)
    with pytest.raises(DesktopError, match="gone") as caught:
        prepared.answer(prepared.send(0x1FFFFFFF))
    assert not isinstance(caught.value, MatchError)


def test_nothing_is_sent_when_the_connection_is_closed(x: XConnection, fixes: xcffib.xfixes.xfixesExtension) -> None:
    """Neither sending nor waiting touches memory that the library has given back."""
    prepared = PreparedRequest(x, fixes, *_REGION, answered=True)
    number = prepared.send(region(x, fixes, []))
    x.close()
    with pytest.raises(DesktopError, match="gone"):
        prepared.send(1)
    with pytest.raises(DesktopError, match="gone"):
        prepared.answer(number)


def test_a_desktop_that_dies_is_an_error_and_no_wait(x: XConnection, fixes: xcffib.xfixes.xfixesExtension) -> None:
    """The answer that never comes."""
    prepared = PreparedRequest(x, fixes, *_REGION, answered=True)
    number = region(x, fixes, [])
    x.core.KillClient(number)  # of this very connection
    with pytest.raises(DesktopError, match="gone"):
        prepared.answer(prepared.send(number))


def test_a_request_is_a_whole_number_of_words(x: XConnection, fixes: xcffib.xfixes.xfixesExtension) -> None:
    """The protocol counts it in words of four bytes."""
    with pytest.raises(ValueError, match="words"):
        PreparedRequest(x, fixes, 19, "IB", answered=True)
