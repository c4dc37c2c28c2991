"""Invitations as newcomers are given them: one line, made of a code, the address to dial and whom to trust there."""

from collections.abc import Callable
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

    def lines(self, role: str) -> Callable[[Secret[str]], str]:
        """What makes the line for a newcomer of *role* ("client" or "agent") out of its code.

        Asked for before the act, so that nothing is issued whose invitation could not be shown: raises `StateError`
        when it would name no address.
        """
        place = {"client": self.clients, "agent": self.agents}[role]
        if not place.port:
            raise StateError(f"config.toml names no port that {role}s can dial: write `advertise` there.")
        return lambda code: str(Invitation(place.host, place.port, role, code.reveal(), self.fingerprint))
