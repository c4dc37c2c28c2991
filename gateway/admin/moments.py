"""Moments as the store keeps them (Unix seconds) and as questions and answers have them (RFC 3339). Pure."""

from datetime import UTC, datetime
from typing import Annotated, overload

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


@overload
def moment(at: float) -> datetime: ...
@overload
def moment(at: None) -> None: ...
def moment(at: float | None) -> datetime | None:
    """The moment at *at* (Unix seconds), to the millisecond, in UTC."""
    return None if at is None else datetime.fromtimestamp(round(at, 3), UTC)


@overload
def seconds(at: datetime) -> float: ...
@overload
def seconds(at: None) -> None: ...
def seconds(at: datetime | None) -> float | None:
    """The Unix seconds of *at*, which says its time zone."""
    return None if at is None else at.timestamp()
