"""Administrators' accounts and what belongs to them, as frozen values. Times are Unix seconds.

An *official* (`gateway.auth.permit`) is an account, or a token of one, that was proved. Knows no database and no rules.
"""

import enum
from dataclasses import dataclass

from gateway.auth.permit import Official, Role, Scope
from gateway.secret import Secret


class AccountState(enum.StrEnum):
    """The life of an account."""

    INVITED = "invited"  # has a setup code, and neither password nor factor yet
    ACTIVE = "active"
    ENDED = "ended"  # for good


@dataclass(frozen=True, slots=True)
class Account:
    """An administrator's account. No organisation: the national operator's."""

    name: str
    role: Role
    organisation: str | None
    shown_name: str
    state: AccountState
    created_at: float

    def official(self, scopes: frozenset[Scope]) -> Official:
        """Who acts with *scopes*."""
        return Official(self.name, self.role, self.organisation, scopes)


@dataclass(frozen=True, slots=True)
class Factors:
    """What a sign-in of an account needs."""

    account: Account
    password: str  # argon2id's own form
    totp: Secret[str]  # base32
    last_step: int
    failures: int
    last_failure_at: float
    locked_until: float


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: its credential's identifier and public key as WebAuthn writes them."""

    credential: bytes
    account: str
    data: bytes  # the attested credential data
    count: int  # of signatures, as the authenticator told it last
    label: str
    created_at: float


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A signed-in browser. `proved_at` is when a factor was last shown."""

    account: Account
    opened_at: float
    seen_at: float
    proved_at: float
    source: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for machines; only its digest is kept."""

    number: int
    organisation: str  # a code, or "national"
    label: str
    owner: str
    scopes: frozenset[Scope]
    issued_at: float
    expires_at: float
    used_at: float | None  # to the hour
    ended_at: float | None


class RequestState(enum.StrEnum):
    """The life of a request for a trace."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TraceRequest:
    """A security officer's request to read one photo, which a second person decides."""

    number: int
    organisation: str
    photo: str  # hex SHA-256 of the file
    why: str
    asked_by: str
    asked_at: float
    state: RequestState
    decided_by: str = ""
    decided_at: float | None = None
    answer: str = ""  # the trace's answer as JSON, once done


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered under an Idempotency-Key."""

    digest: bytes  # of the question
    status: int  # 0 while the act is being done
    body: Secret[bytes]
