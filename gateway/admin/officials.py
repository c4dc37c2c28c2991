"""Operations on administrators' accounts and tokens."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment, seconds
from gateway.admin.operation import Book, Line, Ordinal, Shape
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import SCOPES, Permit, Role, Scope
from gateway.errors import ForbiddenError, MalformedError
from gateway.officials import Account, AccountState, ApiToken
from gateway.signin import secrets

BOOK: Final = Book("officials")
_OFFICIALS: Final = "/organisations/{organisation}/officials"
_TOKENS: Final = "/organisations/{organisation}/tokens"
SETUP_GOOD_FOR: Final = 3 * 86400.0  # seconds
YEAR: Final = 366 * 86400.0

AccountName = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9._-]{2,31}\Z", examples=["sato"])]


class OfficialShown(Shape, frozen=True, kw_only=True):
    """An account."""

    account: str
    role: Role
    name: str
    state: AccountState
    created_at: Moment


class OfficialList(Shape, frozen=True, kw_only=True):
    """The accounts of an organisation, by name."""

    items: tuple[OfficialShown, ...]


class AddOfficialBody(Shape, frozen=True, kw_only=True):
    """A new account."""

    account: AccountName
    role: Role
    name: Line


class SetupShown(Shape, frozen=True, kw_only=True):
    """The code with which an account's owner sets it up, within three days; it is shown this once."""

    account: str
    setup: str


class TokenShown(Shape, frozen=True, kw_only=True):
    """A token, without the token itself."""

    number: int
    label: str
    owner: str
    scopes: tuple[Scope, ...]
    issued_at: Moment
    expires_at: Moment
    used_at: Moment | None
    ended_at: Moment | None


class TokenList(Shape, frozen=True, kw_only=True):
    """The tokens of an organisation, newest first."""

    items: tuple[TokenShown, ...]


class TokenBody(Shape, frozen=True, kw_only=True):
    """A new token: what it is for, what it may do, and until when, a year at most."""

    label: Line
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1)]
    expires_at: Moment


class TokenIssued(Shape, frozen=True, kw_only=True):
    """A new token, which is shown this once."""

    number: int
    token: str


def shown(account: Account) -> OfficialShown:
    """As answers show it."""
    return OfficialShown(
        account=account.name,
        role=account.role,
        name=account.shown_name,
        state=account.state,
        created_at=moment(account.created_at),
    )


def token_shown(token: ApiToken) -> TokenShown:
    """As answers show it."""
    return TokenShown(
        number=token.number,
        label=token.label,
        owner=token.owner,
        scopes=tuple(sorted(token.scopes)),
        issued_at=moment(token.issued_at),
        expires_at=moment(token.expires_at),
        used_at=moment(token.used_at),
        ended_at=moment(token.ended_at),
    )


def _of(permit: Permit) -> str | None:
    """The organisation as accounts have it: none for the nation's."""
    return None if permit.organisation == NATIONAL else permit.organisation


def _check_rank(permit: Permit, role: Role) -> None:
    """Nobody gives more than they have: each scope of *role* but tracing's must be the official's own."""
    kept_apart = {Scope.TRACE_ASK, Scope.TRACE_APPROVE}
    if not SCOPES[role] - kept_apart <= permit.official.scopes:
        raise ForbiddenError("officials:write")


@BOOK.operation("GET", _OFFICIALS, Scope.OFFICIALS_READ)
async def list_officials(facilities: Facilities, permit: Permit) -> OfficialList:
    """List the administrators' accounts."""
    found = await facilities.store.accounts(_of(permit))
    return OfficialList(items=tuple(shown(account) for account in found))


@BOOK.operation("POST", _OFFICIALS, Scope.OFFICIALS_WRITE, status=201, once=True)
async def add_official(facilities: Facilities, permit: Permit, body: AddOfficialBody) -> SetupShown:
    """Add an administrator's account."""
    _check_rank(permit, body.role)
    now = facilities.now()
    code = await facilities.store.add_account(
        _of(permit), body.account, body.role, body.name, setup_until=now + SETUP_GOOD_FOR, actor=permit.actor, now=now
    )
    return SetupShown(account=body.account, setup=code.reveal())


@BOOK.operation("POST", _OFFICIALS + "/{account}/reset", Scope.OFFICIALS_WRITE, status=201, once=True)
async def reset_official(facilities: Facilities, permit: Permit, account: AccountName) -> SetupShown:
    """End an account's password, factors, browsers and tokens, and let its owner set it up anew."""
    now = facilities.now()
    code = await facilities.store.reset_account(
        _of(permit), account, setup_until=now + SETUP_GOOD_FOR, actor=permit.actor, now=now
    )
    return SetupShown(account=account, setup=code.reveal())


@BOOK.operation("POST", _OFFICIALS + "/{account}/end", Scope.OFFICIALS_WRITE, once=True)
async def end_official(facilities: Facilities, permit: Permit, account: AccountName) -> None:
    """End an account for good."""
    if account == permit.official.name:
        raise MalformedError("Nobody ends their own account: ask another administrator.")
    await facilities.store.end_account(_of(permit), account, actor=permit.actor, now=facilities.now())


@BOOK.operation("GET", _TOKENS, Scope.OFFICIALS_READ)
async def list_tokens(facilities: Facilities, permit: Permit) -> TokenList:
    """List the tokens."""
    found = await facilities.store.tokens(_of(permit))
    return TokenList(items=tuple(token_shown(token) for token in found))


@BOOK.operation("POST", _TOKENS, Scope.OFFICIALS_WRITE, status=201)
async def issue_token(facilities: Facilities, permit: Permit, body: TokenBody) -> TokenIssued:
    """Issue a token for a machine, with some of one's own scopes."""
    now, until = facilities.now(), seconds(body.expires_at)
    if not now < until <= now + YEAR:
        raise MalformedError("A token holds for a year at most, and not into the past.")
    beyond = frozenset(body.scopes) - permit.official.scopes
    if beyond:
        raise ForbiddenError(min(beyond).value)
    made = secrets.new_token()
    token = await facilities.store.issue_token(
        _of(permit),
        permit.official.name,
        body.label,
        frozenset(body.scopes),
        secrets.digest(made),
        expires_at=until,
        actor=permit.actor,
        now=now,
    )
    return TokenIssued(number=token.number, token=made.reveal())


@BOOK.operation("POST", _TOKENS + "/{number}/end", Scope.OFFICIALS_WRITE, once=True)
async def end_token(facilities: Facilities, permit: Permit, number: Ordinal) -> None:
    """End a token."""
    await facilities.store.end_token(_of(permit), number, actor=permit.actor, now=facilities.now())
