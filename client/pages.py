"""What the window is to show, as values: one class for each page. Does not know how a page looks."""

from dataclasses import dataclass

from client.text import Problem
from wire.messages import Pc


@dataclass(frozen=True, slots=True)
class SignIn:
    """Ask for a code. `problem` says why the last try, or the last session, came to nothing."""

    problem: Problem | None = None
    retry_after: float = 0.0  # seconds


@dataclass(frozen=True, slots=True)
class Checking:
    """The checkpoint looks at this PC. With a `problem` of the posture it has refused."""

    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PcList:
    """Passed: choose an office PC. `problem` says why the last one was refused or ended."""

    name: str
    pcs: tuple[Pc, ...]
    notice: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """The way to an office PC is being opened."""

    pc: Pc


@dataclass(frozen=True, slots=True)
class Viewing:
    """The office PC's picture."""

    pc: Pc
    session: int


@dataclass(frozen=True, slots=True)
class Dimmed:
    """The line is lost; the last picture, if there was one, stays, dimmed, while the client reconnects."""

    pc: Pc | None


Page = SignIn | Checking | PcList | Opening | Viewing | Dimmed
