"""A conversation with the client's session machine, written as a script.

    Play(session) >> Event() << Command() << Command() >> ...

Every command must be named, in order: one that is missing or too many fails at the line that shows it.
"""

from collections import deque

from client.backoff import Backoff
from client.session import Session
from client.steps import Command, Event, Woken
from wire import messages as m

TICKET = bytes(range(32))
PC = m.Pc("pc-131016-0001", "総務課-012", "ready")
OTHER_PC = m.Pc("pc-131016-0002", "税務課-003", "ready")
CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com AAAA"
POSTURE = m.Posture(
    os_family="linux",
    os_version="Debian GNU/Linux 12 (bookworm)",
    form="pc",
    antivirus=(m.Antivirus("ClamAV 1.4.6", running=True, signatures_at=1_790_000_000),),
    firewall=None,
    os_updated_at=None,
    age=0.0,
)
NUMBER = 0x1001


def session(wanted: str | None = None) -> Session:
    """A session whose back-off has no chance in it."""
    return Session(hostname="home-pc", backoff=Backoff(lambda: 1.0), wanted=wanted)


def admitted(*pcs: m.Pc, within: int = 600, notice: str = "") -> m.Admitted:
    """The gateway's yes."""
    return m.Admitted("131016-0001", "関所 花子", pcs, CERTIFICATE, TICKET, within, notice)


def opened(number: int = NUMBER, pc: str = PC.pc) -> m.Opened:
    """The way to an office PC."""
    return m.Opened(number, pc, CERTIFICATE, bytes(32))


class Play:
    """The script's stage; `now` is its clock, in seconds."""

    def __init__(self, machine: Session) -> None:
        self.machine = machine
        self.now = 1000.0
        self._said: deque[Command] = deque()

    def __rshift__(self, event: Event) -> "Play":
        """*event* happens; everything said before must have been named."""
        self.done()
        self._said.extend(self.machine.handle(event, self.now))
        return self

    def __lshift__(self, command: Command) -> "Play":
        """The machine's next command is *command*."""
        assert self._said, f"expected {command}, but nothing more was said"
        said = self._said.popleft()
        assert said == command, f"expected {command}, but {said} was said"
        return self

    def done(self) -> None:
        """Nothing more was said."""
        assert not self._said, f"also said: {list(self._said)}"

    def skip(self) -> "Play":
        """Whatever else was said does not matter here."""
        self._said.clear()
        return self

    def later(self, seconds: float) -> "Play":
        """Time passes, and the machine is woken."""
        self.now += seconds
        return self >> Woken()

    def until_woken(self) -> "Play":
        """Time passes until the machine wants to be woken."""
        at = self.machine.wake_at
        assert at is not None
        self.now = max(self.now, at)
        return self >> Woken()
