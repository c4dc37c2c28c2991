"""One person at the checkpoint, from the code to the end: events in, commands out.

Decides everything; touches nothing: no socket, clock, thread, file or window. Time comes in as *now* (seconds,
monotonic). `service` performs the commands. The states:

    signing in -> joining -> listing -> opening -> viewing
                     ^         |           |          |   line lost: `lost`, then joining with the ticket,
                     +---------+-----------+----------+   and the same office PC is opened again

Every message or loss that does not fit the state it comes in is ignored: it belongs to something already left.
"""

import enum
from collections.abc import Iterator
from typing import Final

import msgspec

from client import pages
from client.backoff import Backoff
from client.steps import (
    Announce,
    AskFor,
    CodeGiven,
    Command,
    CutScreen,
    DialGateway,
    DialScreen,
    Event,
    GatewayLost,
    GatewayUp,
    HangUp,
    Happening,
    KeepCertificate,
    Left,
    Loss,
    PcChosen,
    PostureTaken,
    ScreenLost,
    ScreenUp,
    Show,
    SignedOut,
    Started,
    TakePosture,
    Tell,
    Told,
    Woken,
)
from client.text import Problem, Trouble
from wire import VERSION, limits
from wire import messages as m
from wire.reasons import Reason

POSTURE_USABLE: Final = 45.0  # seconds; half of what the gateway accepts, the rest is for the way there

POSTURE_REASONS: Final = frozenset(
    {
        Reason.POSTURE_MISSING,
        Reason.POSTURE_STALE,
        Reason.ANTIVIRUS_MISSING,
        Reason.ANTIVIRUS_STOPPED,
        Reason.ANTIVIRUS_STALE,
        Reason.OS_UNSUPPORTED,
        Reason.OS_OUTDATED,
        Reason.FIREWALL_OFF,
        Reason.NOT_A_PC,
    }
)
# Endings that are nobody's decision: the client may come back by itself.
PASSING: Final = frozenset({Reason.LINE_LOST, Reason.SERVICE_STOPPING})
# Refusals that a session just lost may cause: the office side has not noticed the loss yet.
SETTLING: Final = frozenset({Reason.PC_BUSY, Reason.PC_OFF, Reason.SECOND_LOGIN, Reason.INTERNAL, Reason.TIMEOUT})


class Stage(enum.Enum):
    """Where the session stands."""

    SIGNING_IN = "signing in"
    JOINING = "joining"
    LISTING = "listing"
    OPENING = "opening"
    VIEWING = "viewing"
    LOST = "lost"


class Session:
    """The machine. *wanted* is the office PC, by name or identifier, to open as soon as the list is known."""

    def __init__(self, *, hostname: str, backoff: Backoff, wanted: str | None = None) -> None:
        self._hostname = hostname[: limits.MAX_TEXT]
        self._backoff = backoff
        self._wanted = wanted
        self._stage = Stage.SIGNING_IN
        self._code: str | None = None
        self._ticket: bytes | None = None
        self._resume_within = 0.0
        self._admitted: m.Admitted | None = None
        self._greeted = False  # whether the list has been shown once: only then a sole PC is not opened by itself
        self._pc: m.Pc | None = None  # the office PC being opened, viewed or awaited
        self._number: int | None = None  # its session
        self._seen: int | None = None  # the session whose picture has been shown since the list or the sign-in
        self._online = False  # whether the join stands
        self._lost_at: float | None = None
        self._retry_at: float | None = None
        self._posture: m.Posture | None = None
        self._posture_at = float("-inf")
        self._posture_due: float | None = None

    def __repr__(self) -> str:
        return f"<Session {self._stage.value} pc={self._pc and self._pc.pc}>"

    @property
    def stage(self) -> Stage:
        """Where the session stands."""
        return self._stage

    @property
    def wake_at(self) -> float | None:
        """When to send `Woken`, at the latest."""
        times = [t for t in (self._posture_due, self._retry_at, self._deadline()) if t is not None]
        return min(times, default=None)

    def handle(self, event: Event, now: float) -> list[Command]:
        """Take one event; returns what to do about it, in order."""
        return list(self._handle(event, now))

    def _handle(self, event: Event, now: float) -> Iterator[Command]:  # noqa: C901 - a table: one line for each event
        match event:
            case Started():
                yield Show(pages.SignIn())
                yield self._take_posture()
            case CodeGiven(code):
                yield from self._code_given(code, now)
            case PostureTaken(posture):
                yield from self._posture_taken(posture, now)
            case GatewayUp():
                yield from self._join(now)
            case GatewayLost(how):
                yield from self._gateway_lost(how, now)
            case Told(message):
                yield from self._told(message, now)
            case PcChosen(pc):
                yield from self._chosen(pc)
            case ScreenUp(number):
                yield from self._screen_up(number)
            case ScreenLost(number, reason):
                yield from self._screen_lost(number, reason, now)
            case Left():
                yield from self._left()
            case SignedOut():
                yield from self._signed_out()
            case Woken():
                yield from self._woken(now)

    # --- posture --------------------------------------------------------------------------------------------

    def _take_posture(self) -> Command:
        self._posture_due = None
        return TakePosture()

    def _posture_taken(self, posture: m.Posture, now: float) -> Iterator[Command]:
        waiting = self._posture_due is None and not self._posture_usable(now)
        self._posture, self._posture_at = posture, now
        self._posture_due = now + limits.POSTURE_EVERY
        if self._online:
            yield Tell(m.Report(posture))
        elif self._stage is Stage.JOINING and waiting:
            yield DialGateway()

    def _posture_usable(self, now: float) -> bool:
        return self._posture is not None and now - self._posture_at < POSTURE_USABLE

    def _posture_now(self, now: float) -> m.Posture | None:
        if self._posture is None:
            return None
        return msgspec.structs.replace(self._posture, age=max(0.0, now - self._posture_at))

    # --- passing the checkpoint -----------------------------------------------------------------------------

    def _code_given(self, code: str, now: float) -> Iterator[Command]:
        if self._stage is not Stage.SIGNING_IN:
            return
        self._code = code
        yield Show(pages.Checking())
        yield from self._begin_join(now)

    def _begin_join(self, now: float) -> Iterator[Command]:
        self._stage = Stage.JOINING
        if self._posture_usable(now):
            yield DialGateway()
        elif self._posture_due is not None:
            yield self._take_posture()
        # Otherwise the collector is at work already, and `_posture_taken` goes on.

    def _join(self, now: float) -> Iterator[Command]:
        posture = self._posture_now(now)
        if self._stage is not Stage.JOINING or posture is None:
            yield HangUp()
            return
        code, self._code = self._code, None
        ticket = None if code is not None else self._ticket
        yield Tell(m.Join(VERSION, code, ticket, posture, self._hostname))

    def _admit(self, admitted: m.Admitted) -> Iterator[Command]:
        self._admitted, self._ticket = admitted, admitted.ticket
        self._resume_within = float(admitted.resume_within)
        self._online = True
        self._lost_at = self._retry_at = None
        self._backoff.reset()
        yield KeepCertificate(admitted.certificate)
        awaited, self._pc = self._pc, None
        if awaited is not None:
            yield from self._open(awaited, shown=False)
            return
        yield from self._greet()

    def _greet(self) -> Iterator[Command]:
        """The list, or at once the one office PC that is wanted or is the only one."""
        first, self._greeted = not self._greeted, True
        wanted, self._wanted = self._wanted, None
        pcs = self._pcs()
        if wanted is not None:
            found = [pc for pc in pcs if wanted in (pc.pc, pc.name)]
            if found:
                yield from self._open(found[0], shown=True)
            else:
                yield from self._list(Reason.PC_UNKNOWN)
        elif first and len(pcs) == 1 and pcs[0].state == "ready":
            yield from self._open(pcs[0], shown=True)
        else:
            yield from self._list()

    def _refused_at_join(self, refused: m.Refused, now: float) -> Iterator[Command]:
        yield HangUp()
        if self._lost_at is not None and refused.reason in SETTLING:
            yield from self._retry_later(now)
        else:
            yield from self._to_sign_in(refused.reason, refused.retry_after)

    # --- office PCs -----------------------------------------------------------------------------------------

    def _pcs(self) -> tuple[m.Pc, ...]:
        return self._admitted.pcs if self._admitted else ()

    def _list(self, problem: Problem | None = None) -> Iterator[Command]:
        self._stage, self._pc, self._number = Stage.LISTING, None, None
        self._lost_at = self._retry_at = None
        admitted = self._admitted
        if admitted is None:
            return
        if problem is not None:
            yield self._why(problem)
        self._seen = None
        yield Show(pages.PcList(admitted.name, admitted.pcs, admitted.notice, problem))

    def _chosen(self, identifier: str) -> Iterator[Command]:
        if self._stage is Stage.LISTING and self._online:
            for pc in self._pcs():
                if pc.pc == identifier:
                    yield from self._open(pc, shown=True)

    def _open(self, pc: m.Pc, *, shown: bool) -> Iterator[Command]:
        self._stage, self._pc, self._number = Stage.OPENING, pc, None
        if shown:
            yield Show(pages.Opening(pc))
        yield AskFor(pc.pc)

    def _refused_at_opening(self, reason: Reason, now: float) -> Iterator[Command]:
        if self._lost_at is not None and reason in SETTLING:
            yield from self._retry_later(now)
        else:
            yield from self._list(reason)

    def _screen_up(self, number: int) -> Iterator[Command]:
        if self._stage is not Stage.OPENING or number != self._number or self._pc is None:
            return
        self._stage, self._seen = Stage.VIEWING, number
        self._lost_at = self._retry_at = None
        self._backoff.reset()
        yield Announce(Happening.VIEWING, pc=self._pc.name, session=number)
        yield Show(pages.Viewing(self._pc, number))

    def _left(self) -> Iterator[Command]:
        if self._stage not in (Stage.OPENING, Stage.VIEWING, Stage.LOST) or self._pc is None:
            return
        yield CutScreen(kept=False)
        if self._number is not None and self._online:
            yield Tell(m.Close(self._number))
        yield Announce(Happening.ENDED, problem=Reason.LEFT)
        yield from self._list() if self._online else self._signed_out()

    def _signed_out(self) -> Iterator[Command]:
        yield CutScreen(kept=False)
        yield HangUp()
        self._ticket = None
        self._reset()
        yield Show(pages.SignIn())

    # --- what the gateway says ------------------------------------------------------------------------------

    def _told(self, message: m.Message, now: float) -> Iterator[Command]:
        match message:
            case m.Admitted() if self._stage is Stage.JOINING:
                yield from self._admit(message)
            case m.Refused(reason=reason) if self._stage is Stage.JOINING:
                yield from self._refused_at_join(message, now)
            case m.Refused(reason=reason) if self._stage is Stage.OPENING:
                yield from self._refused_at_opening(reason, now)
            case m.Opened() if self._stage is Stage.OPENING:
                self._number = message.session
                yield DialScreen(message)
            case m.Opened(session=number):
                yield Tell(m.Close(number))  # the person has left in the meantime
            case m.Pcs(pcs=pcs):
                yield from self._pcs_changed(pcs)
            case m.Ended(session=number, reason=reason):
                yield from self._ended(number, reason, now)
            case m.Bye(reason=reason):
                yield from self._dismissed(reason, now)
            case _:
                pass

    def _pcs_changed(self, pcs: tuple[m.Pc, ...]) -> Iterator[Command]:
        if self._admitted is None:
            return
        self._admitted = msgspec.structs.replace(self._admitted, pcs=pcs)
        if self._stage is Stage.LISTING:
            yield Show(pages.PcList(self._admitted.name, pcs, self._admitted.notice))

    def _ended(self, number: int, reason: Reason, now: float) -> Iterator[Command]:
        if number != self._number or self._stage not in (Stage.OPENING, Stage.VIEWING, Stage.LOST):
            return
        if reason in PASSING:
            if self._stage is not Stage.LOST:
                yield from self._lose(now)
            return
        yield CutScreen(kept=False)
        yield from self._list(reason)

    def _dismissed(self, reason: Reason, now: float) -> Iterator[Command]:
        yield HangUp()
        yield from self._offline(reason, now)

    def _offline(self, reason: Reason, now: float) -> Iterator[Command]:
        """The join is over because of *reason*."""
        joined = self._online or self._lost_at is not None
        self._online = False
        if reason in PASSING and joined and self._ticket is not None:
            yield from self._lose(now)
            return
        yield from self._to_sign_in(Trouble.UNREACHABLE if reason is Reason.LINE_LOST else reason)

    # --- losing the line and coming back --------------------------------------------------------------------

    def _gateway_lost(self, how: Loss, now: float) -> Iterator[Command]:
        if self._stage is Stage.SIGNING_IN:
            return
        match how:
            case Loss.LINE:
                yield from self._offline(Reason.LINE_LOST, now)
            case Loss.DENIED:
                yield from self._offline(Reason.CERTIFICATE, now)
            case Loss.UNTRUSTED:
                yield from self._to_sign_in(Trouble.UNTRUSTED)

    def _screen_lost(self, number: int, reason: Reason | None, now: float) -> Iterator[Command]:
        if number != self._number or self._stage not in (Stage.OPENING, Stage.VIEWING):
            return
        if self._online:
            yield Tell(m.Close(number))
        if reason is None or reason in PASSING:
            yield from self._lose(now)
            return
        yield CutScreen(kept=False)
        yield from self._list(reason)

    def _lose(self, now: float) -> Iterator[Command]:
        if self._lost_at is None:
            self._lost_at = now
            yield CutScreen(kept=True)
            yield Announce(Happening.DIMMED)
            yield Show(pages.Dimmed(self._pc))
        yield from self._retry_later(now)

    def _retry_later(self, now: float) -> Iterator[Command]:
        self._stage = Stage.LOST
        self._retry_at = now + self._backoff.next()
        yield from ()

    def _deadline(self) -> float | None:
        return None if self._lost_at is None else self._lost_at + self._resume_within

    def _woken(self, now: float) -> Iterator[Command]:
        deadline = self._deadline()
        if deadline is not None and now >= deadline:
            yield from self._give_up()
        elif self._retry_at is not None and now >= self._retry_at and self._stage is Stage.LOST:
            self._retry_at = None
            yield from self._try_again(now)
        if self._posture_due is not None and now >= self._posture_due:
            yield self._take_posture()

    def _try_again(self, now: float) -> Iterator[Command]:
        if not self._online:
            yield from self._begin_join(now)
        elif self._pc is not None:
            yield from self._open(self._pc, shown=False)

    def _give_up(self) -> Iterator[Command]:
        """The window for coming back without a code has closed; the same office PC will be opened after one."""
        yield HangUp()
        self._ticket = None
        yield from self._to_sign_in(Reason.TICKET)

    # --- back to the beginning ------------------------------------------------------------------------------

    def _to_sign_in(self, problem: Problem, retry_after: float = 0.0) -> Iterator[Command]:
        yield CutScreen(kept=False)
        yield self._why(problem)
        wanted = self._pc.pc if self._pc and self._lost_at is not None else self._wanted
        self._reset()
        self._wanted = wanted
        if problem in POSTURE_REASONS:
            yield Show(pages.Checking(problem))
        else:
            yield Show(pages.SignIn(problem, retry_after))

    def _why(self, problem: Problem) -> Command:
        """What a watcher is told: what has been seen has ended, anything else was refused."""
        if self._seen is not None:
            return Announce(Happening.ENDED, session=self._seen, problem=problem)
        return Announce(Happening.REFUSED, problem=problem)

    def _reset(self) -> None:
        self._stage = Stage.SIGNING_IN
        self._online = False
        self._code = None
        self._admitted = None
        self._greeted = False
        self._pc = self._number = self._seen = None
        self._lost_at = self._retry_at = None
