"""The kinds of field that several messages have, each with its bound. Does not know the messages."""

from typing import Annotated

import msgspec

from wire import limits

Text = Annotated[str, msgspec.Meta(max_length=limits.MAX_TEXT)]
KeyText = Annotated[str, msgspec.Meta(max_length=limits.MAX_KEYS)]
Code = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{6}\Z")]
Token = Annotated[bytes, msgspec.Meta(min_length=limits.TOKEN_BYTES, max_length=limits.TOKEN_BYTES)]
SessionNumber = Annotated[int, msgspec.Meta(ge=0, lt=1 << 48)]
Counter = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
Version = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[int, msgspec.Meta(ge=0, lt=1 << 40)]
