"""The mark: which session, in which time slot. A number, and nothing about how it is hidden in a picture."""

import re
from dataclasses import dataclass
from typing import Final, Self

SESSION_BITS: Final = 48
SLOT_BITS: Final = 16

_HEX: Final = re.compile(r"[0-9a-fA-F]{16}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marked picture says: session number (48 bits) and time slot (16 bits)."""

    session: int
    slot: int

    def __post_init__(self) -> None:
        if not 0 <= self.session < 1 << SESSION_BITS:
            raise ValueError("a session number has 48 bits")
        if not 0 <= self.slot < 1 << SLOT_BITS:
            raise ValueError("a time slot has 16 bits")

    @property
    def hex(self) -> str:
        """16 hex digits: 12 of the session, 4 of the slot."""
        return f"{self.session:012x}{self.slot:04x}"

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """The mark written as 16 hex digits; raises `ValueError` for anything else."""
        if _HEX.fullmatch(text) is None:
            raise ValueError("A mark is 16 hex digits: 12 of the session and 4 of the time slot.")
        return cls(int(text[:12], 16), int(text[12:], 16))
