"""Operations on home PCs: found and revoked."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.moments import Moment, moment
from gateway.admin.operation import Book, Line, Paging, Shape, Words
from gateway.auth.permit import Permit, Scope
from gateway.records import Device

BOOK: Final = Book("devices")
_AT: Final = "/organisations/{organisation}/devices"

Fingerprint = Annotated[str, msgspec.Meta(pattern=r"\ASHA256:[A-Za-z0-9+/]{43}\Z")]


class DeviceShown(Shape, frozen=True, kw_only=True):
    """A home PC, by its key's fingerprint; `here` says that it is past the checkpoint now."""

    device: str
    identity: str
    hostname: str
    enrolled_at: Moment
    revoked_at: Moment | None
    reason: str
    here: bool


class DevicePage(Shape, frozen=True, kw_only=True):
    """A part of the home PCs."""

    items: tuple[DeviceShown, ...]
    total: int
    next: str | None


class DeviceQuery(Paging, frozen=True, kw_only=True):
    """Which home PCs: `text` is a part of the computer's name, the ID or the fingerprint; or all of one `identity`."""

    text: Words = ""


class RevokeDeviceBody(Shape, frozen=True, kw_only=True):
    """A home PC and why."""

    device: Fingerprint
    reason: Line


def shown(device: Device, here: frozenset[str]) -> DeviceShown:
    """As answers show it; *here* are the keys past the checkpoint now."""
    return DeviceShown(
        device=device.fingerprint,
        identity=device.identity,
        hostname=device.hostname,
        enrolled_at=moment(device.enrolled_at),
        revoked_at=moment(device.revoked_at),
        reason=device.reason,
        here=device.fingerprint in here,
    )


def here(facilities: Facilities) -> frozenset[str]:
    """The keys of the home PCs past the checkpoint now."""
    return frozenset(join.device for join in facilities.registry.joins)


@BOOK.operation("GET", _AT, Scope.DIRECTORY_READ)
async def find_devices(facilities: Facilities, permit: Permit, query: DeviceQuery) -> DevicePage:
    """Find home PCs."""
    page = await facilities.store.find_devices(
        permit.organisation, text=query.text, after=query.after, limit=query.limit
    )
    present = here(facilities)
    return DevicePage(items=tuple(shown(row, present) for row in page.rows), total=page.total, next=page.next)


@BOOK.operation("POST", _AT + "/revoke", Scope.DIRECTORY_WRITE, once=True)
async def revoke_device(facilities: Facilities, permit: Permit, body: RevokeDeviceBody) -> None:
    """Revoke a home PC; its live picture is gone within a second."""
    await facilities.store.revoke_device(
        permit.organisation, body.device, body.reason, actor=permit.actor, now=facilities.now()
    )
