"""MAC addresses in every usual spelling, as one: lower case, colons between the bytes. Pure."""

import re
from typing import Final

from gateway.errors import MalformedError

_BYTES: Final = re.compile(r"[0-9a-f]{12}")


def normal(text: str) -> str:
    """The address in *text* (`AA-BB-CC-DD-EE-FF`, `aabb.ccdd.eeff`, with colons or bare) in the one spelling.

    Raises `MalformedError` for what is no address of one network card: an address of a group, or one of zeros.
    """
    digits = re.sub(r"[:.\-\s]", "", text.strip().lower())
    if _BYTES.fullmatch(digits) is None:
        raise MalformedError(f"{text} is not a MAC address: it has twelve hexadecimal digits, as 3c:52:82:1a:0b:4d.")
    if int(digits[:2], 16) & 1 or not int(digits, 16):
        raise MalformedError(f"{text} is not the MAC address of one network card.")
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def normal_list(texts: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """All of *texts* in the one spelling, each once, in order. Raises `MalformedError`."""
    return tuple(sorted({normal(text) for text in texts}))
