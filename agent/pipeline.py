"""The thread that owns the screen: wait for damage, and when the pace allows turn the newest screen into a picture.

Blocks in the grabber's `wait` and nowhere else: nothing is polled, nothing is queued, and what has not left is drawn
again from the screen as it then is. Decisions are `pacing`'s and `plan`'s; bytes leave through the outlet.
"""

import contextlib
import math
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
import zstandard

from agent import processes
from agent.capture import Grabber, Happened
from agent.errors import DesktopError
from agent.forbidden import LOOK_EVERY, Forbidden
from agent.pacing import Pacer
from agent.pictures import Patches, Pictures
from agent.session import Redraw, Shown
from agent.stamping import stamper_for
from wire import limits
from wire.errors import RemoteProtocolError
from wire.geometry import Rect
from wire.message import Message
from wire.messages import Blanked, Cursor, Overlay, Picture, Screen
from wire.reasons import Reason

_log = structlog.get_logger()


class Outlet(Protocol):
    """Where messages go; called from the pipeline's thread."""

    def send(self, message: Message) -> None:
        """Send *message* to the viewer, in order."""
        ...

    def finished(self, reason: Reason | None) -> None:
        """The thread ends: by itself for *reason*, or None when it was told to stop. Comes once, and last."""
        ...


@dataclass(frozen=True, slots=True)
class Stop:
    """End."""


Order = Shown | Redraw | Overlay | Forbidden | Stop


class Pipeline:
    """Made and started with the grabber, which it closes at its end."""

    def __init__(
        self,
        grabber: Grabber,
        overlay: Overlay,
        forbidden: Forbidden,
        outlet: Outlet,
        clock: Callable[[], float],
        *,
        resizable: bool = False,
    ) -> None:
        self._grabber = grabber
        self._resizable = resizable
        self._overlay = overlay
        self._forbidden = forbidden
        self._outlet = outlet
        self._clock = clock
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._pacer = Pacer()
        self._zstd = zstandard.ZstdCompressor(level=1)
        self._happened = Happened(damaged=True, resized=True, pointer=True, windows=True)
        self._held = True  # something waits for the line: an acknowledgement may let it go
        self._withheld = False
        self._blank_owed = False
        self._look_at = 0.0
        self._touched_at = -math.inf
        self._stopping = False
        self._process: str | None = None
        self._pictures: Pictures | None = None
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)

    def start(self) -> None:
        """Begin with the size, the cursor and a whole picture."""
        self._thread.start()

    @property
    def thread_id(self) -> int | None:
        """The system's number of the thread, once it runs."""
        return self._thread.native_id

    def order(self, order: Order) -> None:
        """Hand over an order, from any thread."""
        self._orders.put(order)
        # An acknowledgement only says when the next picture may go, and waits while there is none; but more of them
        # than pictures under way is a breach, and does not.
        waiting = isinstance(order, Shown) and self._orders.qsize() <= self._pacer.under_way
        if self._held or not waiting:
            with contextlib.suppress(DesktopError):
                self._grabber.wake()

    def touched(self, at: float) -> None:
        """A key or a button went down or up at the time *at*; from any thread. Wakes nobody: it only delays repairs."""
        self._touched_at = at

    def join(self) -> None:
        """Wait until the thread has ended (after `Stop`)."""
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        reason: Reason | None = Reason.INTERNAL
        try:
            self._loop()
            reason = None
        except DesktopError as error:
            reason = Reason.PC_NO_SCREEN
            _log.warning("desktop_lost", cause=str(error))
        except RemoteProtocolError as error:
            reason = Reason.PROTOCOL
            _log.warning("viewer_broke_protocol", cause=str(error))
        except Exception:  # noqa: BLE001 - whatever it is ends this session alone, and is logged
            _log.exception("pictures_failed")
        finally:
            self._grabber.close()
            self._outlet.finished(reason)

    def _loop(self) -> None:
        while True:
            self._obey()
            if self._stopping:
                return
            self._follow_screen()
            self._follow_windows()
            self._follow_pointer()
            self._draw()
            self._held, due = self._ahead()
            if not self._orders.empty():
                due = 0.0  # it may have come before `_held` was known, or its wake was used up by a look at the windows
            self._happened = self._happened | self._grabber.wait(due)

    # --- orders ---------------------------------------------------------------------------------------------

    def _obey(self) -> None:
        self._pacer.touched(self._touched_at)
        while not self._orders.empty():  # nobody else takes any
            self._follow(self._orders.get_nowait())

    def _follow(self, order: Order) -> None:
        match order:
            case Shown():
                # As of when it came, not of now: a picture may have been in the making since.
                self._pacer.acknowledged(order.number, order.decode, order.at)
            case Redraw() if self._pictures is not None:
                self._pictures.resend()
                self._blank_owed = self._withheld
            case Overlay():
                # A rule of the organisation's holds at once; a new slot may wait for the screen to change.
                patience = limits.OVERLAY_KEPT if order.slot != self._overlay.slot else 0.0
                self._overlay = order
                if self._pictures is not None:
                    self._pictures.stamp_with(stamper_for(order, self._grabber.size), self._clock() + patience)
                self._blank_owed = self._withheld
            case Forbidden():
                self._forbidden, self._look_at, self._process = order, 0.0, None
                self._happened = self._happened._replace(windows=True)
                if not order:
                    self._withhold(None)
            case Stop():
                self._stopping = True
            case _:
                pass

    # --- what happened --------------------------------------------------------------------------------------

    def _follow_screen(self) -> None:
        if not self._happened.resized:
            return
        size = self._grabber.size
        self._pictures = Pictures(size, stamper_for(self._overlay, size))
        self._blank_owed = self._withheld
        self._outlet.send(Screen(Rect(0, 0, *size), tuple(self._grabber.monitors), self._resizable))
        self._happened = self._happened._replace(resized=False, damaged=True)

    def _follow_windows(self) -> None:
        now = self._clock()
        if not self._forbidden or not (self._happened.windows or now >= self._look_at):
            return
        found = self._forbidden.among_titles(self._grabber.window_titles())
        if now >= self._look_at:
            self._process = self._forbidden.among_processes(processes.running())
            self._look_at = now + LOOK_EVERY
        self._happened = self._happened._replace(windows=False)
        self._withhold(found or self._process)

    def _withhold(self, entry: str | None) -> None:
        """Blank the picture while *entry* of the forbidden list shows."""
        if (entry is not None) == self._withheld:
            return
        self._withheld = entry is not None
        self._blank_owed = self._withheld
        self._outlet.send(Blanked(Reason.FORBIDDEN_WINDOW if self._withheld else None))
        _log.info("picture_withheld" if self._withheld else "picture_shown_again", entry=entry)

    def _follow_pointer(self) -> None:
        if self._happened.pointer:
            shape = self._grabber.cursor()
            pixels = self._zstd.compress(shape.pixels)
            self._outlet.send(Cursor(shape.width, shape.height, shape.hot_x, shape.hot_y, pixels))
            self._happened = self._happened._replace(pointer=False)

    # --- pictures -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        now = self._clock()
        pictures = self._pictures
        if pictures is None:
            return
        if self._pacer.wait(now) != 0.0:
            if self._happened.damaged and not self._withheld and self._pacer.letter_wait(now) == 0.0:
                self._pacer.looked(now)
                self._paint(pictures, now)
        elif self._withheld:
            if self._blank_owed:
                self._blank_owed = False
                self._send(pictures.blank())
        elif self._wanted(pictures, now):
            self._paint(pictures, now)

    def _paint(self, pictures: Pictures, now: float) -> None:
        damage = self._grabber.damage() if self._happened.damaged else []
        self._happened = self._happened._replace(damaged=False)
        painted = pictures.paint(damage, self._grabber.grab, now, self._pacer.allowance(now))
        if self._forbidden:
            # A forbidden window may have come up between the last look and the grab: look again before it leaves.
            self._happened = self._happened | self._grabber.wait(0.0)
            self._follow_windows()
        if not self._withheld:
            for place, patches in enumerate(painted):
                self._send(patches, follows=place > 0)

    def _wanted(self, pictures: Pictures, now: float) -> bool:
        if self._happened.damaged or pictures.owed or pictures.turn_wait(now) == 0.0:
            return True
        return pictures.planner.repair_wait(now) == 0.0 and self._pacer.repair_wait(now) == 0.0

    def _send(self, patches: Patches, *, follows: bool = False) -> None:
        picture = Picture(self._pacer.next_number(), patches)
        self._pacer.sent(sum(len(patch.data) for patch in patches), self._clock(), follows=follows)
        self._outlet.send(picture)

    def _ahead(self) -> tuple[bool, float | None]:
        """Whether something waits for the line, so that an acknowledgement is worth waking up for.

        And seconds until something is due by itself; None when only an event can bring it.
        """
        now = self._clock()
        due = [max(0.0, self._look_at - now)] if self._forbidden else []
        pictures = self._pictures
        pace, line = self._pacer.wait(now), self._pacer.repair_wait(now)
        repair = None if pictures is None else pictures.planner.repair_wait(now)
        held = pace != 0.0 or (repair is not None and line > repair)
        if self._happened.damaged and not self._withheld and (letter := self._pacer.letter_wait(now)) is not None:
            due.append(letter)
        if pace is not None and pictures is not None:
            if self._withheld:
                due += [pace] if self._blank_owed else []
            elif self._happened.damaged or pictures.owed:
                due.append(pace)
            else:
                if repair is not None:
                    due.append(max(pace, repair, line))
                if (turn := pictures.turn_wait(now)) is not None:
                    due.append(max(pace, turn))
        return held, min(due, default=None)
