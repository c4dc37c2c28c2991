"""The door of every encoder: only what the stamper has made comes in."""

from agent.damage import Pixels
from watermark import StampedPicture


def stamped_pixels(picture: StampedPicture) -> Pixels:
    """The pixels of *picture*, (height, width, 4) BGRX; raises `TypeError` unless the stamper made it."""
    if type(picture) is not StampedPicture:
        raise TypeError(f"an encoder takes stamped pictures, not {type(picture).__name__}")
    return picture.pixels
