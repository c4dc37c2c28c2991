"""Administrators' accounts, their browsers, tokens and requests. See `gateway.ports` for what holds for all.

An organisation of None is the whole nation's: its accounts are the operator's, and are in the national chain.
"""

from collections.abc import Sequence
from typing import Protocol

from gateway.auth.permit import Role, Scope
from gateway.officials import Account, Answer, ApiToken, ConsoleSession, Factors, Passkey, TraceRequest
from gateway.records import Actor
from gateway.secret import Secret
from wire.reasons import Reason


class Accounts(Protocol):
    """Accounts and their factors."""

    async def add_account(
        self,
        organisation: str | None,
        name: str,
        role: Role,
        shown_name: str,
        *,
        setup_until: float,
        actor: Actor,
        now: float,
    ) -> Secret[str]:
        """A new account, and the code with which its owner sets it up.

        Raises `ConflictError` when the name exists, `MalformedError` when it cannot be one or the role is not one of
        the organisation's kind.
        """
        ...

    async def accounts(self, organisation: str | None) -> Sequence[Account]:
        """All of an organisation, or of the nation, by name."""
        ...

    async def end_account(self, organisation: str | None, name: str, *, actor: Actor, now: float) -> None:
        """End an account for good, with its browsers and tokens. Twice changes nothing."""
        ...

    async def reset_account(
        self, organisation: str | None, name: str, *, setup_until: float, actor: Actor, now: float
    ) -> Secret[str]:
        """End an account's password, factors, browsers and tokens; returns the code to set it up anew."""
        ...

    async def setup(self, name: str, code: Secret[str], *, now: float) -> Account:
        """The account that *code* sets up; raises `RefusedError(INVITATION)`, whatever is wrong."""
        ...

    async def finish_setup(
        self, name: str, code: Secret[str], password: str, totp: Secret[str], step: int, *, now: float
    ) -> None:
        """Spend the setup code: the password's hash, the authenticator's secret and the step of its first code."""
        ...

    async def factors(self, name: str) -> Factors:
        """What a sign-in needs; raises `UnknownError` for an account that is not active."""
        ...

    async def count_sign_in_failure(self, name: str, source: str, *, locked_until: float, now: float) -> None:
        """Count a wrong password or code; *locked_until* > *now* locks the account until then."""
        ...

    async def refuse_sign_in(self, name: str, source: str, reason: Reason, *, now: float) -> None:
        """Audit a refused sign-in; in the national chain when there is no such account."""
        ...

    async def passkeys_of(self, name: str) -> Sequence[Passkey]:
        """The passkeys of an account, oldest first."""
        ...

    async def passkey(self, credential: bytes) -> Passkey:
        """One passkey of an active account; raises `UnknownError`."""
        ...

    async def add_passkey(self, name: str, passkey: Passkey, *, actor: Actor, now: float) -> None:
        """A new passkey; raises `ConflictError` when the credential is known."""
        ...

    async def remove_passkey(self, name: str, credential: bytes, *, actor: Actor, now: float) -> None:
        """Remove a passkey; raises `UnknownError`."""
        ...


class Consoles(Protocol):
    """Signed-in browsers. A browser shows 256 random bits, of which only the digest is kept."""

    async def sign_in(
        self,
        name: str,
        digest: bytes,
        source: str,
        *,
        step: int | None,
        passkey: tuple[bytes, int] | None,
        now: float,
    ) -> None:
        """Open a browser's session, spending the code's *step*, or keeping the *passkey*'s new count.

        Raises `RefusedError` (USED_CODE, LOCKED, WRONG_CODE for a count that did not rise) and `UnknownError`.
        """
        ...

    async def console_session(
        self, digest: bytes, *, idle: float, longest: float, now: float, seen: bool = True
    ) -> ConsoleSession:
        """The session, *seen* now or only looked after.

        Raises `UnknownError` when it ended, idled or lasted too long.
        """
        ...

    async def console_sessions(self, name: str) -> Sequence[tuple[bytes, ConsoleSession]]:
        """All of an account, newest first, each with its digest."""
        ...

    async def prove_again(self, digest: bytes, *, step: int, now: float) -> None:
        """A code was shown again in a session; raises as `sign_in`."""
        ...

    async def sign_out(self, digest: bytes, *, now: float) -> None:
        """End one session. Ending an unknown one changes nothing."""
        ...


class Tokens(Protocol):
    """Tokens for machines."""

    async def issue_token(
        self,
        organisation: str | None,
        owner: str,
        label: str,
        scopes: frozenset[Scope],
        digest: bytes,
        *,
        expires_at: float,
        actor: Actor,
        now: float,
    ) -> ApiToken:
        """Remember a new token."""
        ...

    async def tokens(self, organisation: str | None) -> Sequence[ApiToken]:
        """All of an organisation, or of the nation, newest first."""
        ...

    async def token(self, digest: bytes, *, now: float) -> tuple[ApiToken, Account]:
        """A token that is good now, and its owner; raises `UnknownError`."""
        ...

    async def end_token(self, organisation: str | None, number: int, *, actor: Actor, now: float) -> None:
        """End a token. Twice changes nothing."""
        ...

    async def recall(self, owner: str, key: str, *, since: float) -> Answer | None:
        """What was answered to *owner* under *key* since then."""
        ...

    async def begin_answer(self, owner: str, key: str, digest: bytes, *, since: float, now: float) -> bool:
        """Claim *key* before the act; False when somebody else has claimed it since then."""
        ...

    async def keep_answer(self, owner: str, key: str, status: int, body: Secret[bytes], *, now: float) -> None:
        """Keep what was answered; a status of 0 gives the key back."""
        ...


class TraceRequests(Protocol):
    """Requests to read a photo."""

    async def ask_trace(self, organisation: str, photo: str, why: str, *, actor: Actor, now: float) -> TraceRequest:
        """A new request."""
        ...

    async def trace_requests(self, organisation: str) -> Sequence[TraceRequest]:
        """All of an organisation, newest first."""
        ...

    async def trace_request(self, organisation: str, number: int) -> TraceRequest:
        """One request; raises `UnknownError`."""
        ...

    async def decide_trace(
        self, organisation: str, number: int, *, approve: bool, actor: Actor, now: float
    ) -> TraceRequest:
        """Approve or refuse. Raises `ConflictError` for one's own request, and for one that is decided."""
        ...

    async def finish_trace(self, organisation: str, number: int, answer: str, *, actor: Actor, now: float) -> None:
        """The photo was read. Raises `ConflictError` unless the request is approved and *actor*'s own."""
        ...
