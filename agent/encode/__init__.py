"""Coding stamped pictures. Every encoder takes a `StampedPicture` and nothing else: no unmarked pixel can be coded.

Does not know what to code, or when.
"""

from typing import Protocol

from agent.encode.checked import stamped_pixels
from agent.encode.h264 import H264Encoder
from agent.encode.lossless import LosslessEncoder
from agent.encode.photograph import PhotographEncoder
from watermark import StampedPicture

__all__ = ["Encoder", "H264Encoder", "LosslessEncoder", "PhotographEncoder", "stamped_pixels"]


class Encoder(Protocol):
    """One coder of pictures."""

    def encode(self, picture: StampedPicture) -> bytes:
        """The data of a `wire.messages.Patch`. Raises `TypeError` for anything that was not stamped."""
        ...
