"""What can go wrong at the gateway.

GatewayError
├── RefusedError      a rule says no; carries the `Reason` that is told and logged
│   └── FloodError    so often in a row that it is logged, and no longer written down in the audit
├── ForbiddenError    the official's role or token does not cover this act
├── QuotaError        the organisation has no ID left to issue
├── PolicyError       an organisation's rules are outside the bounds that hold for all
├── MalformedError    what was given cannot be what it is given as; nothing was done
├── UnknownError      there is no such organisation, ID, PC, session or certificate
├── ConflictError     it exists already
├── StateError        the state directory is unusable (missing, unwritable, newer version, wrong permissions)
├── UnreachableError  the gateway that a command was pointed at does not answer
├── StoreError        the store could not be read or written: nothing has been done
└── AuditBrokenError  a row of the audit is not as it was written
"""

from typing import Final

from wire.reasons import Reason

_SENTENCES: Final = {  # what an administrator is told of a rule that said no
    Reason.MY_NUMBER: "An office PC of the My Number segment cannot be registered.",
    Reason.REVOKED: "The ID has been revoked.",
    Reason.SUSPENDED: "The ID or its organisation is suspended.",
    Reason.PC_RETIRED: "The office PC has been retired.",
}


class GatewayError(Exception):
    """The root; its text is one sentence for the person at the command line."""


class RefusedError(GatewayError):
    """A rule says no."""

    def __init__(self, reason: Reason, retry_after: float = 0.0) -> None:
        super().__init__(_SENTENCES.get(reason, f"Refused: {reason.value}."))
        self.reason = reason
        self.retry_after = retry_after


class FloodError(RefusedError):
    """TOO_FAST, for the many-hundredth time: a row of the audit for each would let one home PC fill the disk."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(Reason.TOO_FAST, retry_after)


class ForbiddenError(GatewayError):
    """The official may not do this; `scope` is what is lacking."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the right {scope}, which this account or token does not have.")
        self.scope = scope


class QuotaError(GatewayError):
    """The organisation's quota is used up; the text says how far."""


class PolicyError(GatewayError):
    """These rules cannot be set."""


class MalformedError(GatewayError):
    """What was given is not what it should be; the text says what it should."""


class UnknownError(GatewayError):
    """There is no such thing."""


class ConflictError(GatewayError):
    """It exists already."""


class StateError(GatewayError):
    """The state directory cannot be used."""


class UnreachableError(GatewayError):
    """The gateway that a command was pointed at cannot be reached, or is not the one meant; nothing is known done."""


class StoreError(GatewayError):
    """The store failed; the act has not happened."""


class AuditBrokenError(GatewayError):
    """A chain does not hold: names it, the first row that is not as it was written, and how that shows."""

    def __init__(self, chain: str, number: int, how: str) -> None:
        super().__init__(f"The audit chain {chain} is broken at row {number}: {how}.")
        self.chain = chain
        self.number = number
