"""Names, numbers and codes: how the store makes them. Pure, except that it asks the system for randomness."""

import base64
import hashlib
import re
import secrets
from typing import Final

from gateway.errors import MalformedError, UnknownError
from gateway.secret import Secret

_ORGANISATION: Final = re.compile(r"[0-9]{6}")
_SUBJECT: Final = re.compile(r"(?:pc-)?(?P<organisation>[0-9]{6})-[0-9]{4,}")
_SESSION: Final = re.compile(r"session-(?P<number>[0-9a-f]{12})")


def check_organisation_code(code: str) -> None:
    """Raise `UnknownError` unless *code* has the form of a 全国地方公共団体コード: six digits."""
    if _ORGANISATION.fullmatch(code) is None:
        raise UnknownError(f"{code} is not an organisation code: it has six digits, for instance 131016.")


def with_check_digit(five: str) -> str:
    """A municipality's code from its first five digits: weighted 6 to 2; 11 less the rest of 11 is the last digit.

    Source: 総務省「全国地方公共団体コード仕様」.
    """
    rest = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True)) % 11
    return five + str((11 - rest) % 10)


def check_check_digit(code: str) -> None:
    """Raise `MalformedError` when a code's last digit is not the one that the first five give: it was mistyped."""
    check_organisation_code(code)
    if with_check_digit(code[:5]) != code:
        raise MalformedError(f"{code} is mistyped: its last digit does not fit the others. Look the code up again.")


def identity_name(organisation: str, number: int) -> str:
    """The ID with this number, for instance 131016-0001."""
    return f"{organisation}-{number:04d}"


def pc_name(organisation: str, number: int) -> str:
    """The office PC with this number, for instance pc-131016-0001."""
    return f"pc-{organisation}-{number:04d}"


def number_of(subject: str) -> int | None:
    """The number at the end of the name of an ID or an office PC, None when it is neither."""
    return int(subject.rpartition("-")[2]) if _SUBJECT.fullmatch(subject) else None


def new_emergency_codes(count: int) -> list[Secret[str]]:
    """So many different codes of ten random digits."""
    found: set[str] = set()
    while len(found) < count:
        found.add(f"{secrets.randbelow(10**10):010d}")
    return [Secret(code) for code in found]


def organisation_of(subject: str) -> str | None:
    """The organisation code inside the name of an ID or an office PC, None when it is neither."""
    match = _SUBJECT.fullmatch(subject)
    return None if match is None else match["organisation"]


def session_of(subject: str) -> int | None:
    """The number inside a session certificate's subject, None when it is no such subject."""
    match = _SESSION.fullmatch(subject)
    return None if match is None else int(match["number"], 16)


def new_session_number() -> int:
    """48 random bits, never 0."""
    return secrets.randbelow((1 << 48) - 1) + 1


def new_invitation_code() -> Secret[str]:
    """160 random bits as 32 characters of base32."""
    return Secret(base64.b32encode(secrets.token_bytes(20)).decode())


def invitation_digest(code: str) -> bytes:
    """What is stored of an invitation code. 160 random bits need no salt and no slow hash."""
    return hashlib.sha256(code.encode()).digest()
