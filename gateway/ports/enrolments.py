"""Spending invitations. See `gateway.ports` for what holds for all."""

from typing import Protocol

from gateway.records import Device, Identity, InvitationRow, OfficePc
from gateway.secret import Secret


class Enrolments(Protocol):
    """Spending invitations."""

    async def invitation(self, code: str, role: str, fingerprint: str, *, now: float) -> InvitationRow:
        """The invitation for *code* if it may be spent by this key now.

        Raises `RefusedError` (INVITATION, INVITATION_SPENT, REVOKED, SUSPENDED, PC_RETIRED, MY_NUMBER). An invitation
        that this same key has spent in the last ten minutes is still good: its answer may have been lost on the way.
        """
        ...

    async def enrol_device(
        self, code: str, fingerprint: str, hostname: str, totp: Secret[str], first_step: int, *, now: float
    ) -> tuple[Identity, Device]:
        """Spend a client's invitation: device, TOTP secret and the step of the confirming code, at once.

        Raises as `invitation`, and `ConflictError` when the key is enrolled for another ID.
        """
        ...

    async def enrol_pc(self, code: str, fingerprint: str, hostname: str, *, now: float) -> OfficePc:
        """Spend an office PC's invitation."""
        ...
