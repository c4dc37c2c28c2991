"""Passwords: what one may be, and argon2id over it.

Hashing takes 64 MiB and a tenth of a second on purpose, so it is done in a thread, and only so many at once.
"""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import MalformedError

SHORTEST: Final = 12  # characters; NIST SP 800-63B asks for 8 at least, and for no other rule
LONGEST: Final = 256
AT_ONCE: Final = 2  # hashes; 128 MiB
# What guessers try first among passwords of this length; a longer list adds little once the lock is there.
_COMMON: Final = frozenset(
    {
        "123456789012",
        "1234567890123",
        "12345678901234",
        "111111111111",
        "000000000000",
        "abcdefghijkl",
        "administrator",
        "adminadminadmin",
        "passwordpassword",
        "password1234",
        "password12345",
        "password123456",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "sekishosekisho",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "letmeinletmein",
        "iloveyou1234",
    }
)


def check_password(name: str, password: str) -> None:
    """Raise `MalformedError` with one sentence unless *password* may be that of the account *name*."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise MalformedError(f"A password has {SHORTEST} to {LONGEST} characters; a sentence is a good one.")
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) < 4 or name.casefold() in folded:
        raise MalformedError(
            "This password is among the first to be guessed: take another, without the account's name."
        )


class Passwords:
    """Makes and compares hashes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        # RFC 9106's second recommendation: 64 MiB, three passes, four lanes.
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    async def hashed(self, password: str) -> str:
        """The hash to keep."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether *password* has the hash *kept*. Without one it takes as long and is False."""
        async with self._turns:
            right = await asyncio.to_thread(self._verify, kept or self._nobody, password)
        return right and kept is not None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
