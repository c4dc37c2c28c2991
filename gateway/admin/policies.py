"""Operations on an organisation's rules."""

from typing import Final

from gateway.admin.facilities import Facilities
from gateway.admin.operation import Book
from gateway.auth.permit import Permit, Scope
from gateway.policy import Policy

BOOK: Final = Book("policy")
_AT: Final = "/organisations/{organisation}/policy"


@BOOK.operation("GET", _AT, Scope.POLICY_READ)
async def show_policy(facilities: Facilities, permit: Permit) -> Policy:
    """Show the rules; times are in seconds."""
    return (await facilities.store.organisation(permit.organisation)).policy


@BOOK.operation("PUT", _AT, Scope.POLICY_WRITE)
async def set_policy(facilities: Facilities, permit: Permit, body: Policy) -> Policy:
    """Replace the rules; they hold for live sessions within seconds."""
    await facilities.store.set_policy(permit.organisation, body, actor=permit.actor, now=facilities.now())
    return await show_policy(facilities, permit)
