"""The kinds of field that several messages have, each with its bound. Does not know the messages."""

import re
from typing import Annotated, Final

import msgspec

from wire import limits

# What a text may not hold: control characters, which a terminal obeys and which break a log in two, line separators,
# and the characters that turn the direction of writing, with which a name can be made to read as another.
_UNSAFE: Final = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"

PLAIN: Final = rf"\A[^{_UNSAFE}]*\Z"

Text = Annotated[str, msgspec.Meta(max_length=limits.MAX_TEXT, pattern=PLAIN)]
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.MAX_TEXT, pattern=PLAIN)]
KeyText = Annotated[str, msgspec.Meta(max_length=limits.MAX_KEYS)]
Forbidden = Annotated[tuple[Text, ...], msgspec.Meta(max_length=limits.MAX_FORBIDDEN)]
Code = Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{6}|[0-9]{10})\Z")]  # one-time, or for an emergency
Address = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{2}(:[0-9a-f]{2}){5}\Z")]
Token = Annotated[bytes, msgspec.Meta(min_length=limits.TOKEN_BYTES, max_length=limits.TOKEN_BYTES)]
SessionNumber = Annotated[int, msgspec.Meta(ge=0, lt=1 << 48)]
Counter = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
Version = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[int, msgspec.Meta(ge=0, lt=1 << 40)]

_UNSAFE_CHARACTER: Final = re.compile(f"[{_UNSAFE}]")
_UNSAFE_RUN: Final = re.compile(f"[{_UNSAFE}]+")


def plain(text: str) -> str:
    """*text* as a `Text` may hold it: each run of unsafe characters becomes a space, and what is too long is cut."""
    return _UNSAFE_RUN.sub(" ", text)[: limits.MAX_TEXT]


def escaped(text: str) -> str:
    r"""*text* with each unsafe character as its escape, `\\uXXXX`: inside a string of JSON it still means the same."""
    return _UNSAFE_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
