"""Organisations, IDs and office PCs, as the command line and the checkpoint see them. See `gateway.ports`."""

from collections.abc import Sequence
from typing import Protocol

from gateway.policy import Policy
from gateway.records import Actor, Identity, OfficePc, Organisation, Segment
from gateway.secret import Secret


class Directory(Protocol):
    """Organisations, IDs and office PCs, as administrators see them. Unknown names raise `UnknownError`."""

    async def add_organisation(self, code: str, name: str, *, actor: Actor, now: float) -> Organisation:
        """Register a municipality and make its mark key. Raises `ConflictError` when the code exists.

        Raises `UnknownError` when the code is not six digits.
        """
        ...

    async def organisation(self, code: str) -> Organisation:
        """One municipality."""
        ...

    async def organisations(self) -> Sequence[Organisation]:
        """All, by code."""
        ...

    async def set_policy(self, code: str, policy: Policy, *, actor: Actor, now: float) -> None:
        """Replace the rules of an organisation; live sessions follow through the feed. Raises `PolicyError`."""
        ...

    async def mark_key(self, code: str) -> Secret[bytes]:
        """The organisation's mark key (32 bytes). It never leaves the gateway."""
        ...

    async def issue_identity(
        self, organisation: str, name: str, *, expires_at: float, actor: Actor, now: float
    ) -> tuple[Identity, Secret[str]]:
        """A new ID and the code of its invitation, which is shown once and stored hashed."""
        ...

    async def identity(self, identity: str) -> Identity:
        """One ID."""
        ...

    async def identities(self, organisation: str | None) -> Sequence[Identity]:
        """All of an organisation, or all."""
        ...

    async def revoke_identity(self, identity: str, *, actor: Actor, now: float) -> None:
        """End an ID for good: state, certificates, open invitations, tickets, an order in the feed; all or nothing.

        Revoking it twice changes nothing.
        """
        ...

    async def invite_pc(
        self,
        organisation: str,
        name: str,
        segment: Segment,
        users: Sequence[str],
        *,
        expires_at: float,
        actor: Actor,
        now: float,
    ) -> tuple[OfficePc, Secret[str]]:
        """A new office PC and its invitation code.

        Raises `RefusedError` for the My Number segment (and audits that) or when a user is revoked, `UnknownError`
        when a user does not exist or is of another organisation.
        """
        ...

    async def pc(self, pc: str) -> OfficePc:
        """One office PC."""
        ...

    async def pcs(self, organisation: str | None) -> Sequence[OfficePc]:
        """All of an organisation, or all."""
        ...

    async def pcs_of(self, identity: str) -> Sequence[OfficePc]:
        """The enrolled office PCs that *identity* may use."""
        ...

    async def retire_pc(self, pc: str, *, actor: Actor, now: float) -> None:
        """Take an office PC out of service: state, certificates, open invitations, an order. Twice changes nothing."""
        ...
