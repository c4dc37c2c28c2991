"""What can go wrong on the office PC. The text of each is one sentence for the person at the command line.

AgentError
├── RefusedError       the gateway says no; carries its `Reason`
├── UntrustedError     the other side is not who it must be
├── StateError         the state directory cannot be used
├── UnreachableError   nobody answers at the gateway's address, or the line broke
├── DesktopError       the desktop cannot be opened or was lost
└── EncodeError        a picture cannot be coded
"""

from wire.reasons import Reason


class AgentError(Exception):
    """The root of every error raised by this package; `name` is the cause in one word, for logs."""

    name = "agent"


class RefusedError(AgentError):
    """The gateway says no. `retry_after` is in seconds."""

    def __init__(self, reason: Reason, retry_after: float = 0.0) -> None:
        super().__init__(_SENTENCES.get(reason, f"The gateway refused: {reason.value}."))
        self.name = reason.value
        self.reason = reason
        self.retry_after = retry_after


class UntrustedError(AgentError):
    """The other side did not prove who it is."""

    name = "untrusted"


class StateError(AgentError):
    """The state directory cannot be used."""

    name = "state"


class UnreachableError(AgentError):
    """The gateway cannot be reached."""

    name = "unreachable"


class DesktopError(AgentError):
    """The office desktop cannot be opened, or has gone."""

    name = "desktop"


class EncodeError(AgentError):
    """A picture could not be coded."""

    name = "encode"


_SENTENCES = {
    Reason.INVITATION: "The invitation has expired or is not for an office PC; ask the administrator for a new one.",
    Reason.INVITATION_SPENT: "The invitation has been used before; ask the administrator for a new one.",
    Reason.MY_NUMBER: "This office PC stands in the My Number segment, which may not be used from home.",
    Reason.REVOKED: "This office PC's registration has been revoked; ask the administrator.",
    Reason.PC_RETIRED: "This office PC has been taken out of service; ask the administrator.",
    Reason.CERTIFICATE: "The gateway does not accept this office PC's certificate; enrol it again.",
    Reason.VERSION: "This program is too old or too new for the gateway; update it.",
    Reason.SERVICE_STOPPING: "The gateway is stopping; try again in a moment.",
}
