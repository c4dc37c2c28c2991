"""What people do on an office desktop, done by a program: draw, open windows, press keys; and what they then see.

Knows X11. `FakeGrabber` is a desktop without X11, for tests of what stands above it.
"""

import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np
import xcffib
import xcffib.xproto
from numpy.typing import NDArray
from xcffib.xproto import CW, GC, EventMask, PropMode, WindowClass

from agent.capture import CursorShape, Happened
from agent.damage import Pixels, part
from agent.desk import Desk
from agent.errors import DesktopError
from tests.fakes.desk_parts import FakeInjector, FakeNotice, FakeResolution
from wire.geometry import Rect


class Painter:
    """Draws on the root window of display *name*, and opens windows on it."""

    def __init__(self, name: str) -> None:
        self._connection = xcffib.connect(display=name)
        self.core = xcffib.xproto.xprotoExtension(self._connection)
        self.screen = self._connection.get_setup().roots[0]
        self.root: int = self.screen.root
        self._context = self._connection.generate_id()
        # Windows beneath do not stop this pen.
        self.core.CreateGC(self._context, self.root, GC.Foreground | GC.SubwindowMode | GC.GraphicsExposures, [0, 1, 0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()

    def sync(self) -> None:
        """Wait until the server has done everything asked so far."""
        self.core.GetInputFocus().reply()

    def clear(self, colour: int) -> None:
        """A plain 0xRRGGBB screen."""
        self.core.ChangeWindowAttributes(self.root, CW.BackPixel, [colour])
        self.core.ClearArea(False, self.root, 0, 0, 0, 0)
        self.sync()

    def fill(self, rect: Rect, colour: int) -> None:
        """A plain rectangle."""
        self.core.ChangeGC(self._context, GC.Foreground, [colour])
        area = xcffib.xproto.RECTANGLE.synthetic(rect.x, rect.y, rect.width, rect.height)
        self.core.PolyFillRectangle(self.root, self._context, 1, [area])
        self._connection.flush()

    def put(self, x: int, y: int, pixels: NDArray[np.uint8]) -> None:
        """Pixels of shape (height, width, 4), in strips that fit into one request."""
        height, width = pixels.shape[:2]
        rows = max(1, 200_000 // (width * 4))
        for top in range(0, height, rows):
            strip = np.ascontiguousarray(pixels[top : top + rows])
            self.core.PutImage(
                xcffib.xproto.ImageFormat.ZPixmap,
                self.root,
                self._context,
                width,
                len(strip),
                x,
                y + top,
                0,
                self.screen.root_depth,
                strip.nbytes,
                strip.tobytes(),
            )
        self._connection.flush()

    def look(self) -> Pixels:
        """The whole screen, (height, width, 4) BGRX, as the server has it."""
        size = self.core.GetGeometry(self.root).reply()
        image = self.core.GetImage(
            xcffib.xproto.ImageFormat.ZPixmap, self.root, 0, 0, size.width, size.height, 0xFFFFFFFF
        ).reply()
        pixels: Pixels = np.frombuffer(bytes(image.data.buf()), np.uint8).reshape(size.height, size.width, 4)
        return pixels

    def window(self, title: str, *, mask: int = EventMask.NoEvent) -> int:
        """A mapped window with *title*, which hears of *mask*."""
        number: int = self._connection.generate_id()
        self.core.CreateWindow(
            self.screen.root_depth,
            number,
            self.root,
            20,
            20,
            120,
            80,
            0,
            WindowClass.InputOutput,
            self.screen.root_visual,
            CW.BackPixel | CW.OverrideRedirect | CW.EventMask,
            [0xFFFFFF, 1, mask],
        )
        self.rename(number, title)
        self.core.MapWindow(number)
        self.sync()
        return number

    def rename(self, window: int, title: str) -> None:
        """Give *window* another title."""
        kind = self.core.InternAtom(False, 11, "UTF8_STRING").reply().atom
        name = self.core.InternAtom(False, 12, "_NET_WM_NAME").reply().atom
        data = title.encode()
        self.core.ChangeProperty(PropMode.Replace, window, name, kind, 8, len(data), data)
        self.sync()

    def list_clients(self, windows: list[int]) -> None:
        """What a window manager does: publish the list of its windows."""
        name = self.core.InternAtom(False, 16, "_NET_CLIENT_LIST").reply().atom
        kind = xcffib.xproto.Atom.WINDOW
        self.core.ChangeProperty(PropMode.Replace, self.root, name, kind, 32, len(windows), windows)
        self.sync()

    def close(self, window: int) -> None:
        """Destroy *window*."""
        self.core.DestroyWindow(window)
        self.sync()

    def children(self) -> list[int]:
        """The windows on the screen, lowest first."""
        return list(self.core.QueryTree(self.root).reply().children)

    def keys_down(self) -> set[int]:
        """The evdev codes of the keys that the server believes to be down."""
        keys = self.core.QueryKeymap().reply().keys
        return {index * 8 + bit - 8 for index, byte in enumerate(keys) for bit in range(8) if byte >> bit & 1}

    def pointer(self) -> tuple[int, int, int]:
        """Where the pointer is, and the mask of buttons and modifiers that are down."""
        found = self.core.QueryPointer(self.root).reply()
        return found.root_x, found.root_y, found.mask


class Typist:
    """A window with the keyboard focus, which records what is typed into it."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        mask = EventMask.KeyPress | EventMask.KeyRelease | EventMask.ButtonPress | EventMask.ButtonRelease
        self.number = painter.window("typist", mask=mask)
        painter.core.SetInputFocus(1, self.number, 0)
        painter.sync()

    def heard(self) -> list[tuple[str, int]]:
        """("down" | "up", evdev code) and ("press" | "release", button) since the last call, in order."""
        self._painter.sync()
        found = []
        while (event := self._painter._connection.poll_for_event()) is not None:
            match event:
                case xcffib.xproto.KeyPressEvent():
                    found.append(("down", event.detail - 8))
                case xcffib.xproto.KeyReleaseEvent():
                    found.append(("up", event.detail - 8))
                case xcffib.xproto.ButtonPressEvent():
                    found.append(("press", event.detail))
                case xcffib.xproto.ButtonReleaseEvent():
                    found.append(("release", event.detail))
                case _:
                    pass
        return found


NO_CURSOR = CursorShape(0, 0, 0, 0, b"")
NOTHING = Happened()


@dataclass
class FakeGrabber:
    """A desktop in memory: `draw` changes it, `grabs` counts what was read."""

    width: int = 640
    height: int = 480
    grabs: int = 0
    waits: int = 0
    closed: bool = False
    shape: CursorShape = NO_CURSOR
    titles: list[str] = field(default_factory=list)
    division: int = 1
    _damage: list[Rect] = field(default_factory=list)
    _happened: Happened = NOTHING
    _woken: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._endless = False
        self.pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)

    # --- what the test does ---

    def draw(self, rect: Rect, colour: tuple[int, int, int]) -> None:
        """Fill *rect*."""
        with self._changed:
            part(self.pixels, rect)[:, :, :3] = colour
            self._damage.append(rect)
            self._tell(Happened(damaged=True))

    def open(self, title: str) -> None:
        """A window comes up."""
        with self._changed:
            self.titles.append(title)
            self._tell(Happened(windows=True))

    def shut(self, title: str) -> None:
        """It goes."""
        with self._changed:
            self.titles.remove(title)
            self._tell(Happened(windows=True))

    def resize(self, width: int, height: int) -> None:
        """Another screen size."""
        with self._changed:
            self.width, self.height = width, height
            self.pixels = np.full((height, width, 4), 40, np.uint8)
            self._tell(Happened(resized=True))

    @property
    def asleep(self) -> bool:
        """Whether somebody waits without an end, and nothing has happened that ends it."""
        with self._changed:
            return self._endless and not self._woken and self._happened == NOTHING

    def stirs_within(self, seconds: float) -> bool:
        """Whether a new wait begins within *seconds*."""
        with self._changed:
            before = self.waits
            return self._changed.wait_for(lambda: self.waits != before, seconds)

    def divide(self, count: int) -> None:
        """The same screen on *count* monitors."""
        with self._changed:
            self.division = count
            self._tell(Happened(resized=True))

    def _tell(self, happened: Happened) -> None:
        self._happened = self._happened | happened
        self._changed.notify_all()

    # --- what the pipeline does ---

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height

    @property
    def monitors(self) -> list[Rect]:
        """Side by side, as many as the test has divided it into."""
        wide = self.width // self.division
        return [Rect(n * wide, 0, wide, self.height) for n in range(self.division)]

    def wait(self, timeout: float | None) -> Happened:
        """Until something happens, somebody wakes us, or *timeout*."""
        with self._changed:
            self.waits += 1
            self._changed.notify_all()
            if self._happened == Happened() and not self._woken and timeout != 0.0:
                self._endless = timeout is None
                self._changed.wait(timeout)
                self._endless = False
            happened, self._happened, self._woken = self._happened, Happened(), False
            return happened

    def wake(self) -> None:
        """End a wait; one that comes before it is not lost."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def damage(self) -> list[Rect]:
        """What was drawn since the last call."""
        with self._changed:
            found, self._damage = self._damage, []
            return found

    def grab(self, rect: Rect) -> Pixels:
        """A part of the screen."""
        with self._changed:
            self.grabs += 1
            return part(self.pixels, rect).copy()

    def cursor(self) -> CursorShape:
        """The shape."""
        return self.shape

    def window_titles(self) -> list[str]:
        """The titles."""
        return list(self.titles)

    def close(self) -> None:
        """Let go."""
        self.closed = True


@dataclass
class FakeDesktop:
    """A PC without a screen of its own: `desks` holds each desk that was opened, the newest last."""

    broken: bool = False
    locks: int = 0
    releases: int = 0
    desks: list[Desk] = field(default_factory=list)

    def open(self) -> Desk:
        """A fresh desk."""
        if self.broken:
            raise DesktopError("Nobody is logged in.")
        self.desks.append(Desk(FakeGrabber(), FakeInjector(), FakeNotice(), FakeResolution()))
        return self.desks[-1]

    def let_go(self) -> None:
        """Count it."""
        if self.broken:
            raise DesktopError("Nobody is logged in.")
        self.releases += 1

    def lock(self) -> None:
        """Count it."""
        self.locks += 1

    @staticmethod
    def refuse(*_: object) -> None:
        """Stands in for an act on a desktop that has gone."""
        raise DesktopError("The desktop has gone.")

    @property
    def grabber(self) -> FakeGrabber:
        """The newest desk's."""
        found = self.desks[-1].grabber
        assert isinstance(found, FakeGrabber)
        return found

    @property
    def injector(self) -> FakeInjector:
        """The newest desk's."""
        found = self.desks[-1].injector
        assert isinstance(found, FakeInjector)
        return found

    @property
    def notice(self) -> FakeNotice:
        """The newest desk's."""
        found = self.desks[-1].notice
        assert isinstance(found, FakeNotice)
        return found
