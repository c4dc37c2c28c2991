"""Passwords: what one may be, and their hashes."""

import pytest
from argon2 import PasswordHasher

from gateway.errors import MalformedError
from gateway.signin.passwords import Passwords, check_password

BAD = ["short", "x" * 257, "password123456", "aaaaaaaaaaaa", "sato-no-password", "SATO12345678"]


@pytest.mark.parametrize("password", BAD)
def test_what_is_guessed_first_is_no_password(password: str) -> None:
    """Too short, too long, among the commonest, hardly any different letters, or with the account's name in it."""
    with pytest.raises(MalformedError):
        check_password("sato", password)


@pytest.mark.parametrize("password", ["correct horse battery", "窓口の桜は四月に満開になる", "zq7!Lm02-pwKx"])
def test_a_long_password_needs_no_other_rule(password: str) -> None:
    """A sentence, Japanese or not, is a password."""
    check_password("sato", password)


async def test_a_hash_knows_its_password_and_no_other() -> None:
    """Right is right, wrong is wrong, and without a hash, or with a damaged one, everything is wrong."""
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept = await passwords.hashed("correct horse battery")
    assert "correct" not in kept
    assert await passwords.matches(kept, "correct horse battery")
    assert not await passwords.matches(kept, "correct horse batter")
    assert not await passwords.matches(None, "nobody has this password")
    assert not await passwords.matches("damaged", "correct horse battery")


def test_the_real_hash_is_memory_hard() -> None:
    """What the service uses takes 64 MiB, three passes and four lanes."""
    hasher = Passwords()._hasher
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (65536, 3, 4)
