"""Who waits for whom at the relay: tokens in, pairs out. Pure: no socket; takes now (seconds, monotonic).

A token is single use, lives `RELAY_GRACE` seconds, and is good for one side only, at that side's listener. Whatever
is wrong with it, the dialler learns the same: unknown.
"""

import enum
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from gateway.auth.grant import Grant
from gateway.errors import ConflictError, GatewayError
from wire import limits

T = TypeVar("T")

HALF_OPEN_LIMIT: Final = 4096  # sessions waiting for an end at once; 10 % of all IDs opening in the same half minute


class Side(enum.StrEnum):
    """Which end of a pair a dialler is; also which listener it must come to."""

    CLIENT = "client"
    AGENT = "agent"


class Tokens(NamedTuple):
    """The two tokens of one session: 32 random bytes each."""

    client: bytes
    agent: bytes


class UnknownTokenError(GatewayError):
    """The token is unknown, used, too old, or shown at the wrong listener."""


class HalfOpenLimitError(GatewayError):
    """Too many pairs are waiting for an end."""


@dataclass(slots=True)
class _Pair(Generic[T]):
    """A session's two ends until both are there."""

    number: int
    until: float
    digests: dict[Side, bytes]
    arrived: dict[Side, T] = field(default_factory=dict)


class Waiting(NamedTuple):
    """The first end of session `number` is there."""

    number: int


class Joined(NamedTuple, Generic[T]):
    """Both ends of session `number` are there."""

    number: int
    client: T
    agent: T


class Rendezvous(Generic[T]):
    """Pairs the diallers (of type T) of granted sessions."""

    def __init__(self, *, half_open: int = HALF_OPEN_LIMIT, grace: float = limits.RELAY_GRACE) -> None:
        self._half_open = half_open
        self._grace = grace
        self._pairs: dict[int, _Pair[T]] = {}
        # Kept by digest: how long a look-up takes then says nothing about a token.
        self._tokens: dict[bytes, tuple[Side, int]] = {}

    def __len__(self) -> int:
        return len(self._pairs)

    def expect(self, grant: Grant, number: int, *, now: float) -> Tokens:
        """Two fresh tokens for session *number*. Raises `HalfOpenLimitError`; `ConflictError` for a number twice."""
        if not isinstance(grant, Grant):
            raise TypeError("the relay opens for a Grant only")
        if number in self._pairs:
            raise ConflictError("This session is being opened already.")
        if len(self._pairs) >= self._half_open:
            raise HalfOpenLimitError("Too many sessions are being opened at once.")
        tokens = Tokens(secrets.token_bytes(limits.TOKEN_BYTES), secrets.token_bytes(limits.TOKEN_BYTES))
        digests = {Side.CLIENT: _digest(tokens.client), Side.AGENT: _digest(tokens.agent)}
        self._pairs[number] = _Pair(number, now + self._grace, digests)
        for side, digest in digests.items():
            self._tokens[digest] = (side, number)
        return tokens

    def arrive(self, token: bytes, side: Side, dialler: T, *, now: float) -> Waiting | Joined[T]:
        """Take a dialler's token. Returns the pair when it is complete.

        Raises `UnknownTokenError`. A token shown at the wrong listener has leaked, so its session is given up.
        """
        known = self._tokens.pop(_digest(token), None)
        if known is None:
            raise UnknownTokenError("The relay token is unknown.")
        expected, number = known
        pair = self._pairs[number]
        if expected is not side:
            pair.until = min(pair.until, now)  # the next `expire` sends the other end away
            raise UnknownTokenError("The relay token is of the other side.")
        if now >= pair.until:
            raise UnknownTokenError("The relay token is too old.")
        pair.arrived[side] = dialler
        if len(pair.arrived) < len(Side):
            return Waiting(number)
        self.forget(number)
        return Joined(number, pair.arrived[Side.CLIENT], pair.arrived[Side.AGENT])

    def expire(self, *, now: float) -> Sequence[tuple[int, Sequence[T]]]:
        """Give up the pairs whose time is over: their session numbers, and the diallers that waited in vain."""
        over = [pair.number for pair in self._pairs.values() if now >= pair.until]
        return [(number, self.forget(number)) for number in over]

    def forget(self, number: int) -> Sequence[T]:
        """Drop a pair and its tokens; returns the diallers that had arrived. An unknown number is no error."""
        pair = self._pairs.pop(number, None)
        if pair is None:
            return ()
        for digest in pair.digests.values():
            self._tokens.pop(digest, None)
        return tuple(pair.arrived.values())


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
