"""One viewing, decided: messages in, commands out. No I/O; every method takes *now* (seconds, monotonic).

Knows which keys are down, how fast input may come and when a viewer counts as idle. Does not know pictures beyond
their numbers, or how a key is pressed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from wire import VERSION, limits
from wire import messages as m
from wire.rate import TokenBucket
from wire.reasons import Reason

_REDRAW_RATE: Final = 1.0  # a second; a viewer that cannot decode asks once, then waits for the picture
_REDRAW_BURST: Final = 10.0

Input = m.Key | m.Pointer | m.Button | m.Wheel | m.Resize
Upward = m.View | m.Ack | Input | m.ReleaseAll | m.Refresh | m.Ping | m.Bye


@dataclass(frozen=True, slots=True)
class Begin:
    """Start the pictures."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Do this on the desktop."""

    input: Input


@dataclass(frozen=True, slots=True)
class Shown:
    """Picture *number* is on the viewer's screen; decoding took *decode* seconds. We heard of it at the time *at*."""

    number: int
    decode: float
    at: float


@dataclass(frozen=True, slots=True)
class Redraw:
    """Send the whole screen again."""


@dataclass(frozen=True, slots=True)
class Say:
    """Send this to the viewer."""

    message: m.Pong


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over."""

    reason: Reason


Command = Begin | Inject | Shown | Redraw | Say | Finish


class ScreenSession:
    """The state of one viewing."""

    def __init__(self, idle_after: float, now: float) -> None:
        self._idle_after = idle_after
        self._input_at = now
        self._inputs = TokenBucket(limits.INPUT_RATE, limits.INPUT_BURST, now)
        self._redraws = TokenBucket(_REDRAW_RATE, _REDRAW_BURST, now)
        self._keys: dict[int, None] = {}  # in the order in which they went down
        self._buttons: dict[int, None] = {}

    def set_idle_after(self, seconds: float) -> None:
        """From now on a viewer counts as idle after so many."""
        self._idle_after = seconds

    def receive(self, message: Upward, now: float) -> Iterator[Command]:
        """What to do about *message*."""
        match message:
            case m.View():
                yield Begin() if message.version == VERSION else Finish(Reason.VERSION)
            case m.Ack():
                yield Shown(message.number, message.decode / 1e6, now)
            case m.Bye():
                yield Finish(Reason.LEFT)
            case m.Refresh():
                yield Redraw() if self._redraws.allow(now) else Finish(Reason.PROTOCOL)
            case _ if not self._inputs.allow(now):
                yield Finish(Reason.PROTOCOL)
            case m.Ping():
                yield Say(m.Pong(message.stamp))
            case m.ReleaseAll():
                yield from self.release_all()
            case m.Key() | m.Pointer() | m.Button() | m.Wheel() | m.Resize():
                self._input_at = now
                yield from self._input(message)
            case _ as never:
                assert_never(never)

    def release_all(self) -> Iterator[Inject]:
        """Let go of everything that is down, last pressed first."""
        buttons, keys = list(self._buttons), list(self._keys)
        self._buttons.clear()
        self._keys.clear()
        for button in reversed(buttons):
            yield Inject(m.Button(button, down=False))
        for code in reversed(keys):
            yield Inject(m.Key(code, down=False))

    def idle_wait(self, now: float) -> float:
        """Seconds until the viewer counts as idle; 0 when it does."""
        return max(0.0, self._input_at + self._idle_after - now)

    def _input(self, message: Input) -> Iterator[Inject]:
        match message:
            case m.Key():
                yield from self._press(self._keys, message.code, message)
            case m.Button():
                yield from self._press(self._buttons, message.button, message)
            case _:
                yield Inject(message)

    @staticmethod
    def _press(held: dict[int, None], which: int, message: m.Key | m.Button) -> Iterator[Inject]:
        """A second press of a key that is down is the viewer's auto-repeat: the desktop here repeats by itself.

        Some keys send no release; a release of a key that is not down is passed on, for it does no harm.
        """
        if message.down:
            if which in held:
                return
            held[which] = None
        else:
            held.pop(which, None)
        yield Inject(message)
