"""How many wrong codes an ID may try, and how fast. Pure; takes now (Unix seconds).

Only codes are counted, and only from a device that has proved its certificate, so nobody outside can lock an ID out.
A lock rests the *login*: live sessions, and the resumption of one by its ticket, go on.
"""

from typing import Final, Protocol

from gateway.errors import RefusedError
from wire.reasons import Reason

MAX_FAILURES: Final = 5  # wrong codes before the login rests
LOCK_SECONDS: Final = 30 * 60.0
LONGEST_DELAY: Final = 8.0  # seconds; after the fourth wrong code


class Tries(Protocol):
    """What is remembered of the wrong codes of an ID or an account."""

    @property
    def failures(self) -> int:
        """Since the last right one or the last lock."""
        ...

    @property
    def last_failure_at(self) -> float:
        """Unix seconds."""
        ...

    @property
    def locked_until(self) -> float:
        """Unix seconds."""
        ...


def delay_after(failures: int) -> float:
    """Seconds to wait after *failures* wrong codes in a row: 0, 1, 2, 4, 8."""
    return 0.0 if failures <= 0 else min(LONGEST_DELAY, 2.0 ** (failures - 1))


def check_may_try(login: Tries, now: float) -> None:
    """Raises `RefusedError` LOCKED or TOO_FAST, with the seconds to wait, when no code may be tried now."""
    if now < login.locked_until:
        raise RefusedError(Reason.LOCKED, retry_after=login.locked_until - now)
    earliest = login.last_failure_at + delay_after(login.failures)
    if now < earliest:
        raise RefusedError(Reason.TOO_FAST, retry_after=earliest - now)


def lock_until(failures: int, now: float) -> float:
    """Until when to lock after this many failures, the present one included; 0.0 when not."""
    return now + LOCK_SECONDS if failures >= MAX_FAILURES else 0.0
