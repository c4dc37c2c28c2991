"""Sessions, from grant to end. See `gateway.ports` for what holds for all."""

from collections.abc import Sequence
from typing import Protocol

from gateway.records import Actor, Session
from wire.reasons import Reason


class Sessions(Protocol):
    """Sessions, from grant to end."""

    async def open_session(
        self,
        identity: str,
        organisation: str,
        pc: str,
        device: str,
        hostname: str,
        source: str,
        *,
        now: float,
    ) -> Session:
        """A new session with a fresh random 48-bit number (unguessable, never used before).

        Checks once more, in its own transaction, that the ID lives, may use this PC and owns this device: raises
        `RefusedError` (REVOKED, SUSPENDED, PC_UNKNOWN, PC_RETIRED, CERTIFICATE) or `UnknownError`.
        """
        ...

    async def end_session(
        self, number: int, reason: Reason, *, bytes_down: int, bytes_up: int, actor: Actor, now: float
    ) -> None:
        """End a session; ending it twice changes nothing."""
        ...

    async def session(self, number: int) -> Session:
        """One session; raises `UnknownError`."""
        ...

    async def sessions(self, *, live_only: bool, organisation: str | None) -> Sequence[Session]:
        """Sessions, newest first."""
        ...

    async def order_session_end(self, number: int, *, actor: Actor, now: float) -> None:
        """Ask the node that holds the session to end it. Changes nothing when it has ended."""
        ...

    async def close_orphans(self, *, now: float) -> int:
        """End the sessions that an earlier run of the service left open (it was killed); returns how many."""
        ...
