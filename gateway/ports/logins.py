"""What the checkpoint reads and writes for one login. See `gateway.ports` for what holds for all."""

from typing import Protocol

from gateway.records import Device, Login
from gateway.secret import Secret
from wire.reasons import Reason


class Logins(Protocol):
    """What the checkpoint reads and writes for one login."""

    async def login(self, identity: str) -> Login:
        """The login of an enrolled ID. Raises `RefusedError` (REVOKED, SUSPENDED) or `UnknownError`."""
        ...

    async def device(self, fingerprint: str) -> Device:
        """The device with this key; raises `UnknownError`."""
        ...

    async def accept_step(self, identity: str, step: int, *, now: float) -> None:
        """Compare-and-set of the last accepted TOTP step: raises `RefusedError(USED_CODE)` unless *step* is newer.

        Raises `RefusedError(LOCKED)` while the login is locked, so that a right code found among parallel guesses is
        worth nothing, and as `login` does. On success the count of wrong codes is set to 0.
        """
        ...

    async def spend_emergency_code(self, identity: str, code: Secret[str], *, now: float) -> None:
        """Use an emergency code, once. Raises `RefusedError` (WRONG_CODE, LOCKED), and as `login` does.

        On success the count of wrong codes is set to 0, and no one-time code of this time step is good any more.
        """
        ...

    async def count_failure(self, identity: str, *, source: str, locked_until: float, now: float) -> Login:
        """Count one wrong code; *locked_until* > *now* locks the login until then. Returns the login as it is now.

        A lock sets the count to 0 and is never shortened by a later call.
        """
        ...

    async def record_join(
        self,
        identity: str,
        device: str,
        source: str,
        ticket_digest: bytes,
        ticket_until: float,
        *,
        now: float,
    ) -> None:
        """An admitted join, and the digest of the ticket that may resume it. Earlier tickets of the device end."""
        ...

    async def refuse_join(self, identity: str, source: str, reason: Reason, *, now: float) -> None:
        """Audit a refused join; in the national chain when there is no such ID."""
        ...

    async def spend_ticket(self, identity: str, device: str, ticket_digest: bytes, *, now: float) -> None:
        """Use a resume ticket, once. Raises `RefusedError(TICKET)`."""
        ...

    async def extend_ticket(self, device: str, ticket_until: float, *, now: float) -> None:
        """While a join is alive its ticket does not age: it ends *ticket_until*, counted from the last report."""
        ...
