"""One viewing: the screen conversation, its decoder on a thread of its own, and the answers it owes.

Knows the messages of the screen conversation. Does not dial (`downlink`), paint (`display`) or decide (`session`).
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog

from client.channel import Channel
from client.decode import DecodeError, Decoder
from client.display import Display
from client.framebuffer import Framebuffer
from client.quality import Gauge
from wire import VERSION
from wire import messages as m
from wire.message import Message
from wire.reasons import Reason

_log = structlog.get_logger(__name__)

PING_EVERY: Final = 1.0  # seconds
SILENT_AFTER: Final = 3.0  # seconds without an answer before the bar says that the line is slow


class Viewer:
    """A `Sink` for the screen conversation. All methods run in the event loop; the decoder has its own thread."""

    def __init__(self, number: int, display: Display, lost: Callable[[Reason | None], None]) -> None:
        self._number = number
        self._display = display
        self._lost = lost
        self._channel: Channel | None = None
        self._decoder = Decoder()
        self._framebuffer: Framebuffer | None = None  # the decoder thread's own
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="decode")
        self._reason: Reason | None = None
        self._answered_at = time.monotonic()
        self._gauge = Gauge()
        self._loop = asyncio.get_running_loop()
        self._pinging: asyncio.TimerHandle | None = None
        self._closed = False

    def begin(self, channel: Channel) -> None:
        """Ask for pictures on *channel*."""
        self._channel = channel
        channel.send(m.View(VERSION))
        self._ping()

    def send(self, message: Message) -> None:
        """Send a key, a pointer or an acknowledgement."""
        if self._channel is not None and self._channel.may_send(type(message)):
            self._channel.send(message)

    def acknowledge(self, number: int, decode: int) -> None:
        """Picture *number* has been handed to the display."""
        self.send(m.Ack(number, min(decode, (1 << 32) - 1)))

    def received(self, message: Message) -> None:
        """One message from the office PC."""
        match message:
            case m.Screen() | m.Picture() | m.Cursor():
                self._thread.submit(self._work, message)
            case m.Blanked(reason=reason):
                self._display.blanked(reason)
            case m.Pong(stamp=stamp):
                self._answered(stamp)
            case m.Bye(reason=reason):
                self._reason = reason
            case _:
                pass

    def closed(self) -> None:
        """The line to the office PC is gone."""
        if not self._closed:
            self._stop()
            self._lost(self._reason)

    def close(self) -> None:
        """Leave: no more input, no more pictures. What is on the screen stays until `wipe`."""
        if not self._closed:
            self._stop()
            if self._channel is not None:
                self._channel.close()

    def wipe(self) -> None:
        """Blacken the picture in memory, for good."""
        framebuffer = self._framebuffer
        if framebuffer is not None:
            framebuffer.close()

    def _stop(self) -> None:
        self._closed = True
        if self._pinging is not None:
            self._pinging.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    # --- the state of the line ------------------------------------------------------------------------------

    def _ping(self) -> None:
        now = time.monotonic()
        if now - self._answered_at > SILENT_AFTER:
            self._display.line(self._gauge.silent())
        self.send(m.Ping(int(now * 1e6)))
        self._pinging = self._loop.call_later(PING_EVERY, self._ping)

    def _answered(self, stamp: int) -> None:
        self._answered_at = time.monotonic()
        trip = max(0.0, self._answered_at * 1e3 - stamp / 1e3)
        self._display.line(self._gauge.answered(trip, self._answered_at))

    # --- on the decoder's thread ----------------------------------------------------------------------------

    def _work(self, message: m.Screen | m.Picture | m.Cursor) -> None:
        try:
            match message:
                case m.Screen(size=size):
                    self._framebuffer = Framebuffer(size.width, size.height)
                    if self._closed:
                        self._framebuffer.close()
                    self._display.arranged(message)
                    self._display.picture_of(self._framebuffer)
                case m.Picture():
                    self._draw(message)
                case m.Cursor():
                    self._display.cursor(message, self._decoder.cursor(message))
        except DecodeError as error:
            _log.warning("undecodable", session=self._number, error=str(error))
            self._loop.call_soon_threadsafe(self.send, m.Refresh())

    def _draw(self, picture: m.Picture) -> None:
        if self._framebuffer is None:
            raise DecodeError("a picture before the size of the screen")
        begun = time.perf_counter()
        changed = self._decoder.decode(picture, self._framebuffer)
        seconds = time.perf_counter() - begun
        self._gauge.decoded(seconds * 1e3)
        self._display.drawn(picture.number, changed, int(seconds * 1e6))
