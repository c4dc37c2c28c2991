"""IDs and home PCs of one organisation, as its administrators keep them. See `gateway.ports` for what holds for all.

Every method takes the organisation; what is another's raises `UnknownError`, exactly as what does not exist. An act
on several IDs is done for all of them or for none.
"""

from collections.abc import Sequence
from typing import Protocol

from gateway.records import Actor, Device, Identity, IdentityState, Lost, NewIdentity, Page
from gateway.secret import Secret


class People(Protocol):
    """IDs, and what belongs to them."""

    async def find_identities(
        self,
        organisation: str,
        *,
        text: str = "",
        state: IdentityState | None = None,
        after: str = "",
        limit: int = 50,
    ) -> Page[Identity]:
        """The IDs whose name or number holds *text* (no difference of case), in the order of numbers."""
        ...

    async def identity_in(self, organisation: str, identity: str) -> Identity:
        """One ID."""
        ...

    async def identities_named(self, organisation: str, identities: Sequence[str]) -> Sequence[Identity]:
        """Those of *identities* that are the organisation's, in no order."""
        ...

    async def cards_listed(self, organisation: str) -> tuple[int, int]:
        """How many enrolled IDs have a network card on their list, and how many are enrolled at all."""
        ...

    async def issue_identities(
        self, organisation: str, wanted: Sequence[NewIdentity], *, invitation_until: float, actor: Actor, now: float
    ) -> Sequence[tuple[Identity, Secret[str]]]:
        """New IDs and the codes of their invitations, in the order wanted.

        Raises `QuotaError` when the organisation's quota, or the emergency quota named, does not hold them all, and
        `UnknownError` for an emergency quota that there is not, or that has ended.
        """
        ...

    async def suspend_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """Suspend IDs, with an order for each; one that is suspended stays so. Raises `RefusedError(REVOKED)`."""
        ...

    async def resume_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """Let suspended IDs work again, in the state that they had. Raises `RefusedError(REVOKED)` and `QuotaError`."""
        ...

    async def extend_identities(
        self, organisation: str, identities: Sequence[str], expires_at: float | None, *, actor: Actor, now: float
    ) -> None:
        """Set until when IDs are valid, with an order for each that is over. Raises `RefusedError(REVOKED)`."""
        ...

    async def revoke_identities(
        self, organisation: str, identities: Sequence[str], reason: str, *, actor: Actor, now: float
    ) -> None:
        """End IDs for good, as `Directory.revoke_identity` does."""
        ...

    async def rename_identity(self, organisation: str, identity: str, name: str, *, actor: Actor, now: float) -> None:
        """Change the person's name."""
        ...

    async def invite_again(
        self, organisation: str, identity: str, *, lost: Lost, invitation_until: float, actor: Actor, now: float
    ) -> Secret[str]:
        """End at once what a person has lost, and invite them anew; returns the invitation's code.

        All home PCs of the ID and their certificates end, whatever was lost: an enrolment makes its own secrets, so
        two would stand beside each other and a stranger with the invitation could join unseen. Earlier invitations
        end too. Raises `RefusedError` (REVOKED, SUSPENDED).
        """
        ...

    async def give_emergency_codes(
        self, organisation: str, identity: str, count: int, *, actor: Actor, now: float
    ) -> Sequence[Secret[str]]:
        """Codes of ten digits, each good once in a one-time code's place; those given before end.

        Raises `RefusedError` (REVOKED, SUSPENDED) and `UnknownError` for an ID that has not enrolled.
        """
        ...

    async def addresses_of(self, organisation: str, identity: str) -> Sequence[str]:
        """The MAC addresses on an ID's list, lower case with colons, in order."""
        ...

    async def set_addresses(
        self, organisation: str, identity: str, addresses: Sequence[str], *, actor: Actor, now: float
    ) -> None:
        """Replace that list. Raises `MalformedError` for what is no address of one network card."""
        ...

    async def devices_of(self, organisation: str, identity: str) -> Sequence[Device]:
        """The home PCs of an ID, newest first, revoked ones too."""
        ...

    async def find_devices(
        self, organisation: str, *, text: str = "", after: str = "", limit: int = 50
    ) -> Page[Device]:
        """The home PCs whose computer's name, ID or fingerprint holds *text*, by ID."""
        ...

    async def revoke_device(
        self, organisation: str, fingerprint: str, reason: str, *, actor: Actor, now: float
    ) -> None:
        """End a home PC for good: its certificates, its ticket, with an order. Twice changes nothing."""
        ...

    async def end_sessions_of(self, organisation: str, identity: str | None, *, actor: Actor, now: float) -> None:
        """Order the end of all live sessions of an ID, or of the whole organisation."""
        ...
