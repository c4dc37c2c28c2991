"""Whole pictures through mss, which works on every desktop system: the fallback where nothing quicker serves."""

import mss
import numpy as np
from mss.exception import ScreenShotError

from agent.damage import Pixels
from agent.errors import DesktopError


class MssSource:
    """See `agent.capture.polling.FrameSource`. *display* names an X display and is None elsewhere."""

    def __init__(self, display: str | None = None) -> None:
        try:
            self._mss = mss.MSS() if display is None else mss.MSS(display=display)
        except ScreenShotError as error:
            raise DesktopError("The desktop cannot be opened.") from error
        self._last: Pixels | None = None

    def newest(self) -> Pixels | None:
        """The screen, unless it is the same as the last time."""
        try:
            shot = self._mss.grab(self._mss.monitors[0])
        except ScreenShotError as error:
            raise DesktopError("The desktop has gone.") from error
        pixels: Pixels = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)
        if self._last is not None and self._last.shape == pixels.shape and np.array_equal(self._last, pixels):
            return None
        self._last = pixels
        return pixels

    def close(self) -> None:
        """Disconnect."""
        self._mss.close()
