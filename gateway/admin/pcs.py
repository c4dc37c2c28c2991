"""Operations on office PCs: found, invited, changed, retired."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.identities import DAY, Days, Id
from gateway.admin.operation import Book, Line, Paging, Shape, Words
from gateway.auth.permit import Permit, Scope
from gateway.records import OfficePc, PcState, Segment

BOOK: Final = Book("pcs")
_AT: Final = "/organisations/{organisation}/pcs"

PcName = Annotated[str, msgspec.Meta(pattern=r"\Apc-[0-9]{6}-[0-9]{4,8}\Z", examples=["pc-131016-0001"])]
Users = Annotated[tuple[Id, ...], msgspec.Meta(max_length=200)]
Wake = Annotated[str, msgspec.Meta(max_length=17)]


class PcShown(Shape, frozen=True, kw_only=True):
    """An office PC; `attending` says that it waits for its users now, `viewed` that somebody views it."""

    pc: str
    name: str
    segment: Segment
    state: PcState
    users: tuple[str, ...]
    wake_address: str
    attending: bool
    viewed: bool


class PcPage(Shape, frozen=True, kw_only=True):
    """A part of the office PCs."""

    items: tuple[PcShown, ...]
    total: int
    next: str | None


class PcQuery(Paging, frozen=True, kw_only=True):
    """Which office PCs: `text` is a part of the name or of the identifier."""

    text: Words = ""


class InvitePcBody(Shape, frozen=True, kw_only=True):
    """A new office PC. The segment of My Number is refused, and the refusal recorded."""

    name: Line
    segment: Segment
    users: Users = ()
    wake_address: Wake = ""
    invitation_days: Days = 14


class PcInvited(Shape, frozen=True, kw_only=True):
    """A new office PC with its invitation, which is shown this once."""

    pc: str
    name: str
    invitation: str


class ChangePcBody(Shape, frozen=True, kw_only=True):
    """What is to change; what is left out stays. Whoever loses the right loses a live picture at once."""

    name: Line | None = None
    users: Users | None = None
    wake_address: Wake | None = None


class RetireBody(Shape, frozen=True, kw_only=True):
    """Why."""

    reason: Line


def shown(pc: OfficePc, facilities: Facilities) -> PcShown:
    """As answers show it."""
    return PcShown(
        pc=pc.pc,
        name=pc.name,
        segment=pc.segment,
        state=pc.state,
        users=pc.users,
        wake_address=pc.wake_address,
        attending=facilities.registry.agent_of(pc.pc) is not None,
        viewed=facilities.registry.session_on(pc.pc) is not None,
    )


@BOOK.operation("GET", _AT, Scope.DIRECTORY_READ)
async def find_pcs(facilities: Facilities, permit: Permit, query: PcQuery) -> PcPage:
    """Find office PCs."""
    page = await facilities.store.find_pcs(permit.organisation, text=query.text, after=query.after, limit=query.limit)
    return PcPage(items=tuple(shown(row, facilities) for row in page.rows), total=page.total, next=page.next)


@BOOK.operation("GET", _AT + "/{pc}", Scope.DIRECTORY_READ)
async def show_pc(facilities: Facilities, permit: Permit, pc: PcName) -> PcShown:
    """Show an office PC."""
    return shown(await facilities.store.pc_in(permit.organisation, pc), facilities)


@BOOK.operation("POST", _AT, Scope.DIRECTORY_WRITE, status=201, once=True)
async def invite_pc(facilities: Facilities, permit: Permit, body: InvitePcBody) -> PcInvited:
    """Register an office PC and invite it."""
    now, line = facilities.now(), facilities.inviter("agent")
    pc, code = await facilities.store.invite_pc(
        permit.organisation,
        body.name,
        body.segment,
        body.users,
        expires_at=now + body.invitation_days * DAY,
        actor=permit.actor,
        now=now,
    )
    if body.wake_address:
        await change_pc(facilities, permit, pc.pc, ChangePcBody(wake_address=body.wake_address))
    return PcInvited(pc=pc.pc, name=pc.name, invitation=line(code))


@BOOK.operation("PATCH", _AT + "/{pc}", Scope.DIRECTORY_WRITE)
async def change_pc(facilities: Facilities, permit: Permit, pc: PcName, body: ChangePcBody) -> PcShown:
    """Change an office PC's name, users or Wake-on-LAN address."""
    changed = await facilities.store.set_pc(
        permit.organisation,
        pc,
        name=body.name,
        users=body.users,
        wake_address=body.wake_address,
        actor=permit.actor,
        now=facilities.now(),
    )
    return shown(changed, facilities)


@BOOK.operation("POST", _AT + "/{pc}/retire", Scope.DIRECTORY_WRITE, once=True)
async def retire_pc(facilities: Facilities, permit: Permit, pc: PcName, body: RetireBody) -> None:
    """Take an office PC out of service; a live picture of it is gone within a second."""
    await facilities.store.retire_pc_in(permit.organisation, pc, body.reason, actor=permit.actor, now=facilities.now())
