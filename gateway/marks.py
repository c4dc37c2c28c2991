"""The mark of a session: its pattern for each time slot, and the label that people read on the screen.

The organisation's mark key is used here and goes no further. Pure; takes now (Unix seconds). Does not stamp or read
pictures.
"""

from datetime import datetime
from typing import Final

from gateway.clock import JAPAN
from gateway.policy import Policy
from gateway.records import Identity, OfficePc, Session
from gateway.secret import Secret
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.pattern import pattern_for
from wire.limits import MAX_TEXT
from wire.messages import Overlay

SLOT_SECONDS: Final = 600  # a photo's time is known to ten minutes; 65,536 slots are 455 days
_NAME: Final = 80  # characters of a name on the label


def slot_at(opened_at: float, now: float) -> int:
    """The time slot, counted from the opening of the session."""
    return max(0, int((now - opened_at) // SLOT_SECONDS))


def slot_begins(opened_at: float, slot: int) -> float:
    """When a slot begins (Unix seconds): the time that a photo with this mark was taken, to ten minutes or eleven."""
    return opened_at + slot * SLOT_SECONDS


def label_of(identity: Identity, pc: OfficePc, at: float, text: str = "") -> str:
    """What a person reads on the picture: the organisation's *text*, ID, name, office PC, date and time in Japan."""
    time = datetime.fromtimestamp(at, JAPAN)
    parts = (text.strip(), identity.identity, identity.name[:_NAME], pc.name[:_NAME], f"{time:%Y-%m-%d %H:%M}")
    return " ".join(part for part in parts if part)[:MAX_TEXT]


def overlay_for(
    key: Secret[bytes], identity: Identity, pc: OfficePc, session: Session, slot: int, policy: Policy
) -> Overlay:
    """The overlay of one session for one slot, as the organisation's rules want it.

    Some milliseconds of arithmetic: call it in a thread.
    """
    pattern = pattern_for(MarkKey.from_bytes(key.reveal()), Mark(session.number, slot), policy.mark_strength)
    label = label_of(identity, pc, slot_begins(session.opened_at, slot), policy.mark_text)
    return Overlay(slot, pattern.to_bytes(), label)
