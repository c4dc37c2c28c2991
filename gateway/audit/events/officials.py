"""Facts about administrators' accounts, their tokens and their requests. See `gateway.audit.events`."""

from typing import Final

from gateway.audit.events.event import Event


class AccountAdded(Event, frozen=True):
    """An account was made, and its owner given a setup code."""

    account: str
    role: str
    name: str
    setup_until: float


class AccountSetUp(Event, frozen=True):
    """The owner of an account has set its password and its authenticator."""

    account: str


class AccountReset(Event, frozen=True):
    """An account's password and factors ended, with so many browsers and tokens; a new setup code was given."""

    account: str
    sessions: int
    machines: int
    setup_until: float


class AccountEnded(Event, frozen=True):
    """An account ended for good, with so many browsers and tokens."""

    account: str
    sessions: int
    machines: int


class SignedIn(Event, frozen=True):
    """A browser signed in; `factor` is how."""

    account: str
    source: str
    factor: str


class SignInRefused(Event, frozen=True):
    """A sign-in was refused; `locked_until` > 0 says that it locked the account."""

    account: str
    source: str
    reason: str
    locked_until: float = 0.0


class SignedOut(Event, frozen=True):
    """A browser signed out."""

    account: str


class ProvedAgain(Event, frozen=True):
    """A signed-in browser showed a code again, before a dangerous act."""

    account: str


class PasskeyAdded(Event, frozen=True):
    """A passkey was added to an account."""

    account: str
    label: str


class PasskeyRemoved(Event, frozen=True):
    """A passkey was removed from an account."""

    account: str
    label: str


class TokenIssued(Event, frozen=True):
    """A token for machines was issued."""

    number: int
    owner: str
    label: str
    scopes: tuple[str, ...]
    expires_at: float


class TokenEnded(Event, frozen=True):
    """A token for machines ended."""

    number: int
    owner: str


class TraceAsked(Event, frozen=True):
    """A security officer asked to read a photo."""

    request: int
    photo: str  # hex SHA-256 of the file
    why: str


class TraceDecided(Event, frozen=True):
    """A second person approved or refused to have a photo read."""

    request: int
    photo: str
    asked_by: str
    approved: bool


class TraceFinished(Event, frozen=True):
    """The photo of an approved request was read."""

    request: int
    photo: str
    approved_by: str


EVENTS: Final[dict[str, type[Event]]] = {
    "account-added": AccountAdded,
    "account-set-up": AccountSetUp,
    "account-reset": AccountReset,
    "account-ended": AccountEnded,
    "signed-in": SignedIn,
    "sign-in-refused": SignInRefused,
    "signed-out": SignedOut,
    "proved-again": ProvedAgain,
    "passkey-added": PasskeyAdded,
    "passkey-removed": PasskeyRemoved,
    "token-issued": TokenIssued,
    "token-ended": TokenEnded,
    "trace-asked": TraceAsked,
    "trace-decided": TraceDecided,
    "trace-finished": TraceFinished,
}
