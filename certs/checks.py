"""What must hold before the authority signs: of the request, and then of the draft that the profile made of it.

request -> request checks -> `draft` -> enforcers -> sign. The enforcers do not trust the drafting: a mistake in a
profile must not become a signature. Each check is one small class. Does not sign and keeps nothing.
"""

import math
import re
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import SSHCertificateType

from certs.errors import IssueError
from certs.keys import same_key
from certs.profiles import Profile

SERIAL_BITS: Final = 63  # an SSH serial has 64, a signed database column 63
_SUBJECT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # no comma, space or wildcard: SSH gives them meaning
_LONGEST: Final = 91 * 86400  # seconds; no certificate lives longer, whatever its profile says


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the authority. `now` is in Unix seconds."""

    profile: Profile
    key: Ed25519PublicKey
    subject: str
    serial: int
    now: float


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a certificate will say. One principal and no options: it has no place for more."""

    type: SSHCertificateType
    key: Ed25519PublicKey
    serial: int
    key_id: str
    principal: str
    valid_after: int  # Unix seconds, inclusive
    valid_before: int  # Unix seconds, exclusive


def draft(request: Request) -> Draft:
    """The draft that the request's profile makes."""
    rules = request.profile.rules
    return Draft(
        type=rules.type,
        key=request.key,
        serial=request.serial,
        key_id=request.profile.key_id(request.subject),
        principal=request.subject,
        valid_after=int(request.now) - rules.leeway,
        valid_before=int(request.now) + rules.lifetime,
    )


class RequestCheck(Protocol):
    """A condition on what was asked."""

    def check(self, request: Request) -> None:
        """Raise `IssueError` unless *request* may be drafted."""
        ...


class Enforcer(Protocol):
    """A condition on what would be signed."""

    def enforce(self, draft: Draft, request: Request) -> None:
        """Raise `IssueError` unless *draft* may be signed."""
        ...


class SubjectIsPlain:
    """The subject is a plain name, which no SSH program reads as a list or a pattern."""

    def check(self, request: Request) -> None:
        """Raise unless it is."""
        if _SUBJECT.fullmatch(request.subject) is None:
            raise IssueError("A certificate's subject is 1 to 64 letters, digits, dots, dashes or underscores.")


class SerialIsInRange:
    """The serial is positive and fits the ledger. 0 is what certificates without a serial carry."""

    def check(self, request: Request) -> None:
        """Raise unless it is."""
        if not 0 < request.serial < 1 << SERIAL_BITS:
            raise IssueError(f"A certificate's serial is positive and below 2 to the {SERIAL_BITS}th.")


class TimeIsReal:
    """The clock has been set: a machine that woke in 1970 would sign what expired before it began."""

    def check(self, request: Request) -> None:
        """Raise unless it has."""
        if not (math.isfinite(request.now) and 1e9 < request.now < 1e11):
            raise IssueError("The authority's clock is not set, so it cannot date a certificate.")


class KeyIsNotOurs:
    """The subject's key is none of the authority's own: such a certificate would vouch for its signer."""

    def __init__(self, own: tuple[Ed25519PublicKey, ...]) -> None:
        self._own = own

    def check(self, request: Request) -> None:
        """Raise unless it is none."""
        if any(same_key(request.key, own) for own in self._own):
            raise IssueError("An authority's own key cannot be certified.")


class NamesItsProfile:
    """Type, key id and principal are those of the profile and the subject asked for."""

    def enforce(self, draft: Draft, request: Request) -> None:
        """Raise unless they are."""
        profile, subject = request.profile, request.subject
        if (draft.type, draft.key_id, draft.principal) != (profile.rules.type, profile.key_id(subject), subject):
            raise IssueError("The drafted certificate does not name what was asked for.")


class LivesWithinBounds:
    """It is valid now, and not for longer than the profile and the hard bound allow."""

    def enforce(self, draft: Draft, request: Request) -> None:
        """Raise unless it is."""
        rules = request.profile.rules
        span = draft.valid_before - draft.valid_after
        if not draft.valid_after <= request.now < draft.valid_before:
            raise IssueError("The drafted certificate would not be valid now.")
        if span > min(rules.lifetime + rules.leeway, _LONGEST):
            raise IssueError("The drafted certificate would live too long.")
