"""What can go wrong on the home PC, each with one sentence for the person.

ClientError
├── RefusedError       the gateway says no; carries the `Reason`
├── UnreachableError   the gateway, or the way to the office PC, cannot be reached
├── UntrustedError     the other end is not who it should be: nothing secret was said to it
├── DeniedError        the other end did not accept our certificate
└── StateError         the state directory cannot be used
"""

from client.sentence import Sentence
from client.text import UNREACHABLE, UNTRUSTED, reason_text
from wire.reasons import Reason


class ClientError(Exception):
    """The root. `sentence` is what the person reads."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class RefusedError(ClientError):
    """The gateway says no."""

    def __init__(self, reason: Reason, retry_after: float = 0.0) -> None:
        super().__init__(reason_text(reason).sentence)
        self.reason = reason
        self.retry_after = retry_after


class UnreachableError(ClientError):
    """No connection, or it was lost."""

    def __init__(self, sentence: Sentence = UNREACHABLE) -> None:
        super().__init__(sentence)


class UntrustedError(ClientError):
    """The other end could not prove who it is."""

    def __init__(self, sentence: Sentence = UNTRUSTED) -> None:
        super().__init__(sentence)


class DeniedError(ClientError):
    """The other end did not accept our key or certificate."""

    def __init__(self) -> None:
        super().__init__(reason_text(Reason.CERTIFICATE).sentence)


class StateError(ClientError):
    """The state directory is missing, unreadable, unwritable or of a newer version."""
