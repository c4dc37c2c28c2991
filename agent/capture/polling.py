"""A grabber for desktops that do not tell what changed: look for a new frame thirty times a second.

Knows frames as whole pictures; what really changed is found by comparison later. Where frames come from is the
source's affair, so that this file is the same on every system and is tested on the one at hand.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import numpy as np

from agent.capture import CursorShape, Happened
from agent.damage import Pixels, part
from wire.geometry import Rect

LOOK_EVERY: Final = 1 / 30  # seconds between two looks
TITLES_EVERY: Final = 1.0  # seconds between two looks at the windows


class FrameSource(Protocol):
    """Whole pictures of a screen."""

    def newest(self) -> Pixels | None:
        """The screen, (height, width, 4) BGRX; None when it is known not to have changed since the last call."""
        ...

    def close(self) -> None:
        """Let go of the screen."""
        ...


class PollingGrabber:
    """See `agent.capture.Grabber`."""

    def __init__(
        self,
        source: FrameSource,
        cursor: Callable[[], CursorShape],
        titles: Callable[[], Sequence[str]],
        monitors: Callable[[], Sequence[Rect]] = tuple,
    ) -> None:
        self._source = source
        self._cursor = cursor
        self._titles = titles
        self._monitors = monitors
        self._woken = threading.Event()
        self._frame: Pixels = np.zeros((1, 1, 4), np.uint8)
        self._shape = cursor()
        self._titles_at = 0.0
        self._damaged = False
        self._look()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the newest frame."""
        return self._frame.shape[1], self._frame.shape[0]

    @property
    def monitors(self) -> list[Rect]:
        """As the system tells; the whole frame where it tells none that lie on it."""
        width, height = self.size
        return [part for part in self._monitors() if part.within(width, height)] or [Rect(0, 0, width, height)]

    def wait(self, timeout: float | None) -> Happened:
        """Look every 33 ms; a wait never sleeps longer than that while nothing happens."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = LOOK_EVERY if end is None else min(LOOK_EVERY, max(0.0, end - time.monotonic()))
            woken = self._woken.wait(left)
            self._woken.clear()
            happened = self._look()
            if woken or happened != Happened() or (end is not None and time.monotonic() >= end):
                return happened

    def _look(self) -> Happened:
        frame, before = self._source.newest(), self.size
        if frame is not None:
            self._frame = frame
            self._damaged = True
        shape = self._cursor()
        pointer, self._shape = shape != self._shape, shape
        now = time.monotonic()
        windows = now - self._titles_at >= TITLES_EVERY
        if windows:
            self._titles_at = now
        return Happened(frame is not None, self.size != before, pointer, windows)

    def wake(self) -> None:
        """End a wait."""
        self._woken.set()

    def damage(self) -> list[Rect]:
        """The whole screen, once for each new frame."""
        damaged, self._damaged = self._damaged, False
        return [Rect(0, 0, *self.size)] if damaged else []

    def grab(self, rect: Rect) -> Pixels:
        """A part of the newest frame."""
        return part(self._frame, rect)

    def cursor(self) -> CursorShape:
        """The shape seen last."""
        return self._shape

    def window_titles(self) -> list[str]:
        """Asks the system."""
        return list(self._titles())

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()
