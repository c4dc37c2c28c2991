"""An overlay as the gateway would send it, for those who only need some."""

from watermark import Mark, MarkKey, pattern_for
from wire.messages import Overlay

KEY = MarkKey.from_bytes(bytes(range(32)))
LABEL = "131016-0001 関所 花子 総務課-012 2026-11-23 09:00"


def overlay(session: int = 0x123456789ABC, slot: int = 0, label: str = LABEL) -> Overlay:
    """The overlay of one slot of one session."""
    return Overlay(slot, pattern_for(KEY, Mark(session, slot)).to_bytes(), label)
