"""Invitations as newcomers are given them: one line, made of a code, the address to dial and whom to trust there."""

from dataclasses import dataclass

from gateway.config import Address
from gateway.errors import StateError
from gateway.secret import Secret
from wire.invitation import Invitation


@dataclass(frozen=True, slots=True)
class Inviter:
    """What every invitation of this gateway has in common."""

    clients: Address
    agents: Address
    fingerprint: str  # of the authority that signs the gateway's host certificates

    def check(self, role: str) -> None:
        """Raise `StateError` when an invitation of *role* would name no address; asked for before the act."""
        if not self._place(role).port:
            raise StateError(f"config.toml names no port that {role}s can dial: write `advertise` there.")

    def line(self, role: str, code: Secret[str]) -> str:
        """The line for *role* ("client" or "agent") with *code*. Raises `StateError` as `check`."""
        self.check(role)
        place = self._place(role)
        return str(Invitation(place.host, place.port, role, code.reveal(), self.fingerprint))

    def _place(self, role: str) -> Address:
        return {"client": self.clients, "agent": self.agents}[role]
