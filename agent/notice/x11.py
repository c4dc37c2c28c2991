"""The notice on X11: a small override-redirect window whose background is its picture, so that it needs no events.

Its input shape is empty: clicks fall through to the window beneath. It never has the focus.
"""

import xcffib
import xcffib.xfixes
import xcffib.xproto
from xcffib.xproto import CW, GC, ImageFormat, StackMode, WindowClass

from agent.errors import DesktopError
from agent.notice.picture import drawn
from agent.x11 import XConnection

_INPUT_SHAPE = 2  # ShapeInput
_XFIXES = (5, 0)


class X11Notice:
    """See `agent.notice.Notice`. The window goes with its connection, however this program ends."""

    def __init__(self, display: str | None) -> None:
        self._x = XConnection(display)
        try:
            self._fixes = self._x.extension(xcffib.xfixes.xfixesExtension, xcffib.xfixes.key, "XFIXES")
            self._fixes.QueryVersion(*_XFIXES).reply()
        except (DesktopError, xcffib.XcffibException) as error:
            self._x.close()
            raise DesktopError("The X server cannot show a notice.") from error

    def show(self, text: str) -> None:
        """At the top, in the middle."""
        x = self._x
        try:
            screen = x.core.GetGeometry(x.root).reply()
            pixels = drawn(text, screen.width)
            height, width = pixels.shape[:2]
            window = x.raw.generate_id()
            x.core.CreateWindow(
                x.screen.root_depth,
                window,
                x.root,
                (screen.width - width) // 2,
                0,
                width,
                height,
                0,
                WindowClass.InputOutput,
                x.screen.root_visual,
                CW.BackPixmap | CW.OverrideRedirect,
                [self._pixmap(pixels.tobytes(), width, height), 1],
            )
            self._let_clicks_through(window)
            x.core.MapWindow(window)
            x.core.ConfigureWindow(window, xcffib.xproto.ConfigWindow.StackMode, [StackMode.Above])
            x.raw.flush()
        except xcffib.XcffibException as error:
            raise DesktopError("The desktop has gone.") from error

    def _pixmap(self, data: bytes, width: int, height: int) -> int:
        x = self._x
        pixmap, context = x.raw.generate_id(), x.raw.generate_id()
        x.core.CreatePixmap(x.screen.root_depth, pixmap, x.root, width, height)
        x.core.CreateGC(context, pixmap, GC.GraphicsExposures, [0])
        x.core.PutImage(
            ImageFormat.ZPixmap, pixmap, context, width, height, 0, 0, 0, x.screen.root_depth, len(data), data
        )
        x.core.FreeGC(context)
        return int(pixmap)

    def _let_clicks_through(self, window: int) -> None:
        nothing = self._x.raw.generate_id()
        self._fixes.CreateRegion(nothing, 0, [])
        self._fixes.SetWindowShapeRegion(window, _INPUT_SHAPE, 0, 0, nothing)
        self._fixes.DestroyRegion(nothing)

    def close(self) -> None:
        """Disconnecting destroys the window."""
        self._x.close()
