"""Pointer motion, thinned to what is worth sending; the wheel, gathered to whole notches. Pure; takes now.

A mouse reports up to 1000 times a second; the office screen changes at most every 8 ms.
"""

from typing import Final

from wire.message import Message
from wire.messages import Pointer, Wheel

EVERY: Final = 0.008  # seconds between two positions
NOTCH: Final = 120  # eighths of a degree, as every platform counts one notch
_MOST: Final = 16  # notches in one message


class PointerPacer:
    """Keeps the newest position until it is due."""

    def __init__(self) -> None:
        self._waiting: Pointer | None = None
        self._sent: Pointer | None = None
        self._sent_at = float("-inf")

    def moved(self, x: int, y: int, now: float) -> list[Message]:
        """The pointer is at this pixel: what to send at once, often nothing."""
        self._waiting = Pointer(x, y)
        return self.flush(now) if now - self._sent_at >= EVERY else []

    def due_in(self, now: float) -> float | None:
        """Seconds until the waiting position should be flushed; None when none waits."""
        return None if self._waiting is None else max(0.0, self._sent_at + EVERY - now)

    def flush(self, now: float) -> list[Message]:
        """The waiting position, if any: also to be sent before a button or the wheel, which happen *there*."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting == self._sent:
            return []
        self._sent, self._sent_at = waiting, now
        return [waiting]


class WheelGatherer:
    """Adds up what fine wheels and touchpads report."""

    def __init__(self) -> None:
        self._dx = 0
        self._dy = 0

    def turned(self, dx: int, dy: int) -> list[Message]:
        """The wheel turned by *dx*, *dy* eighths of a degree: positive is right and down."""
        self._dx += dx
        self._dy += dy
        across, down = int(self._dx / NOTCH), int(self._dy / NOTCH)
        self._dx -= across * NOTCH
        self._dy -= down * NOTCH
        if not across and not down:
            return []
        return [Wheel(max(-_MOST, min(_MOST, across)), max(-_MOST, min(_MOST, down)))]
