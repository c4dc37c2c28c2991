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

import msgspec

from client import outcomes, pages
from client import steps as s
from client.absence import Absence
from client.backoff import Backoff
from client.text import Problem, Trouble
from client.vigil import Vigil
from wire import VERSION
from wire import messages as m
from wire.fields import plain
from wire.message import Message
from wire.reasons import Reason


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
        self._hostname = plain(hostname)
        self._absence = Absence(backoff)
        self._vigil = Vigil()
        self._wanted = wanted
        self._stage = Stage.SIGNING_IN
        self._code: str | None = None
        self._ticket: bytes | None = None
        self._admitted: m.Admitted | None = None
        self._greeted = False  # whether the list has been shown once: only then a sole PC is not opened by itself
        self._pc: m.Pc | None = None  # the office PC being opened, viewed or awaited
        self._number: int | None = None  # its session
        self._seen: int | None = None  # the session whose picture has been shown since the list or the sign-in
        self._online = False  # whether the join stands

    def __repr__(self) -> str:
        return f"<Session {self._stage.value} pc={self._pc and self._pc.pc}>"

    @property
    def stage(self) -> Stage:
        """Where the session stands."""
        return self._stage

    @property
    def wake_at(self) -> float | None:
        """When to send `Woken`, at the latest."""
        times = [at for at in (self._vigil.due, self._absence.wake_at) if at is not None]
        return min(times, default=None)

    def handle(self, event: s.Event, now: float) -> list[s.Command]:
        """Take one event; returns what to do about it, in order."""
        return list(self._handle(event, now))

    def _handle(self, event: s.Event, now: float) -> Iterator[s.Command]:  # noqa: C901 - a table: one line for each event
        match event:
            case s.Started():
                yield s.Show(pages.SignIn())
                yield self._take_posture()
            case s.CodeGiven(code):
                yield from self._code_given(code, now)
            case s.PostureTaken(posture):
                yield from self._posture_taken(posture, now)
            case s.GatewayUp():
                yield from self._join(now)
            case s.GatewayLost(how):
                yield from self._gateway_lost(how, now)
            case s.Told(message):
                yield from self._told(message, now)
            case s.PcChosen(pc):
                yield from self._chosen(pc)
            case s.ScreenUp(number):
                yield from self._screen_up(number)
            case s.ScreenLost(number, reason):
                yield from self._screen_lost(number, reason, now)
            case s.Left():
                yield from self._left()
            case s.SignedOut():
                yield from self._signed_out()
            case s.Woken():
                yield from self._woken(now)

    # --- posture --------------------------------------------------------------------------------------------

    def _take_posture(self) -> s.Command:
        self._vigil.looking()
        return s.TakePosture()

    def _posture_taken(self, posture: m.Posture, now: float) -> Iterator[s.Command]:
        waiting = self._vigil.under_way and not self._vigil.usable(now)
        self._vigil.seen(posture, now)
        if self._online:
            yield s.Tell(m.Report(posture))
        elif self._stage is Stage.JOINING and waiting:
            yield s.DialGateway(again=self._absence.lasting)

    # --- passing the checkpoint -----------------------------------------------------------------------------

    def _code_given(self, code: str, now: float) -> Iterator[s.Command]:
        if self._stage is not Stage.SIGNING_IN:
            return
        self._code = code
        yield s.Show(pages.Checking())
        yield from self._begin_join(now)

    def _begin_join(self, now: float) -> Iterator[s.Command]:
        self._stage = Stage.JOINING
        if self._vigil.usable(now):
            yield s.DialGateway(again=self._absence.lasting)
        elif not self._vigil.under_way:
            yield self._take_posture()
        # Otherwise the collector is at work already, and `_posture_taken` goes on.

    def _join(self, now: float) -> Iterator[s.Command]:
        posture = self._vigil.aged(now)
        if self._stage is not Stage.JOINING or posture is None:
            yield s.HangUp()
            return
        code, self._code = self._code, None
        ticket = None if code is not None else self._ticket
        yield s.Tell(m.Join(VERSION, code, ticket, posture, self._hostname))

    def _admit(self, admitted: m.Admitted) -> Iterator[s.Command]:
        self._admitted, self._ticket = admitted, admitted.ticket
        self._online = True
        self._absence.within = float(admitted.resume_within)
        yield s.KeepCertificate(admitted.certificate)
        awaited, self._pc = self._pc, None
        if awaited is not None:
            # The absence lasts until the picture is back: after a restart the office PC may attend later than we join.
            yield from self._open(awaited, shown=False)
            return
        self._absence.end(restored=True)
        yield from self._greet()

    def _greet(self) -> Iterator[s.Command]:
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

    def _refused_at_join(self, refused: m.Refused, now: float) -> Iterator[s.Command]:
        yield s.HangUp()
        if self._absence.lasting and refused.reason in outcomes.SETTLING:
            yield from self._retry_later(now)
        else:
            yield from self._to_sign_in(refused.reason, refused.retry_after)

    # --- office PCs -----------------------------------------------------------------------------------------

    def _pcs(self) -> tuple[m.Pc, ...]:
        return self._admitted.pcs if self._admitted else ()

    def _list(self, problem: Problem | None = None) -> Iterator[s.Command]:
        self._stage, self._pc, self._number = Stage.LISTING, None, None
        self._absence.end(restored=False)
        admitted = self._admitted
        if admitted is None:
            return
        if problem is not None:
            yield self._why(problem)
        self._seen = None
        yield s.Show(pages.PcList(admitted.name, admitted.pcs, admitted.notice, problem))

    def _chosen(self, identifier: str) -> Iterator[s.Command]:
        if self._stage is Stage.LISTING and self._online:
            for pc in self._pcs():
                if pc.pc == identifier:
                    yield from self._open(pc, shown=True)

    def _open(self, pc: m.Pc, *, shown: bool) -> Iterator[s.Command]:
        self._stage, self._pc, self._number = Stage.OPENING, pc, None
        if shown:
            yield s.Show(pages.Opening(pc))
        yield s.AskFor(pc.pc)

    def _refused_at_opening(self, reason: Reason, now: float) -> Iterator[s.Command]:
        if self._absence.lasting and reason in outcomes.SETTLING:
            yield from self._retry_later(now)
        else:
            yield from self._list(reason)

    def _screen_up(self, number: int) -> Iterator[s.Command]:
        if self._stage is not Stage.OPENING or number != self._number or self._pc is None:
            return
        self._stage, self._seen = Stage.VIEWING, number
        self._absence.end(restored=True)
        yield s.Announce(s.Happening.VIEWING, pc=self._pc.name, session=number)
        yield s.Show(pages.Viewing(self._pc, number))

    def _left(self) -> Iterator[s.Command]:
        if self._stage not in (Stage.OPENING, Stage.VIEWING, Stage.LOST) or self._pc is None:
            return
        yield s.CutScreen(kept=False)
        if self._number is not None and self._online:
            yield s.Tell(m.Close(self._number))
        yield s.Announce(s.Happening.ENDED, problem=Reason.LEFT)
        yield from self._list() if self._online else self._signed_out()

    def _signed_out(self) -> Iterator[s.Command]:
        yield s.CutScreen(kept=False)
        yield s.HangUp()
        self._ticket = None
        self._reset()
        yield s.Show(pages.SignIn())

    # --- what the gateway says ------------------------------------------------------------------------------

    def _told(self, message: Message, now: float) -> Iterator[s.Command]:
        match message:
            case m.Admitted() if self._stage is Stage.JOINING:
                yield from self._admit(message)
            case m.Refused(reason=reason) if self._stage is Stage.JOINING:
                yield from self._refused_at_join(message, now)
            case m.Refused(reason=reason) if self._stage is Stage.OPENING:
                yield from self._refused_at_opening(reason, now)
            case m.Opened() if self._stage is Stage.OPENING:
                self._number = message.session
                yield s.DialScreen(message)
            case m.Opened(session=number):
                yield s.Tell(m.Close(number))  # the person has left in the meantime
            case m.Pcs(pcs=pcs):
                yield from self._pcs_changed(pcs)
            case m.Ended(session=number, reason=reason):
                yield from self._ended(number, reason, now)
            case m.Bye(reason=reason):
                yield from self._dismissed(reason, now)
            case _:
                pass

    def _pcs_changed(self, pcs: tuple[m.Pc, ...]) -> Iterator[s.Command]:
        if self._admitted is None:
            return
        self._admitted = msgspec.structs.replace(self._admitted, pcs=pcs)
        if self._stage is Stage.LISTING:
            yield s.Show(pages.PcList(self._admitted.name, pcs, self._admitted.notice))

    def _ended(self, number: int, reason: Reason, now: float) -> Iterator[s.Command]:
        if number != self._number or self._stage not in (Stage.OPENING, Stage.VIEWING, Stage.LOST):
            return
        if reason in outcomes.PASSING:
            if self._stage is not Stage.LOST:
                yield from self._lose(now)
            return
        yield s.CutScreen(kept=False)
        yield from self._list(reason)

    def _dismissed(self, reason: Reason, now: float) -> Iterator[s.Command]:
        yield s.HangUp()
        yield from self._offline(reason, now)

    def _offline(self, reason: Reason, now: float) -> Iterator[s.Command]:
        """The join is over because of *reason*."""
        joined = self._online or self._absence.lasting
        self._online = False
        if reason in outcomes.PASSING and joined and self._ticket is not None:
            yield from self._lose(now)
            return
        yield from self._to_sign_in(Trouble.UNREACHABLE if reason is Reason.LINE_LOST else reason)

    # --- losing the line and coming back --------------------------------------------------------------------

    def _gateway_lost(self, how: s.Loss, now: float) -> Iterator[s.Command]:
        if self._stage is Stage.SIGNING_IN:
            return
        match how:
            case s.Loss.LINE:
                yield from self._offline(Reason.LINE_LOST, now)
            case s.Loss.DENIED:
                yield from self._offline(Reason.CERTIFICATE, now)
            case s.Loss.UNTRUSTED:
                yield from self._to_sign_in(Trouble.UNTRUSTED)

    def _screen_lost(self, number: int, reason: Reason | None, now: float) -> Iterator[s.Command]:
        if number != self._number or self._stage not in (Stage.OPENING, Stage.VIEWING):
            return
        if reason is None or reason in outcomes.PASSING:
            # No Close: that would go on record as our leaving. The gateway sees the loss too, and knows more of why.
            yield from self._lose(now)
            return
        if self._online:
            yield s.Tell(m.Close(number))
        yield s.CutScreen(kept=False)
        yield from self._list(reason)

    def _lose(self, now: float) -> Iterator[s.Command]:
        if not self._absence.lasting:
            self._absence.begin(now)
            yield s.CutScreen(kept=True)
            yield s.Announce(s.Happening.DIMMED)
            yield s.Show(pages.Dimmed(self._pc))
        yield from self._retry_later(now)

    def _retry_later(self, now: float) -> Iterator[s.Command]:
        self._stage = Stage.LOST
        self._absence.put_off(now)
        yield from ()

    def _woken(self, now: float) -> Iterator[s.Command]:
        if self._absence.hopeless(now):
            yield from self._give_up()
        elif self._absence.take_retry(now) and self._stage is Stage.LOST:
            yield from self._try_again(now)
        if self._vigil.due is not None and now >= self._vigil.due:
            yield self._take_posture()

    def _try_again(self, now: float) -> Iterator[s.Command]:
        if not self._online:
            yield from self._begin_join(now)
        elif self._pc is not None:
            yield from self._open(self._pc, shown=False)

    def _give_up(self) -> Iterator[s.Command]:
        """The window for coming back without a code has closed; the same office PC will be opened after one."""
        yield s.HangUp()
        self._ticket = None
        yield from self._to_sign_in(Reason.TICKET)

    # --- back to the beginning ------------------------------------------------------------------------------

    def _to_sign_in(self, problem: Problem, retry_after: float = 0.0) -> Iterator[s.Command]:
        yield s.CutScreen(kept=False)
        yield self._why(problem)
        wanted = self._pc.pc if self._pc and self._absence.lasting else self._wanted
        self._reset()
        self._wanted = wanted
        if problem in outcomes.POSTURE:
            yield s.Show(pages.Checking(problem))
        else:
            yield s.Show(pages.SignIn(problem, retry_after))

    def _why(self, problem: Problem) -> s.Command:
        """What a watcher is told: what has been seen has ended, anything else was refused."""
        if self._seen is not None:
            return s.Announce(s.Happening.ENDED, session=self._seen, problem=problem)
        return s.Announce(s.Happening.REFUSED, problem=problem)

    def _reset(self) -> None:
        self._stage = Stage.SIGNING_IN
        self._online = False
        self._code = None
        self._admitted = None
        self._greeted = False
        self._pc = self._number = self._seen = None
        self._absence.end(restored=False)
