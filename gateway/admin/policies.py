"""Operations on an organisation's rules."""

from typing import Annotated, Final

import msgspec

from gateway.admin.facilities import Facilities
from gateway.admin.operation import Book, Shape
from gateway.auth import preview
from gateway.auth.permit import Permit, Scope
from gateway.policy import Policy

BOOK: Final = Book("policy")
_AT: Final = "/organisations/{organisation}/policy"

Warnings = Annotated[tuple[str, ...], msgspec.Meta(description="closed_now, cards_missing, everybody")]


class PreviewShown(Shape, frozen=True, kw_only=True):
    """What rules would do: how many are here, how many would be cut and why, and what nobody could meet."""

    here: int
    cut: int
    reasons: dict[str, int]
    warnings: Warnings


@BOOK.operation("GET", _AT, Scope.POLICY_READ)
async def show_policy(facilities: Facilities, permit: Permit) -> Policy:
    """Show the rules; times are in seconds."""
    return (await facilities.store.organisation(permit.organisation)).policy


@BOOK.operation("POST", _AT + "/preview", Scope.POLICY_READ)
async def preview_policy(facilities: Facilities, permit: Permit, body: Policy) -> PreviewShown:
    """Tell what rules would do to whoever is here, and change nothing."""
    code = permit.organisation
    here = [
        preview.Here(join.posture, join.addresses)
        for join in facilities.registry.joins
        if join.organisation.code == code
    ]
    listed, enrolled = await facilities.store.cards_listed(code)
    found = preview.preview(body, here, listed, enrolled, facilities.now())
    return PreviewShown(here=found.here, cut=found.cut, reasons=dict(found.reasons), warnings=found.warnings)


@BOOK.operation("PUT", _AT, Scope.POLICY_WRITE)
async def set_policy(facilities: Facilities, permit: Permit, body: Policy) -> Policy:
    """Replace the rules; they hold for live sessions within seconds."""
    await facilities.store.set_policy(permit.organisation, body, actor=permit.actor, now=facilities.now())
    return await show_policy(facilities, permit)
