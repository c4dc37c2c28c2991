"""What can go wrong on the home PC, each with one sentence for the person.

ClientError
├── RefusedError       the gateway says no; carries the `Reason`
├── UnreachableError   the gateway, or the way to the office PC, cannot be reached
├── UntrustedError     the other end is not who it should be: nothing secret was said to it
├── DeniedError        the other end did not accept our certificate
├── NoScreenError      there is no screen to open the window on
└── StateError         the state directory cannot be used
"""

from client.sentence import Sentence
from client.text import Trouble, problem_text
from wire.reasons import Reason


class ClientError(Exception):
    """The root. `sentence` is what the person reads, `name` the cause in one word for programs and logs."""

    name = "client"

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class NoScreenError(ClientError):
    """There is no screen to open the window on."""

    name = "screen"


class RefusedError(ClientError):
    """The gateway says no."""

    def __init__(self, reason: Reason, retry_after: float = 0.0) -> None:
        super().__init__(problem_text(reason).whole)
        self.name = reason.value
        self.reason = reason
        self.retry_after = retry_after


class UnreachableError(ClientError):
    """No connection, or it was lost."""

    name = Trouble.UNREACHABLE.value

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or problem_text(Trouble.UNREACHABLE).whole)


class UntrustedError(ClientError):
    """The other end could not prove who it is."""

    name = Trouble.UNTRUSTED.value

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or problem_text(Trouble.UNTRUSTED).whole)


class DeniedError(ClientError):
    """The other end did not accept our key or certificate."""

    name = Reason.CERTIFICATE.value

    def __init__(self) -> None:
        super().__init__(problem_text(Reason.CERTIFICATE).whole)


class StateError(ClientError):
    """The state directory is missing, unreadable, unwritable or of a newer version."""

    name = "state"
