"""Operations on organisations: which there are, how much of a quota is used, suspended and resumed, their quotas."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment, seconds
from gateway.admin.operation import Book, Line, Ordinal, Shape
from gateway.audit.chain import NATIONAL
from gateway.auth.permit import Permit, Scope
from gateway.records import EmergencyQuota, Organisation

BOOK: Final = Book("organisations")
_ONE: Final = "/organisations/{organisation}"

Code = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{6}\Z", examples=["131016"])]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class OrganisationShown(Shape, frozen=True, kw_only=True):
    """A municipality, by its code (全国地方公共団体コード)."""

    code: str
    name: str
    suspended: bool
    quota: int | None


class OrganisationList(Shape, frozen=True, kw_only=True):
    """Municipalities, by code."""

    items: tuple[OrganisationShown, ...]


class OverviewShown(Shape, frozen=True, kw_only=True):
    """A municipality at this moment. IDs that are suspended or revoked are not in force."""

    organisation: OrganisationShown
    in_force: int
    emergency_in_force: int
    emergency_granted: int
    joined: int
    viewing: int
    attending: int


class AddBody(Shape, frozen=True, kw_only=True):
    """A new municipality and how many IDs it may have; null: no limit."""

    code: Code
    name: Line
    quota: Count | None = None


class QuotaBody(Shape, frozen=True, kw_only=True):
    """How many IDs may be in force; null: no limit."""

    quota: Count | None


class WhyBody(Shape, frozen=True, kw_only=True):
    """Why."""

    reason: Line


class EmergencyBody(Shape, frozen=True, kw_only=True):
    """So many IDs more until a moment, when the IDs issued on it are suspended, and why."""

    count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    until: Moment
    reason: Line


class EmergencyShown(Shape, frozen=True, kw_only=True):
    """An emergency quota."""

    number: int
    count: int
    until: Moment
    reason: str
    granted_at: Moment
    ended_at: Moment | None


class EmergencyList(Shape, frozen=True, kw_only=True):
    """The emergency quotas of a municipality, oldest first."""

    items: tuple[EmergencyShown, ...]


def shown(organisation: Organisation) -> OrganisationShown:
    """As answers show it."""
    return OrganisationShown(
        code=organisation.code, name=organisation.name, suspended=organisation.suspended, quota=organisation.quota
    )


def emergency_shown(quota: EmergencyQuota) -> EmergencyShown:
    """As answers show it."""
    return EmergencyShown(
        number=quota.number,
        count=quota.count,
        until=moment(quota.until),
        reason=quota.reason,
        granted_at=moment(quota.granted_at),
        ended_at=moment(quota.ended_at),
    )


@BOOK.operation("GET", "/organisations", Scope.ORGANISATIONS_READ)
async def list_organisations(facilities: Facilities, permit: Permit) -> OrganisationList:
    """List municipalities: one's own, or all for the operator."""
    if permit.organisation == NATIONAL:
        found = await facilities.store.organisations()
    else:
        found = [await facilities.store.organisation(permit.organisation)]
    return OrganisationList(items=tuple(shown(one) for one in found))


@BOOK.operation("POST", "/organisations", Scope.ORGANISATIONS_WRITE, status=201, once=True)
async def add_organisation(facilities: Facilities, permit: Permit, body: AddBody) -> OrganisationShown:
    """Register a municipality; the operator's act."""
    now = facilities.now()
    added = await facilities.store.add_organisation(body.code, body.name, actor=permit.actor, now=now)
    if body.quota is not None:
        await facilities.store.set_quota(body.code, body.quota, actor=permit.actor, now=now)
        added = await facilities.store.organisation(body.code)
    return shown(added)


@BOOK.operation("GET", _ONE, Scope.ORGANISATIONS_READ)
async def show_organisation(facilities: Facilities, permit: Permit) -> OverviewShown:
    """Show a municipality, its quota, and how many are here now."""
    code = permit.organisation
    use = await facilities.store.quota_use(code)
    live = facilities.registry
    return OverviewShown(
        organisation=shown(await facilities.store.organisation(code)),
        in_force=use.in_force,
        emergency_in_force=use.emergency_in_force,
        emergency_granted=use.emergency_granted,
        joined=sum(join.organisation.code == code for join in live.joins),
        viewing=sum(session.record.organisation == code for session in live.sessions),
        attending=sum(agent.pc.organisation == code for agent in live.agents),
    )


@BOOK.operation("POST", _ONE + "/suspend", Scope.ORGANISATIONS_WRITE, once=True)
async def suspend_organisation(facilities: Facilities, permit: Permit, body: WhyBody) -> None:
    """Suspend a whole municipality; every live picture of it is gone within a second."""
    await facilities.store.suspend_organisation(
        permit.organisation, body.reason, actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("POST", _ONE + "/resume", Scope.ORGANISATIONS_WRITE, once=True)
async def resume_organisation(facilities: Facilities, permit: Permit, body: WhyBody) -> None:
    """Let a suspended municipality work again."""
    await facilities.store.resume_organisation(
        permit.organisation, body.reason, actor=permit.actor, now=facilities.now()
    )


@BOOK.operation("PUT", _ONE + "/quota", Scope.ORGANISATIONS_WRITE)
async def set_quota(facilities: Facilities, permit: Permit, body: QuotaBody) -> OverviewShown:
    """Set how many IDs a municipality may have in force."""
    await facilities.store.set_quota(permit.organisation, body.quota, actor=permit.actor, now=facilities.now())
    return await show_organisation(facilities, permit)


@BOOK.operation("GET", _ONE + "/emergency-quotas", Scope.ORGANISATIONS_READ)
async def list_emergency_quotas(facilities: Facilities, permit: Permit) -> EmergencyList:
    """List a municipality's emergency quotas."""
    found = await facilities.store.emergency_quotas(permit.organisation)
    return EmergencyList(items=tuple(emergency_shown(one) for one in found))


@BOOK.operation("POST", _ONE + "/emergency-quotas", Scope.ORGANISATIONS_WRITE, status=201, once=True)
async def grant_emergency_quota(facilities: Facilities, permit: Permit, body: EmergencyBody) -> EmergencyShown:
    """Grant a municipality more IDs until a moment."""
    granted = await facilities.store.grant_emergency(
        permit.organisation, body.count, seconds(body.until), body.reason, actor=permit.actor, now=facilities.now()
    )
    return emergency_shown(granted)


@BOOK.operation("POST", _ONE + "/emergency-quotas/{number}/end", Scope.ORGANISATIONS_WRITE, once=True)
async def end_emergency_quota(facilities: Facilities, permit: Permit, number: Ordinal) -> None:
    """End an emergency quota now; the IDs issued on it are suspended."""
    await facilities.store.end_emergency(permit.organisation, number, actor=permit.actor, now=facilities.now())
