"""Operations on IDs: found, issued, suspended, resumed, extended, revoked, and invited anew after a loss."""

from typing import Annotated, Final, Literal

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment, seconds
from gateway.admin.operation import Book, Line, Paging, Shape, Words
from gateway.auth.permit import Permit, Scope
from gateway.records import Identity, IdentityState, Lost, NewIdentity

BOOK: Final = Book("identities")
_AT: Final = "/organisations/{organisation}/identities"
DAY: Final = 86400  # seconds
MOST: Final = 50_000  # IDs in one request: more than the whole national trial had

Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{6}-[0-9]{4,8}\Z", examples=["131016-0001"])]
Ids = Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MOST)]
Days = Annotated[int, msgspec.Meta(ge=1, le=90)]


class IdentityShown(Shape, frozen=True, kw_only=True):
    """An ID."""

    identity: str
    name: str
    state: IdentityState
    issued_at: Moment
    expires_at: Moment | None
    reason: str
    emergency: int | None


class IdentityPage(Shape, frozen=True, kw_only=True):
    """A part of the IDs; `next` is the key to ask for the part that follows."""

    items: tuple[IdentityShown, ...]
    total: int
    next: str | None


class IdentityQuery(Paging, frozen=True, kw_only=True):
    """Which IDs: `text` is a part of the name or of the ID."""

    text: Words = ""
    state: IdentityState | None = None


class Wanted(Shape, frozen=True, kw_only=True):
    """One ID to be issued; without `expires_at` it holds until it is revoked."""

    name: Line
    expires_at: Moment | None = None
    emergency: int | None = None


class IssueBody(Shape, frozen=True, kw_only=True):
    """The IDs to be issued, all of them or none, and how long their invitations are good."""

    identities: Annotated[tuple[Wanted, ...], msgspec.Meta(min_length=1, max_length=MOST)]
    invitation_days: Days = 14


class IssuedShown(Shape, frozen=True, kw_only=True):
    """A new ID with its invitation, which is shown this once."""

    identity: str
    name: str
    invitation: str


class IssuedList(Shape, frozen=True, kw_only=True):
    """What was issued, in the order asked for."""

    items: tuple[IssuedShown, ...]


class NamedBody(Shape, frozen=True, kw_only=True):
    """Several IDs and why."""

    identities: Ids
    reason: Line


class ExtendBody(Shape, frozen=True, kw_only=True):
    """Several IDs and until when they are valid from now on; null: until they are revoked."""

    identities: Ids
    expires_at: Moment | None


class RenameBody(Shape, frozen=True, kw_only=True):
    """The person's name."""

    name: Line


class InviteBody(Shape, frozen=True, kw_only=True):
    """What was lost, which ends at once, and how long the new invitation is good."""

    lost: Literal["phone", "pc", "everything"]
    invitation_days: Days = 14


class InvitationShown(Shape, frozen=True, kw_only=True):
    """An invitation, which is shown this once."""

    invitation: str


class CodesBody(Shape, frozen=True, kw_only=True):
    """How many emergency codes."""

    count: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5


class CodesShown(Shape, frozen=True, kw_only=True):
    """Emergency codes, each good once; they are shown this once, and end those given before."""

    codes: tuple[str, ...]


class Addresses(Shape, frozen=True, kw_only=True):
    """MAC addresses of the home PCs that an ID may come from."""

    addresses: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=17)], ...], msgspec.Meta(max_length=16)]


def shown(identity: Identity) -> IdentityShown:
    """As answers show it."""
    return IdentityShown(
        identity=identity.identity,
        name=identity.name,
        state=identity.state,
        issued_at=moment(identity.issued_at),
        expires_at=moment(identity.expires_at),
        reason=identity.reason,
        emergency=identity.emergency,
    )


@BOOK.operation("GET", _AT, Scope.DIRECTORY_READ)
async def find_identities(facilities: Facilities, permit: Permit, query: IdentityQuery) -> IdentityPage:
    """Find IDs."""
    page = await facilities.store.find_identities(
        permit.organisation, text=query.text, state=query.state, after=query.after, limit=query.limit
    )
    return IdentityPage(items=tuple(shown(row) for row in page.rows), total=page.total, next=page.next)


@BOOK.operation("GET", _AT + "/{identity}", Scope.DIRECTORY_READ)
async def show_identity(facilities: Facilities, permit: Permit, identity: Id) -> IdentityShown:
    """Show an ID."""
    return shown(await facilities.store.identity_in(permit.organisation, identity))


@BOOK.operation("POST", _AT, Scope.DIRECTORY_WRITE, status=201, once=True)
async def issue_identities(facilities: Facilities, permit: Permit, body: IssueBody) -> IssuedList:
    """Issue IDs with their invitations."""
    now, line = facilities.now(), facilities.inviter("client")
    wanted = [NewIdentity(one.name, seconds(one.expires_at), one.emergency) for one in body.identities]
    until = now + body.invitation_days * DAY
    issued = await facilities.store.issue_identities(
        permit.organisation, wanted, invitation_until=until, actor=permit.actor, now=now
    )
    return IssuedList(
        items=tuple(
            IssuedShown(identity=identity.identity, name=identity.name, invitation=line(code))
            for identity, code in issued
        )
    )


@BOOK.operation("PATCH", _AT + "/{identity}", Scope.DIRECTORY_WRITE)
async def rename_identity(facilities: Facilities, permit: Permit, identity: Id, body: RenameBody) -> IdentityShown:
    """Change the person's name."""
    now = facilities.now()
    await facilities.store.rename_identity(permit.organisation, identity, body.name, actor=permit.actor, now=now)
    return shown(await facilities.store.identity_in(permit.organisation, identity))


@BOOK.operation("POST", _AT + "/suspend", Scope.DIRECTORY_WRITE, once=True)
async def suspend_identities(facilities: Facilities, permit: Permit, body: NamedBody) -> None:
    """Suspend IDs; their live pictures are gone within a second."""
    await facilities.store.suspend_identities(
        permit.organisation, body.identities, body.reason, actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("POST", _AT + "/resume", Scope.DIRECTORY_WRITE, once=True)
async def resume_identities(facilities: Facilities, permit: Permit, body: NamedBody) -> None:
    """Let suspended IDs work again."""
    await facilities.store.resume_identities(
        permit.organisation, body.identities, body.reason, actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("POST", _AT + "/extend", Scope.DIRECTORY_WRITE, once=True)
async def extend_identities(facilities: Facilities, permit: Permit, body: ExtendBody) -> None:
    """Set until when IDs are valid."""
    await facilities.store.extend_identities(
        permit.organisation, body.identities, seconds(body.expires_at), actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("POST", _AT + "/revoke", Scope.DIRECTORY_WRITE, once=True)
async def revoke_identities(facilities: Facilities, permit: Permit, body: NamedBody) -> None:
    """Revoke IDs for good; their live pictures are gone within a second."""
    await facilities.store.revoke_identities(
        permit.organisation, body.identities, body.reason, actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("POST", _AT + "/{identity}/invitation", Scope.DIRECTORY_WRITE, status=201, once=True)
async def invite_again(facilities: Facilities, permit: Permit, identity: Id, body: InviteBody) -> InvitationShown:
    """End what a person has lost, and invite them anew."""
    now, line = facilities.now(), facilities.inviter("client")
    code = await facilities.store.invite_again(
        permit.organisation,
        identity,
        lost=Lost(body.lost),
        invitation_until=now + body.invitation_days * DAY,
        actor=permit.actor,
        now=now,
    )
    return InvitationShown(invitation=line(code))


@BOOK.operation("POST", _AT + "/{identity}/emergency-codes", Scope.DIRECTORY_WRITE, status=201, once=True)
async def give_emergency_codes(facilities: Facilities, permit: Permit, identity: Id, body: CodesBody) -> CodesShown:
    """Give a person emergency codes, for a phone that was left behind."""
    codes = await facilities.store.give_emergency_codes(
        permit.organisation, identity, body.count, actor=permit.actor, now=facilities.now()
    )
    return CodesShown(codes=tuple(code.reveal() for code in codes))


@BOOK.operation("GET", _AT + "/{identity}/addresses", Scope.DIRECTORY_READ)
async def show_addresses(facilities: Facilities, permit: Permit, identity: Id) -> Addresses:
    """Show the MAC addresses on an ID's list."""
    return Addresses(addresses=tuple(await facilities.store.addresses_of(permit.organisation, identity)))


@BOOK.operation("PUT", _AT + "/{identity}/addresses", Scope.DIRECTORY_WRITE)
async def set_addresses(facilities: Facilities, permit: Permit, identity: Id, body: Addresses) -> Addresses:
    """Replace the MAC addresses on an ID's list."""
    now = facilities.now()
    await facilities.store.set_addresses(permit.organisation, identity, body.addresses, actor=permit.actor, now=now)
    return Addresses(addresses=tuple(await facilities.store.addresses_of(permit.organisation, identity)))
