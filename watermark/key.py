"""The organisation's mark key. Knows how to derive from it, and how not to show it. Never leaves the gateway."""

import hashlib
import hmac
import secrets
from typing import Final, Self, final

from watermark.errors import MarkKeyError

KEY_BYTES: Final = 32


@final
class MarkKey:
    """A secret of 32 bytes, from which everything keyed in a pattern is derived."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise MarkKeyError(f"A mark key has {KEY_BYTES} bytes, not {len(secret)}.")
        self._secret = bytes(secret)

    @classmethod
    def new(cls) -> Self:
        """A fresh random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The key kept as *data*; raises `MarkKeyError` unless it has 32 bytes."""
        return cls(data)

    def to_bytes(self) -> bytes:
        """The secret itself: for the gateway's encrypted store and for nothing else."""
        return self._secret

    @property
    def key_id(self) -> str:
        """16 hex digits that name the key without telling it: safe in logs and reports."""
        return self.derive(b"key id")[:8].hex()

    def derive(self, purpose: bytes) -> bytes:
        """32 bytes for one *purpose*. HMAC-SHA256 is one-way: no derived value leads back to the key or to another."""
        return hmac.digest(self._secret, b"sekisho mark 1: " + purpose, "sha256")

    def stream(self, purpose: bytes, size: int) -> bytes:
        """*size* pseudo-random bytes for one *purpose*."""
        return hashlib.shake_256(self.derive(purpose)).digest(size)

    def __repr__(self) -> str:
        return f"MarkKey({self.key_id}, <secret>)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MarkKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash(self.key_id)
