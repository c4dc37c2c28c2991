"""Keys and pointer on X11 through XTEST: an X keycode is the evdev code plus 8."""

from typing import Final

import xcffib
import xcffib.xproto
import xcffib.xtest

from agent.errors import DesktopError
from agent.x11 import XConnection

_EVDEV: Final = 8  # X keycodes begin at 8
_KEY_DOWN: Final = 2
_KEY_UP: Final = 3
_BUTTON_DOWN: Final = 4
_BUTTON_UP: Final = 5
_MOTION: Final = 6
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7  # X's buttons for the wheel
_FIRST_BUTTON_BIT: Final = 8  # of the pointer's mask; below it are the modifiers
_MASKED_BUTTONS: Final = 5  # the mask tells no more


class X11Injector:
    """See `agent.inject.Injector`. Has a connection of its own, so that no picture delays a key."""

    def __init__(self, display: str | None) -> None:
        self._x = XConnection(display)
        try:
            self._test = self._x.extension(xcffib.xtest.xtestExtension, xcffib.xtest.key, "XTEST")
        except DesktopError:
            self._x.close()
            raise

    def key(self, code: int, down: bool) -> None:  # noqa: FBT001 - a state, told by its name
        """Codes above 247 have no X keycode and are passed over."""
        if code + _EVDEV <= 255:
            self._fake(_KEY_DOWN if down else _KEY_UP, code + _EVDEV)

    def button(self, button: int, down: bool) -> None:  # noqa: FBT001 - a state, told by its name
        """X numbers buttons as the wire does; 4 to 7 are the wheel and come through `wheel`."""
        if button not in (_UP, _DOWN, _LEFT, _RIGHT):
            self._fake(_BUTTON_DOWN if down else _BUTTON_UP, button)

    def pointer(self, x: int, y: int) -> None:
        """The server keeps the pointer on the screen."""
        self._fake(_MOTION, 0, x, y)

    def wheel(self, dx: int, dy: int) -> None:
        """One click of a wheel button for each notch."""
        for count, forth, back in ((dy, _DOWN, _UP), (dx, _RIGHT, _LEFT)):
            for _ in range(abs(count)):
                button = forth if count > 0 else back
                self._fake(_BUTTON_DOWN, button)
                self._fake(_BUTTON_UP, button)

    def let_go(self) -> None:
        """By the server's own account of what is down: XTEST keeps a key for a client that has died."""
        try:
            keys = bytes(self._x.core.QueryKeymap().reply().keys)
            buttons = self._x.core.QueryPointer(self._x.root).reply().mask >> _FIRST_BUTTON_BIT
        except xcffib.XcffibException as error:
            raise DesktopError("The desktop has gone.") from error
        for keycode in range(_EVDEV, 256):
            if keys[keycode // 8] >> keycode % 8 & 1:
                self._fake(_KEY_UP, keycode)
        for button in range(1, _MASKED_BUTTONS + 1):
            if buttons >> button - 1 & 1:
                self._fake(_BUTTON_UP, button)

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        try:
            self._test.FakeInput(kind, detail, xcffib.xproto.Time.CurrentTime, self._x.root, x, y, 0)
            self._x.raw.flush()
            self._x.check()
        except xcffib.XcffibException as error:
            raise DesktopError("The desktop has gone.") from error

    def close(self) -> None:
        """Disconnect, once the server has done everything: it forgets the requests of a client that has gone."""
        self._x.finish()
        self._x.close()
