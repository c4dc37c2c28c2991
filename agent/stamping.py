"""From an overlay as it travels to a stamper for a screen of one size.

Knows the watermark package's names. Does not know pixels.
"""

from watermark import Pattern, Stamper
from wire.messages import Overlay


def stamper_for(overlay: Overlay, size: tuple[int, int]) -> Stamper:
    """The stamper for a screen of *size* (width, height).

    Raises `watermark.errors.FontError` when the label cannot be written here, `PatternError` for a malformed pattern.
    """
    width, height = size
    return Stamper(width, height, Pattern.from_bytes(overlay.pattern), overlay.label)
