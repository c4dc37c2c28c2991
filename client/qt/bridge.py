"""The only place where the window's thread and the event loop meet.

From the loop (and the decoder) to the window: Qt signals, which queue across threads. From the window to the loop:
`call_soon_threadsafe`. Nothing else is shared but the framebuffer, which has its own lock.
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.framebuffer import Framebuffer
from client.pages import Page
from client.posture.checks import Check
from client.quality import Quality
from client.service import Service
from client.steps import Announce, Event
from wire.geometry import Rect
from wire.message import Message
from wire.messages import Cursor, Screen
from wire.reasons import Reason

STOP_WITHIN: Final = 3.0  # seconds for saying goodbye on a dead line


class LoopThread:
    """An event loop on a thread of its own."""

    def __init__(self) -> None:
        self.loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="network", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, act: Callable[[], object]) -> None:
        """Do *act* in the loop, soon."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act)

    def stop(self, last: Coroutine[None, None, None]) -> None:
        """Finish *last*, then end the loop and its thread."""
        ending = asyncio.run_coroutine_threadsafe(last, self.loop)
        try:
            ending.result(STOP_WITHIN)
        except TimeoutError:
            ending.cancel()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(STOP_WITHIN)
        self.loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415 - not installed on Windows

    return uvloop.new_event_loop()


class Bridge(QObject):
    """A `Display` whose every method becomes a signal in the window's thread, and the way back."""

    paged = Signal(object)
    checks = Signal(object)
    announced = Signal(object)
    divided = Signal(object)
    framed = Signal(object)
    pictured = Signal(int, object, int)
    shaped = Signal(object, bytes)
    withheld = Signal(object)
    measured = Signal(object)

    def __init__(self, thread: LoopThread) -> None:
        super().__init__()
        self._thread = thread
        self._service: Service | None = None

    def attach(self, service: Service) -> None:
        """From now on the window talks to *service*."""
        self._service = service

    # --- to the window: called in the loop's and the decoder's thread ---------------------------------------

    def show(self, page: Page) -> None:
        """See `Display`."""
        self.paged.emit(page)

    def checked(self, checks: Sequence[Check]) -> None:
        """See `Display`."""
        self.checks.emit(tuple(checks))

    def announce(self, announcement: Announce) -> None:
        """See `Display`."""
        self.announced.emit(announcement)

    def arranged(self, screen: Screen) -> None:
        """See `Display`."""
        self.divided.emit(screen)

    def picture_of(self, framebuffer: Framebuffer | None) -> None:
        """See `Display`."""
        self.framed.emit(framebuffer)

    def drawn(self, number: int, changed: tuple[Rect, ...], decode: int) -> None:
        """See `Display`."""
        self.pictured.emit(number, changed, min(decode, (1 << 31) - 1))

    def cursor(self, shape: Cursor, pixels: bytes) -> None:
        """See `Display`."""
        self.shaped.emit(shape, pixels)

    def blanked(self, reason: Reason | None) -> None:
        """See `Display`."""
        self.withheld.emit(reason)

    def line(self, quality: Quality) -> None:
        """See `Display`."""
        self.measured.emit(quality)

    # --- to the loop: called in the window's thread ---------------------------------------------------------

    def post(self, event: Event) -> None:
        """Let the session decide about *event*."""
        service = self._service
        if service is not None:
            self._thread.call(lambda: service.handle(event))

    def send(self, messages: Sequence[Message]) -> None:
        """Send input to the office PC."""
        service = self._service
        if service is not None and messages:
            self._thread.call(lambda: _send(service, messages))

    def acknowledge(self, number: int, decode: int) -> None:
        """Picture *number* has been painted."""
        service = self._service
        if service is not None:
            self._thread.call(lambda: _acknowledge(service, number, decode))


def _send(service: Service, messages: Sequence[Message]) -> None:
    if service.viewer is not None:
        for message in messages:
            service.viewer.send(message)


def _acknowledge(service: Service, number: int, decode: int) -> None:
    if service.viewer is not None:
        service.viewer.acknowledge(number, decode)
