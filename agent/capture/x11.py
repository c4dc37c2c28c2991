"""The office screen on X11: XDamage says what may have changed, XShm hands over its pixels, XFixes the cursor.

Blocks in poll() on the X connection and a wake pipe: an idle screen costs nothing. GetImage never holds the cursor.
"""

import os
import select
import struct
import sys
from typing import Final

import numpy as np
import xcffib
import xcffib.damage
import xcffib.shm
import xcffib.xfixes
import xcffib.xproto
from xcffib.xproto import EventMask

from agent.capture import CursorShape, Happened
from agent.capture.shared_memory import SharedMemory
from agent.capture.x11_monitors import Monitors
from agent.capture.x11_requests import MatchError, PreparedRequest
from agent.capture.x11_windows import TopWindows
from agent.damage import Pixels
from agent.errors import DesktopError
from agent.x11 import XConnection
from wire import limits
from wire.geometry import Rect

if sys.platform != "linux":
    raise ImportError("X11 is read on Linux alone")

_ALL_PLANES: Final = 0xFFFFFFFF
_MANY: Final = 64  # rectangles of damage; beyond that their common bounds are quicker to compare
_XFIXES: Final = (5, 0)
_DAMAGE: Final = (1, 1)
_NOTHING: Final = Happened()
_DAMAGED: Final = Happened(damaged=True)
# What is asked for each picture: opcodes and fields.
_SUBTRACT: Final = (3, "III")
_FETCH_REGION: Final = (19, "I")
_GET_IMAGE: Final = (4, "IhhHHIB3xII")
_REGION: Final = struct.Struct("=8xhhHH16x")  # the head of FetchRegion's answer: the bounds, and then the rectangles
_RECTANGLE: Final = struct.Struct("=hhHH")


class X11Grabber:
    """See `agent.capture.Grabber`."""

    def __init__(self, display: str | None) -> None:
        self._x = XConnection(display)
        try:
            self._check_format()
            self._shm = self._x.extension(xcffib.shm.shmExtension, xcffib.shm.key, "MIT-SHM")
            self._fixes = self._x.extension(xcffib.xfixes.xfixesExtension, xcffib.xfixes.key, "XFIXES")
            self._damage = self._x.extension(xcffib.damage.damageExtension, xcffib.damage.key, "DAMAGE")
            self._fixes.QueryVersion(*_XFIXES).reply()
            self._damage.QueryVersion(*_DAMAGE).reply()
            self._damaged = self._x.first_event("DAMAGE")
            self._subtract = PreparedRequest(self._x, self._damage, *_SUBTRACT, answered=False)
            self._fetch_region = PreparedRequest(self._x, self._fixes, *_FETCH_REGION, answered=True)
            self._get_image = PreparedRequest(self._x, self._shm, *_GET_IMAGE, answered=True)
            self._windows = TopWindows(self._x)
            self._subscribe()
            self._memory: SharedMemory | None = None
            self._segment = 0
            self._monitors = Monitors(self._x)
            self._size = self._measured()
            self._parts = self._monitors.within(*self._size)
        except (xcffib.XcffibException, DesktopError) as error:
            self._x.close()
            if isinstance(error, DesktopError):
                raise
            raise DesktopError("The X server refuses to be watched.") from error
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._x.raw.get_file_descriptor(), select.POLLIN)
        self._poll.register(self._wake_read, select.POLLIN)

    def _check_format(self) -> None:
        setup = self._x.raw.get_setup()
        depth = self._x.screen.root_depth
        bits = {format_.depth: format_.bits_per_pixel for format_ in setup.pixmap_formats}
        if bits.get(depth) != 32 or setup.image_byte_order != xcffib.xproto.ImageOrder.LSBFirst:
            raise DesktopError(f"The X screen has {depth} bits a pixel; Sekisho needs true colour in 32.")

    def _subscribe(self) -> None:
        x = self._x
        mask = EventMask.StructureNotify | EventMask.SubstructureNotify | EventMask.PropertyChange
        x.core.ChangeWindowAttributes(x.root, xcffib.xproto.CW.EventMask, [mask])
        self._fixes.SelectCursorInput(x.root, xcffib.xfixes.CursorNotifyMask.DisplayCursor)
        self._watch = x.raw.generate_id()
        self._damage.Create(self._watch, x.root, xcffib.damage.ReportLevel.NonEmpty)
        self._region = x.raw.generate_id()
        self._fixes.CreateRegion(self._region, 0, [])
        x.raw.flush()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size

    @property
    def monitors(self) -> list[Rect]:
        """The primary one first."""
        return self._parts

    def _measured(self) -> tuple[int, int]:
        geometry = self._x.core.GetGeometry(self._x.root).reply()
        return geometry.width, geometry.height

    def wait(self, timeout: float | None) -> Happened:
        """Block in poll(), unless events are here already: waiting for a reply may have read them."""
        happened = self._drain()
        if happened != _NOTHING:
            return happened
        self._x.raw.flush()
        ready = self._poll.poll(None if timeout is None else max(0.0, timeout) * 1000.0)
        if any(descriptor == self._wake_read for descriptor, _ in ready):
            self._empty_pipe()
        return self._drain()

    def _drain(self) -> Happened:
        happened = _NOTHING
        for event in self._x.events(self._damaged):
            happened = happened | (_DAMAGED if event is None else self._read(event))
        if happened.resized:
            happened = happened._replace(resized=self._measure())
        return happened

    def _measure(self) -> bool:
        """Whether the screen really is another one: several events tell of one change."""
        size = self._measured()
        parts = self._monitors.within(*size)
        if (size, parts) == (self._size, self._parts):
            return False
        if size != self._size:
            self._drop_memory()
        self._size, self._parts = size, parts
        return True

    def _read(self, event: xcffib.Event) -> Happened:
        match event:
            case xcffib.xfixes.CursorNotifyEvent():
                return Happened(pointer=True)
            case xcffib.xproto.ConfigureNotifyEvent() if event.window == self._x.root:
                return Happened(resized=True)  # or other monitors, which a server tells in the same way
            case xcffib.xproto.ConfigureNotifyEvent():
                return _NOTHING
            case _ if self._monitors.concerns(event):
                return Happened(resized=True)
            case _:
                return Happened(windows=self._windows.concerns(event))

    def wake(self) -> None:
        """Write to the pipe; a full pipe wakes as well."""
        try:
            os.write(self._wake_write, b"\0")
        except (BlockingIOError, OSError):
            return

    def _empty_pipe(self) -> None:
        try:
            while os.read(self._wake_read, 4096):
                pass
        except BlockingIOError:
            return

    def damage(self) -> list[Rect]:
        """Fetch and clear the server's list."""
        self._subtract.send(self._watch, 0, self._region)
        answer = self._fetch_region.answer(self._fetch_region.send(self._region))
        found = list(_RECTANGLE.iter_unpack(answer[_REGION.size :]))
        rects = [_REGION.unpack_from(answer)] if len(found) > _MANY else found
        screen = Rect(0, 0, *self._size)
        return [on_it for rect in rects if (on_it := Rect(*rect).intersection(screen)) is not None]

    def grab(self, rect: Rect) -> Pixels:
        """Through shared memory. The screen may have shrunk since the last wait: then the pixels are black."""
        memory = self._mapped()
        size = rect.area * 4
        area = (rect.x, rect.y, rect.width, rect.height)
        try:
            self._get_image.answer(
                self._get_image.send(
                    self._x.root, *area, _ALL_PLANES, xcffib.xproto.ImageFormat.ZPixmap, self._segment, 0
                )
            )
        except MatchError:
            memory.buffer[:size] = 0
        pixels: Pixels = memory.buffer[:size].reshape(rect.height, rect.width, 4)
        return pixels

    def _mapped(self) -> SharedMemory:
        if self._memory is None:
            width, height = self._size
            self._memory = SharedMemory(width * height * 4)
            self._segment = self._x.raw.generate_id()
            try:
                self._shm.AttachChecked(self._segment, self._memory.number, 0).check()
            except xcffib.XcffibException as error:
                raise DesktopError("The X server does not share memory with this program.") from error
            self._memory.forget_name()
        return self._memory

    def _drop_memory(self) -> None:
        if self._memory is not None:
            self._shm.Detach(self._segment)
            self._memory.close()
            self._memory = None

    def cursor(self) -> CursorShape:
        """XFixes hands over premultiplied ARGB words, which lie in memory as BGRA; too large a shape is cut."""
        try:
            image = self._fixes.GetCursorImage().reply()
        except xcffib.XcffibException as error:
            raise DesktopError("The desktop has gone.") from error
        words = np.array(image.cursor_image.list, np.uint32).reshape(image.height, image.width)
        words = words[: limits.MAX_CURSOR_SIDE, : limits.MAX_CURSOR_SIDE]
        height, width = words.shape
        if not words.any():
            return CursorShape(0, 0, 0, 0, b"")
        return CursorShape(
            width, height, min(image.xhot, width), min(image.yhot, height), words.astype("<u4").tobytes()
        )

    def window_titles(self) -> list[str]:
        """Asks the server; see `x11_windows`."""
        return self._windows.titles()

    def close(self) -> None:
        """Disconnecting frees the server's side."""
        if self._wake_write < 0:
            return
        if self._memory is not None:
            self._memory.close()
            self._memory = None
        self._x.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
        self._wake_read = self._wake_write = -1
