"""What can happen to a session (events) and what it can ask for (commands): plain values, no behaviour."""

import enum
from dataclasses import dataclass

from client.pages import Page
from wire.message import Message
from wire.messages import Opened, Posture
from wire.reasons import Reason


class Loss(enum.Enum):
    """How a connection to the gateway ended or failed to begin."""

    LINE = "line"  # unreachable, or broken in mid-conversation
    DENIED = "denied"  # it did not accept our certificate
    UNTRUSTED = "untrusted"  # it could not prove that it is the gateway


# --- events -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The program is ready."""


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """The person, or a file, gave a one-time code."""

    code: str

    def __repr__(self) -> str:
        return "CodeGiven(<secret>)"


@dataclass(frozen=True, slots=True)
class PostureTaken:
    """The collector has looked at this PC."""

    posture: Posture


@dataclass(frozen=True, slots=True)
class GatewayUp:
    """The join conversation may begin."""


@dataclass(frozen=True, slots=True)
class GatewayLost:
    """The connection to the gateway is gone."""

    how: Loss


@dataclass(frozen=True, slots=True)
class Told:
    """The gateway said something."""

    message: Message


@dataclass(frozen=True, slots=True)
class PcChosen:
    """The person chose an office PC, by its identifier."""

    pc: str


@dataclass(frozen=True, slots=True)
class ScreenUp:
    """The connection to the office PC stands and has been verified."""

    session: int


@dataclass(frozen=True, slots=True)
class ScreenLost:
    """The connection to the office PC is gone; `reason` is what the office PC said, None when it said nothing."""

    session: int
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Left:
    """The person left the office PC."""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The person left the checkpoint."""


@dataclass(frozen=True, slots=True)
class Woken:
    """The time that the session asked to be woken at has come."""


Event = (
    Started
    | CodeGiven
    | PostureTaken
    | GatewayUp
    | GatewayLost
    | Told
    | PcChosen
    | ScreenUp
    | ScreenLost
    | Left
    | SignedOut
    | Woken
)

# --- commands -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakePosture:
    """Look at this PC; answered by `PostureTaken`."""


@dataclass(frozen=True, slots=True)
class DialGateway:
    """Connect to the checkpoint; answered by `GatewayUp` or `GatewayLost`. *again*: the line may not be back yet."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class HangUp:
    """Leave the gateway; not answered."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this to the gateway."""

    message: Message


@dataclass(frozen=True, slots=True)
class AskFor:
    """Make a session key and ask for this office PC."""

    pc: str


@dataclass(frozen=True, slots=True)
class DialScreen:
    """Go through the relay to the office PC; answered by `ScreenUp` or `ScreenLost`."""

    opened: Opened


@dataclass(frozen=True, slots=True)
class CutScreen:
    """Drop the connection to the office PC; not answered. The picture goes with it unless it is to be `kept`."""

    kept: bool


@dataclass(frozen=True, slots=True)
class KeepCertificate:
    """The gateway renewed the device certificate: verify it and put it in the old one's place."""

    line: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show this page."""

    page: Page


class Happening(enum.StrEnum):
    """What a program watching the client is told."""

    VIEWING = "viewing"
    DIMMED = "dimmed"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell whoever watches this program (`--json`)."""

    what: Happening
    pc: str | None = None
    session: int | None = None
    problem: str | None = None


Command = (
    TakePosture | DialGateway | HangUp | Tell | AskFor | DialScreen | CutScreen | KeepCertificate | Show | Announce
)
